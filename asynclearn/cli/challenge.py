"""`asynclearn challenge`: finds the challenge and the learner's file, and starts the flow."""

import asyncio
import os
import platform
import shlex
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from asynclearn.cli.courses import ask_for_trust_in, course_with_challenge
from asynclearn.cli.leaving import run_until_left
from asynclearn.cli.listing import show_list
from asynclearn.cli.saying import tell
from asynclearn.cli.settings import Settings, now
from asynclearn.cli.wanted import Narrowed, What
from asynclearn.cli.workspace import find_workspace
from asynclearn.content.challenge import Challenge, Kind
from asynclearn.content.course import Course
from asynclearn.content.library import read_challenge, read_challenges
from asynclearn.errors import UsageError
from asynclearn.progress.store import Progress
from asynclearn.sandbox.runner import run, warm_up
from asynclearn.teaching.port import Desk
from asynclearn.teaching.workshop.flow import work_on
from asynclearn.teaching.workshop.port import Bench, Workbench
from asynclearn.teaching.workshop.watching import saves_of
from asynclearn.teaching.workshop.workspace import Work, open_work

WORKSHOP_KINDS = (Kind.DEBUG, Kind.DESIGN)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of the command say."""

    workspace: Path | None
    watch: bool
    reset: bool
    trust: bool


def take_challenge(settings: Settings, challenge_id: str, wishes: Wishes) -> int:
    """Take the learner through a challenge, and through the next ones as long as they like."""
    course = course_with_challenge(settings, challenge_id)
    ask_for_trust_in(course, given=wishes.trust)
    workspace = find_workspace(wishes.workspace, os.environ)
    work = open_work(
        _workshop(read_challenge(course, challenge_id), course), workspace / course.tag
    )
    if wishes.reset and work.begun:
        tell(f"What you had is in `{work.reset()}`.")
    warm_up()  # so that it is ready when the learner has read and typed
    with settings.progress() as progress, _bench(settings) as bench:
        desk = Desk(bench, run, progress, now, platform.python_version())
        watch = saves_of if wishes.watch else _never
        workbench = Workbench(bench, desk, watch, _editor(os.environ))
        return run_until_left(_go_on(course, work, workbench, progress))


async def _go_on(course: Course, work: Work, workbench: Workbench, progress: Progress) -> None:
    current: Work | None = work
    while current is not None and await work_on(current, workbench):
        following = _next(course, current.challenge, progress)
        if following is None:
            workbench.bench.say(f"That was the last one. {_those_to_write(course)}.")
        current = None if following is None else open_work(following, work.path.parent)


def list_those_to_write(settings: Settings) -> None:
    """Print the challenges that can be taken, and what to type."""
    narrowed = Narrowed(kinds=WORKSHOP_KINDS)
    show_list(settings, What.CHALLENGES, narrowed, as_json=False)
    tell(f"`{settings.find_course().command('challenge ID')}` opens one of them.")


def _those_to_write(course: Course) -> str:
    listing = course.command("list challenges --kind debug --kind design")
    return f"`{listing}` shows those to write"


def _workshop(challenge: Challenge, course: Course) -> Challenge:
    if challenge.kind not in WORKSHOP_KINDS:
        raise UsageError(
            f"`{challenge.id}` is of kind `{challenge.kind}`, which `{course.command('quiz')}` "
            f"asks; {_those_to_write(course)}"
        )
    return challenge


def _next(course: Course, after: Challenge, progress: Progress) -> Challenge | None:
    """The next challenge, by lesson, level and id, that is not solved yet."""

    def order(challenge: Challenge) -> tuple[int, int, str]:
        return challenge.lesson, challenge.level, challenge.id

    for challenge in sorted(read_challenges(course), key=order):
        if challenge.kind in WORKSHOP_KINDS and order(challenge) > order(after):
            latest = progress.latest(challenge.id, challenge.snippet.digest)
            if latest is None or not latest.right:
                return challenge
    return None


@contextmanager
def _bench(settings: Settings) -> Iterator[Bench]:
    from asynclearn.terminal.workshop import PlainBench, RichBench  # noqa: PLC0415 - slow to import

    if settings.plain:
        yield PlainBench(settings.console())
        return
    from asynclearn.terminal.keyboard import quiet_keyboard  # noqa: PLC0415 - as above

    with quiet_keyboard():
        yield RichBench(settings.console())


async def _never(path: Path) -> AsyncIterator[None]:
    """No saves are told: only a key runs the checks."""
    del path
    nothing: tuple[None, ...] = ()
    for each in nothing:
        yield each


def _editor(environment: Mapping[str, str]) -> Callable[[Path], Awaitable[None]] | None:
    named = environment.get("VISUAL") or environment.get("EDITOR")
    if not named or not sys.stdin.isatty():
        return None

    async def edit(path: Path) -> None:
        try:
            process = await asyncio.create_subprocess_exec(*shlex.split(named), str(path))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(
                f"Your editor `{named}` can't be started: {reason}. Open the file yourself, or set "
                "`EDITOR` to another"
            ) from error
        await process.wait()

    return edit
