"""Ends a flow decently, also when the terminal is closed or the process is asked to go."""

import asyncio
import signal
from collections.abc import Coroutine

ASKED_TO_GO = (signal.SIGTERM, signal.SIGHUP)


def run_until_left(flow: Coroutine[object, object, None]) -> int:
    """Runs a flow and gives the exit code: 0, or 128 and the number of the signal that ended it.

    A closed terminal (SIGHUP) and `kill` (SIGTERM) cancel the flow, so that what was typed is
    kept and the terminal is left as it was found. Ctrl-C raises KeyboardInterrupt.
    """
    received: list[signal.Signals] = []

    async def main() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None  # noqa: S101  (a coroutine that runs is in a task)

        def go(number: signal.Signals) -> None:
            received.append(number)
            task.cancel()

        for number in ASKED_TO_GO:
            loop.add_signal_handler(number, go, number)
        await flow

    try:
        asyncio.run(main())
    except asyncio.CancelledError:
        if not received:
            raise
    return 128 + received[0] if received else 0
