"""`asynclearn preview`: a page as learners see it, again at each save."""

import asyncio
import platform
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from asynclearn.authoring.preview import Preview, preview
from asynclearn.authoring.python import Python
from asynclearn.authoring.selection import select
from asynclearn.cli.courses import ask_for_trust_in, course_at
from asynclearn.cli.leaving import run_until_left
from asynclearn.cli.settings import Settings
from asynclearn.errors import AsynclearnError, UsageError
from asynclearn.sandbox.runner import run, warm_up
from asynclearn.teaching.workshop.watching import saves_of

if TYPE_CHECKING:
    from asynclearn.terminal.preview_screen import PreviewScreen


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of the command say."""

    once: bool = False
    trust: bool = False


def preview_file(settings: Settings, file: Path, wishes: Wishes) -> int:
    """Show it; once it is 1 if there are errors."""
    warm_up()
    [selection] = select([file])
    ask_for_trust_in(course_at(selection.root), given=wishes.trust)
    if wishes.once or settings.plain:
        return _show_once(settings, file)
    return run_until_left(_keep_showing(settings, file))


async def look_at(file: Path) -> Preview:
    """The page as it stands now."""
    return await preview(file, Python(platform.python_version(), run))


def _show_once(settings: Settings, file: Path) -> int:
    from asynclearn.terminal.preview import draw  # noqa: PLC0415 - slow to import
    from asynclearn.terminal.preview_problems import draw_problems  # noqa: PLC0415 - as above

    seen = asyncio.run(look_at(file))
    console = settings.console()
    draw(seen, console, plain=settings.plain)
    draw_problems(seen, console, plain=settings.plain)
    return 0 if seen.report.ok else 1


async def _keep_showing(settings: Settings, file: Path) -> None:
    from asynclearn.terminal.preview_screen import PreviewScreen  # noqa: PLC0415 - slow to import

    saved = asyncio.Event()
    saved.set()
    screen = PreviewScreen(saved.set, settings.console())
    tasks = [
        asyncio.create_task(_note_saves(file, saved)),
        asyncio.create_task(_note_leaving(file, saved)),
        asyncio.create_task(_look_at_each(file, saved, screen)),
    ]
    try:
        await screen.run()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _note_saves(file: Path, saved: asyncio.Event) -> None:
    async for _ in saves_of(file):
        saved.set()


async def _note_leaving(file: Path, saved: asyncio.Event) -> None:
    """What is gone was not saved, and what is back may be the same: so both are noted here."""
    there = True
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        if _is_there(file) != there:
            there = not there
            saved.set()


def _is_there(file: Path) -> bool:
    return file.exists()


_LOOK_SECONDS = 1.0
"""Longer than most editors need to put the new file in the place of the old one."""


async def _look_at_each(file: Path, saved: asyncio.Event, screen: "PreviewScreen") -> None:
    """Look whenever the file was saved. What can't even be started ends the preview."""
    shown = False
    while True:
        await saved.wait()
        saved.clear()
        screen.notice("Running…")
        try:
            seen = await _unless_saved(look_at(file), saved)
        except AsynclearnError as error:
            if shown and isinstance(error, UsageError):
                # Gone for a moment, as some editors save: the last page stays until then.
                screen.notice(str(error) if _is_there(file) else "The file is gone.")
                continue
            screen.fail(error)
            return
        if seen is not None:
            screen.show(seen)
            shown = True


async def _unless_saved(
    look: Coroutine[object, object, Preview], saved: asyncio.Event
) -> Preview | None:
    """What is seen; None if the file was saved meanwhile, which ends the runs of the old one."""
    looking, waiting = asyncio.create_task(look), asyncio.create_task(saved.wait())
    try:
        await asyncio.wait([looking, waiting], return_when=asyncio.FIRST_COMPLETED)
        return looking.result() if looking.done() else None
    finally:
        for task in (looking, waiting):
            task.cancel()
        await asyncio.gather(looking, waiting, return_exceptions=True)
