"""Where programs can't be confined, one that is not of the built-in course asks first."""

import hashlib
import os
import sys
from pathlib import Path

from asynclearn.cli.saying import ask, say
from asynclearn.cli.settings import now
from asynclearn.errors import UsageError
from asynclearn.progress.location import progress_file
from asynclearn.progress.store import Progress
from asynclearn.sandbox.layers import confines_programs

NOT_CONFINED = (
    "Programs are not confined on this computer: they can reach your files and the network. "
    "`asynclearn doctor` says what is missing."
)


def subject_of_file(file: Path, source: str) -> str:
    """What trust in a file is kept under: a changed file has to be trusted anew."""
    return f"file {file.resolve()} {hashlib.sha256(source.encode(errors='replace')).hexdigest()}"


def subject_of_course(root: Path) -> str:
    """What trust in a course is kept under."""
    return f"course {root.resolve()}"


def ask_for_trust(subject: str, name: str, *, given: bool) -> None:
    """Returns if programs are confined, or the learner trusts these; asks once for each.

    Raises UsageError if they do not, or can't be asked.
    """
    if given or confines_programs():
        return
    with Progress.open(progress_file(os.environ), now=now()) as progress:
        if progress.trusts(subject):
            return
        if not _says_yes(name):
            raise UsageError(
                f"{name} is not run, as programs are not confined on this computer; read what it "
                "does, then add `--trust` to run it"
            )
        progress.trust(subject, now())


def say_if_not_confined() -> None:
    """What a session with the built-in course begins with, where nothing confines programs."""
    if not confines_programs():
        say(NOT_CONFINED)


def _says_yes(name: str) -> bool:
    if not sys.stdin.isatty():
        return False
    say(NOT_CONFINED)
    try:
        answer = ask(f"Run {name} all the same? Type yes:")
    except EOFError:
        return False
    return answer.strip().casefold() in ("y", "yes")
