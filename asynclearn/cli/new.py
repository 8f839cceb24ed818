"""`asynclearn new`: asks for what is missing, runs the program, writes the file."""

import asyncio
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from asynclearn.authoring.places import (
    challenge_path,
    is_course,
    last_lesson,
    lesson_path,
    part_path,
    root_of,
    title_of,
    write_new,
)
from asynclearn.authoring.rules.gaps import GAP, MARK, gaps_in
from asynclearn.authoring.scaffold import (
    Plan,
    Scaffold,
    scaffold_challenge,
    scaffold_lesson,
    scaffold_part,
)
from asynclearn.cli.answers import (
    read_factor,
    read_file,
    read_kind,
    read_lesson,
    read_level,
    read_line,
    read_title,
    read_topics,
)
from asynclearn.cli.asking import Form
from asynclearn.cli.preview import look_at
from asynclearn.cli.program_file import read_program
from asynclearn.cli.saying import tell
from asynclearn.cli.settings import Settings
from asynclearn.cli.trust import ask_for_trust, subject_of_file
from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import WORKSHOP_KINDS
from asynclearn.errors import UsageError
from asynclearn.here import current_folder
from asynclearn.judging.phrases import counted
from asynclearn.sandbox.outcome import Clock, Ending
from asynclearn.sandbox.runner import run, warm_up

LEFT = 130
"""The exit code of whoever leaves before the file is written, as of Ctrl-C everywhere."""


@dataclass(frozen=True, slots=True)
class ChallengeWishes:
    """What the options of `asynclearn new challenge` say; None for what they don't."""

    slug: str
    kind: Kind | None = None
    level: int | None = None
    lesson: int | None = None
    topics: str | None = None
    title: str | None = None
    program: Path | None = None
    solution: Path | None = None
    unit: str | None = None
    within: float | None = None
    clock: Clock | None = None
    trust: bool = False


def begin_challenge(settings: Settings, wishes: ChallengeWishes) -> int:
    """Write a challenge. Raises UsageError, before anything is written, for what can't be done."""
    root = root_of(settings.course, current_folder())
    path = challenge_path(root, wishes.slug)
    for file in filter(None, (wishes.program, wishes.solution)):
        read_program(file)  # so that nobody answers questions for a file that is not there
    warm_up()
    try:
        plan = _plan(wishes, last_lesson(root) or 1)
    except (EOFError, KeyboardInterrupt):
        return _leave()
    return _write(root, path, scaffold_challenge(plan))


def begin_lesson(settings: Settings, slug: str, title: str | None) -> int:
    """Write the front page of the next lesson."""
    root = root_of(settings.course, current_folder())
    number, path = lesson_path(root, slug)
    try:
        found = _title(Form(), title, slug)
    except (EOFError, KeyboardInterrupt):
        return _leave()
    return _write(root, path, scaffold_lesson(number, found))


def begin_part(settings: Settings, slug: str, lesson: int | None, title: str | None) -> int:
    """Write the next part of a lesson."""
    root = root_of(settings.course, current_folder())
    form, last = Form(), last_lesson(root)
    try:
        default = "" if last is None else str(last)
        chosen = form.take("--lesson", lesson, "Lesson", read_lesson, default=default, example="1")
        form.require_all()
        number, path = part_path(root, chosen, slug)
        found = _title(form, title, slug)
    except (EOFError, KeyboardInterrupt):
        return _leave()
    return _write(root, path, scaffold_part(number, slug, found))


