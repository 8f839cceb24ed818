"""What the hook of the event loops calls: at each turn, and when a loop can never be woken."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .busy import Busy
from .outside import Clock, might_fork
from .stuck import waiting
from .suspicion import listen
from .telling import Teller
from .turns import Turns


class Watcher:
    """The eye on hangs; a `loops.Watcher`. To be made in the main thread, which handles signals."""

    def __init__(
        self,
        path: str,
        source: bytes,
        report: int,
        last_words: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._path = path
        self._teller = Teller(report, last_words)
        self._turns = Turns(path, self._teller, clock)
        # Called thousands of times a second: each name looked up would be felt.
        self.between_turns = self._turns.count
        busy = Busy(path, self._teller, self._turns, clock)
        listen(source, report, ask=busy.asked, tell=self._asked)

    def idle_for_ever(self, loop: Any) -> None:  # noqa: ANN401
        """Tell who waits for what. It returns if that can't be told: the loop then waits."""
        # A child of a child may hold the other end of anything, and only the supervisor sees all
        # processes. It asks for the reasons once it is sure.
        if not might_fork(self._path):
            self._teller.tell("stuck", waiting(loop, self._path))

    def _asked(self, _frame: Any) -> None:  # noqa: ANN401
        """Tell the supervisor, which knows that all is over, who waits in an idle loop."""
        loop = self._turns.loop()
        # What is in the middle of a turn is blocked there, and that the threads' lines tell.
        idle = loop is not None and loop.is_running() and asyncio.current_task(loop) is None
        with suppress(Exception):  # it must go on as if it had not been asked
            self._teller.say("stuck", waiting(loop, self._path) if idle else {})
