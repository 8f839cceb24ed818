"""Keeping the machine busy while something else is looked at."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from asynclearn.authoring.python import Python
from asynclearn.sandbox.outcome import Clock, Limits, Program

_SECONDS = 30.0

_BUSY = f"""
import os, time
for _ in range({{cores}} - 1):
    if os.fork() == 0:
        break
end = time.monotonic() + {_SECONDS}
while time.monotonic() < end:
    pass
"""


@asynccontextmanager
async def load(python: Python) -> AsyncIterator[None]:
    """Two busy processes a core, as long as the block lasts. They run in the sandbox, too."""
    task = asyncio.create_task(_keep_busy(python))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_busy(python: Python) -> None:
    program = Program(_BUSY.format(cores=2 * (os.cpu_count() or 1)), clock=Clock.REAL)
    while True:
        await python.run(program, Limits(seconds=_SECONDS + 5))
