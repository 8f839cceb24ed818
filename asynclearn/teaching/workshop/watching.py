"""Telling when a file was saved."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from watchfiles import awatch

_SETTLED_MILLISECONDS = 100
_LOOK_MILLISECONDS = 500


async def saves_of(path: Path) -> AsyncIterator[None]:
    """Yields each time that the file was saved; the content decides, not the event.

    Twice a second it looks by itself: network and container mounts tell of no events, and where
    `WATCHFILES_FORCE_POLLING` is set two saves within a second have one time stamp. Where nothing
    can be watched it ends.
    """
    # Editors save by writing another file and renaming it, so it is the folder that is watched.
    before = _content(path)
    try:
        async for _ in awatch(
            path.parent,
            watch_filter=None,
            debounce=_SETTLED_MILLISECONDS,
            step=_SETTLED_MILLISECONDS // 2,
            rust_timeout=_LOOK_MILLISECONDS,
            yield_on_timeout=True,
            recursive=False,
        ):
            now = _content(path)
            if now is not None and now != before:
                before = now
                yield
    except (OSError, RuntimeError):
        # Out of watches (ENOSPC), or the folder is gone: a key still runs the checks.
        return


def _content(path: Path) -> bytes | None:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a file that goes away between two looks
            return file.read(os.stat(path).st_size + 1)  # noqa: PTH116
    except OSError:
        return None
