"""What the global options say, and the parts that they choose."""

import os
import platform
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from asynclearn.cli.saying import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from asynclearn.content.course import Course
    from asynclearn.progress.store import Progress
    from asynclearn.teaching.port import Desk, Terminal


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options."""

    course: Path | None = None
    """The course that was named: a folder, or an installed course's name; None if none was."""
    plain: bool = False
    """Whether to do without boxes, colours and redraws."""

    def find_course(self) -> "Course":
        """The active course: see content.courses. Raises UsageError if there is none."""
        from asynclearn.content.courses import active_course  # noqa: PLC0415
        from asynclearn.here import current_folder  # noqa: PLC0415

        return active_course(self.course, current_folder())

    def console(self) -> "Console":
        """Where to print."""
        from asynclearn.terminal.theme import make_console  # noqa: PLC0415

        return make_console(plain=self.plain)

    def notices(self) -> "Console":
        """Where to print what is not for the reader of stdout."""
        from asynclearn.terminal.theme import make_console  # noqa: PLC0415

        return make_console(plain=self.plain, stderr=True)

    @contextmanager
    def terminal(self) -> "Iterator[Terminal]":
        """Where to show and ask."""
        if self.plain:
            from asynclearn.terminal.plain import PlainTerminal  # noqa: PLC0415

            yield PlainTerminal(self.console())
            return
        from asynclearn.terminal.keyboard import quiet_keyboard  # noqa: PLC0415
        from asynclearn.terminal.rich_terminal import RichTerminal  # noqa: PLC0415

        with quiet_keyboard():
            yield RichTerminal(self.console())

    @contextmanager
    def progress(self) -> "Iterator[Progress]":
        """The learner's memory. What is odd about it is said on stderr."""
        from asynclearn.progress.location import progress_file  # noqa: PLC0415
        from asynclearn.progress.store import Progress  # noqa: PLC0415

        with Progress.open(progress_file(os.environ), now=now()) as progress:
            for notice in progress.notices:
                say(notice)
            yield progress

    @contextmanager
    def desk(self) -> "Iterator[Desk]":
        """All that a flow works with."""
        from asynclearn.sandbox.runner import run, warm_up  # noqa: PLC0415
        from asynclearn.teaching.port import Desk  # noqa: PLC0415

        warm_up()  # so that it is ready when the learner has read and typed
        with self.progress() as progress, self.terminal() as terminal:
            yield Desk(terminal, run, progress, now, platform.python_version())


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def must_be_plain() -> bool:
    """Whether there is no terminal that could be drawn on and typed into."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return (
        not sys.stdin.isatty()
        or not sys.stdout.isatty()
        or os.environ.get("TERM", "") == "dumb"
        or encoding != "utf8"
    )
