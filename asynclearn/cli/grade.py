"""`asynclearn grade`: submissions in, results out."""

import asyncio
import os
import platform
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from asynclearn import __version__
from asynclearn.cli.saying import tell
from asynclearn.cli.settings import Settings
from asynclearn.cli.trust import ask_for_trust
from asynclearn.content.library import read_challenges
from asynclearn.errors import UsageError
from asynclearn.grading.assignment import FILE_NAME, Assignment, read_assignment, whole_course
from asynclearn.grading.formats import Format, written
from asynclearn.grading.grade import Grade, grade
from asynclearn.grading.gradescope import init_gradescope
from asynclearn.grading.submissions import Submission, find_submissions
from asynclearn.sandbox.interpreter import OWN, interpreter_named
from asynclearn.sandbox.runner import run, warm_up
from asynclearn.terminal.bar import progress_bar


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of the command say."""

    form: Format
    assignment: Path | None
    output: Path | None
    python: str | None
    trust: bool


def grade_submissions(settings: Settings, folder: Path | None, wishes: Wishes) -> int:
    """Grade, and print or write the results. 0 however the students did."""
    if folder is None:
        raise UsageError("name the folder that holds the submissions: `asynclearn grade FOLDER`")
    submissions = find_submissions(folder)
    if wishes.form in (Format.GRADESCOPE, Format.CLASSROOM50) and len(submissions) > 1:
        raise UsageError(
            f"`--format {wishes.form}` is for one submission, and here are {len(submissions)}; "
            "name one student's folder, or use `--format csv`"
        )
    assignment = _assignment(settings, folder, submissions, wishes)
    ask_for_trust(f"submissions {folder.resolve()}", f"what is in `{folder}`", given=wishes.trust)
    interpreter, version = OWN, platform.python_version()
    if wishes.python is not None:
        interpreter, version = interpreter_named(wishes.python)
    warm_up(interpreter)
    run_there = partial(run, interpreter=interpreter)
    with progress_bar("Grading", len(submissions), plain=settings.plain) as done:
        grades = asyncio.run(grade(submissions, assignment, run_there, version, done))
    _write(grades, wishes)
    return 0


def start_gradescope(settings: Settings, folder: Path) -> int:
    """Write a folder for Gradescope, and say what to do with it."""
    course = settings.find_course()
    own = None if course.builtin else course.root
    for path in init_gradescope(folder, f"asynclearn=={__version__}", own):
        print(path)
    tell(
        f"Say in `{folder / FILE_NAME}` what is graded. Then zip what is in the folder, and "
        "upload it as the autograder of the assignment."
    )
    return 0


def _assignment(
    settings: Settings, folder: Path, submissions: tuple[Submission, ...], wishes: Wishes
) -> Assignment:
    challenges = read_challenges(settings.find_course())
    path = wishes.assignment
    if path is None and (folder / FILE_NAME).is_file() and len(submissions) > 1:
        path = folder / FILE_NAME
    if path is not None:
        return read_assignment(path, challenges)
    return whole_course(challenges, frozenset(name for each in submissions for name in each.files))


def _write(grades: tuple[Grade, ...], wishes: Wishes) -> None:
    text = written(grades, wishes.form, os.environ)
    if wishes.output is None:
        sys.stdout.write(text)
        return
    try:
        wishes.output.parent.mkdir(parents=True, exist_ok=True)
        wishes.output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"`{wishes.output}` can't be written: {reason}; name another file"
        ) from error
