"""`asynclearn quiz`: the course, the terminal and the memory, handed to the flow."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from asynclearn.cli.courses import ask_for_trust_in
from asynclearn.cli.leaving import run_until_left
from asynclearn.cli.saying import say
from asynclearn.cli.settings import Settings, now
from asynclearn.content.catalogue import read_catalogue
from asynclearn.content.library import read_lesson
from asynclearn.progress.location import cache_folder
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.port import QuizDesk
from asynclearn.teaching.quiz.taking import take_quiz

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from asynclearn.teaching.quiz.port import QuizTerminal


def hold_quiz(settings: Settings, wish: Wish, *, seed: int | None, trust: bool) -> int:
    """Asks a set of questions. Gives the exit code."""
    with quiz_desk(settings, trust=trust) as desk:
        return run_until_left(take_quiz(wish, seed, desk))


@contextmanager
def quiz_desk(settings: Settings, *, trust: bool) -> Iterator[QuizDesk]:
    """All that a quiz works with. Raises UsageError if the course's programs may not be run."""
    from asynclearn.sandbox.runner import run, warm_up  # noqa: PLC0415

    course = settings.find_course()
    # First of all, as it takes a while to find out how programs can be confined, and last of all
    # the question about trust, which waits for that.
    warm_up()
    catalogue = read_catalogue(course, cache_folder(os.environ), say_it_takes_long=_say_it)
    with settings.progress() as progress:
        open_terminal = _terminal_for(settings)
        ask_for_trust_in(course, given=trust)
        with open_terminal(settings) as terminal:
            yield QuizDesk(
                terminal=terminal,
                run=run,
                progress=progress,
                now=now,
                python=platform.python_version(),
                catalogue=catalogue,
                lessons=lambda number: read_lesson(course, number),
            )


def _say_it(files: int) -> None:
    say(f"Reading {files} challenges; only the first time takes this long.")


def _terminal_for(
    settings: Settings,
) -> "Callable[[Settings], AbstractContextManager[QuizTerminal]]":
    """What opens the terminal. Its libraries are imported now."""
    if settings.plain:
        from asynclearn.terminal.plain_quiz import PlainQuizTerminal  # noqa: PLC0415

        return lambda settings: nullcontext(PlainQuizTerminal(settings.console()))
    from asynclearn.terminal.keyboard import quiet_keyboard  # noqa: PLC0415
    from asynclearn.terminal.rich_quiz import RichQuizTerminal  # noqa: PLC0415

    @contextmanager
    def open_it(settings: Settings) -> "Iterator[QuizTerminal]":
        with quiet_keyboard():
            yield RichQuizTerminal(settings.console())

    return open_it