def _plan(wishes: ChallengeWishes, last: int) -> Plan:
    """What has to be known, from the options and from answers."""
    form = Form()
    kind = form.take(
        "--kind", wishes.kind, f"Kind: {', '.join(Kind)}", read_kind, default="predict"
    )
    if form.complete:
        _refuse_needless(wishes, kind)
    level = form.take("--level", wishes.level, "Level, from 1 to 3", read_level, default="1")
    lesson = form.take("--lesson", wishes.lesson, "Lesson", read_lesson, default=str(last))
    topics = form.take(
        "--topics",
        None if wishes.topics is None else read_topics(wishes.topics),
        "Topics",
        read_topics,
        example="queues,cancellation",
    )
    unit, within = _measure(form, wishes) if kind is Kind.ESTIMATE else ("", 0.0)
    program, solution = _files(form, wishes, kind)
    title = _title(form, wishes.title, wishes.slug)
    form.require_all()
    return Plan(
        slug=wishes.slug,
        kind=kind,
        title=title,
        level=level,
        lesson=lesson,
        topics=topics,
        clock=wishes.clock or (Clock.REAL if kind is Kind.ESTIMATE else Clock.VIRTUAL),
        program=_source(program, wishes),
        solution=_source(solution, wishes),
        unit=unit,
        within=within,
    )


def _measure(form: Form, wishes: ChallengeWishes) -> tuple[str, float]:
    unit = None if wishes.unit is None else read_line(wishes.unit)
    within = None if wishes.within is None else read_factor(f"{wishes.within:g}")
    return (
        form.take("--unit", unit, "Unit of the number", read_line, example="ms"),
        form.take("--within", within, "Right within a factor of", read_factor, default="2"),
    )


def _files(form: Form, wishes: ChallengeWishes, kind: Kind) -> tuple[Path | None, Path | None]:
    """The program and the solution: of a workshop both, or neither."""
    program, solution = wishes.program, wishes.solution
    if kind in WORKSHOP_KINDS and (program or solution):
        example = str(program or solution)
        program = form.take("--from", program, "The program", read_file, example=example)
        solution = form.take("--solution", solution, "The solution", read_file, example=example)
    return program, solution


def _refuse_needless(wishes: ChallengeWishes, kind: Kind) -> None:
    """Raises UsageError for an option that another kind has."""
    if kind is not Kind.ESTIMATE and (wishes.unit is not None or wishes.within is not None):
        raise UsageError(f"a `{kind}` measures nothing; leave `--unit` and `--within` out")
    if kind not in WORKSHOP_KINDS and wishes.solution is not None:
        raise UsageError(f"a `{kind}` has no solution; leave `--solution` out")


def _title(form: Form, given: str | None, slug: str) -> str:
    said = None if given is None else read_title(given)
    return form.offer(said, "Title", read_title, title_of(slug))


def _source(file: Path | None, wishes: ChallengeWishes) -> str | None:
    """The text of a program that may be run."""
    if file is None:
        return None
    source = read_program(file)
    ask_for_trust(subject_of_file(file, source), f"`{file}`", given=wishes.trust)
    if not source.strip():
        raise UsageError(f"`{file}` is empty; write the program first")
    return source


def _write(root: Path, path: Path, scaffold: Scaffold) -> int:
    """Run the program, write the file, and say what is left to do."""
    outcome = asyncio.run(run(scaffold.to_run)) if scaffold.claimed else None
    text = scaffold.text(outcome)
    if not is_course(root):
        folder = path.relative_to(root).parts[0]
        tell(f"`{root.absolute()}` is no course yet: `{folder}/` makes it one.")
    write_new(path, text)
    tell(f"Written: `{path}`.")
    if outcome is not None and outcome.ending is Ending.TIMED_OUT:
        tell(
            f"The program was still running after {outcome.seconds:.0f} seconds. `output hangs` "
            "claims that it never ends; if it does, write `timeout: 60` into the front matter."
        )
    return _say_what_is_left(path, len(list(gaps_in(text))))


def _say_what_is_left(path: Path, gaps: int) -> int:
    report = asyncio.run(look_at(path)).report
    for problem in report.errors:
        if problem.rule != GAP:
            tell(str(problem))
    tell(f"{counted(gaps, 'gap')} to fill, marked `{MARK}`. Next:")
    for command in ("preview", "check"):
        print(f"  asynclearn {command} {shlex.quote(str(path))}")
    return 0


def _leave() -> int:
    print("\nNothing was written.", file=sys.stderr)
    return LEFT
