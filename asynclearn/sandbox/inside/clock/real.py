"""The real clock: all is as it is, but that nothing can ever happen again is noticed."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from asynclearn.sandbox.inside.loops import Select

from .outside import Outside, Reach
from .threads import hook_threads
from .virtual import CERTAINTY, until_next_timer

_AT_ONCE = 0.05
"""Seconds."""


class _Count:
    """How many threads, and calls given to pools, are under way."""

    def __init__(self, rest: Callable[[], None]) -> None:
        self.others = 0
        self.begun = 0
        self._rest = rest
        self.known: set[threading.Thread] = set()
        self.workers: set[threading.Thread] = set()
        self._lock = threading.Lock()

    def enter(self) -> None:
        """One more."""
        with self._lock:
            self.others += 1
            self.begun += 1

    def leave(self, thread: threading.Thread | None = None) -> None:
        """One less."""
        with self._lock:
            self.others -= 1
            if thread is not None:
                self.known.discard(thread)
            at_rest = not self.others
        if at_rest:
            self._rest()


class RealClock:
    """Time as it passes.

    `idle_for_ever` is called with a loop that nothing can ever wake.
    """

    def __init__(self, idle_for_ever: Callable[[Any], None]) -> None:
        self._idle_for_ever = idle_for_ever
        self._outside = Outside()
        self._count = _Count(self._look_again)
        self._waiting: Any = None
        """The loop that waits without a timer, while others are under way."""
        self.origin = monotonic()
        """What `loop.time()` says when `seconds` says 0."""

    def install(self) -> None:
        """Take note of the program's threads."""
        hook_threads(self._count)

    def seconds(self) -> float:
        """The time since the program began."""
        return monotonic() - self.origin

    def others_at_rest(self) -> int:
        """How many threads there are, if they are those of pools and have no call; else 0.

        Of others it is not known what they wait for.
        """
        return 0 if self._count.others else len(self._count.workers)

    def others_moved(self) -> int:
        """How many threads were started, and calls given to pools, so far."""
        return self._count.begun

    def skip_to(self, time: float) -> bool:  # noqa: ARG002 - of the real clock
        """False: time goes by itself."""
        return False

    def select(self, loop: Any, real: Select, timeout: float | None) -> list[Any]:  # noqa: ANN401
        """What is ready when that was waited for; see `loops.Clock`."""
        if until_next_timer(loop, timeout) is not None:
            return real(timeout)
        self._waiting = loop
        if not self._count.others:
            # What comes in this time comes at once. Only then is it looked for reasons to wait.
            if ready := real(_AT_ONCE):
                return ready
            if self._nothing_comes(loop):
                if self._outside.reach(loop) and (ready := real(CERTAINTY)):
                    return ready
                self._idle_for_ever(loop)
        try:
            return real(timeout)
        finally:
            self._waiting = None

    def _look_again(self) -> None:
        if (loop := self._waiting) is not None:
            loop._write_to_self()  # noqa: SLF001

    def _nothing_comes(self, loop: Any) -> bool:  # noqa: ANN401
        outside = self._outside
        return (
            not self._count.others
            and threading.current_thread() is threading.main_thread()
            and outside.reach(loop) <= Reach.OURSELVES
            and not outside.under_way()
            and not outside.strangers()
            and not outside.handlers()
        )
