"""A loop that turns for ever: a budget of turns, and of waits for timers."""

import weakref
from typing import Any

from .going import Going
from .outside import Clock, could_end, reads_on_the_way
from .telling import Teller

MOST_TURNS = 150_000
"""A turn of the loop takes 3 to 9 microseconds, so that these take about a second, and even on a
machine that is four times slower a program has not been stopped by its time limit of 5 seconds
before. `30,000 * sleep(0)` is a fifth of it."""

MOST_WAITS = 10_000
"""Waits for a timer, each a jump on the virtual clock: nearly three hours in steps of a second. On
the real clock a program's time is mostly up before."""

_MOST_SKIPS, _TURNS_BETWEEN_SKIPS = 60, 3_000
"""A loop that only turns lets hardly any time pass. What ends it may be a timer, such as that of
`asyncio.timeout(60)`: so many timers are awaited, without the time until they are due."""

_SAMPLE_TURNS = 400
"""So many turns are looked at for the lines that it goes round."""


class Turns:
    """Counts the turns of all loops."""

    def __init__(self, path: str, teller: Teller, clock: Clock) -> None:
        self.turns = 0
        self.loop: Any = lambda: None
        """The loop that turned last, by a weak reference."""
        self._waits = 0
        self._due: float | None = None
        self._turns_allowed = MOST_TURNS
        self._waits_allowed = MOST_WAITS
        self._until = 0
        """The turn at which the sample is complete; 0 while there is none."""
        self._why = ""
        self._path = path
        self._teller = teller
        self._clock = clock
        self._skips = 0
        self._moved = 0
        """How often other threads had moved when the sample began."""
        self._going = Going(path)

    def count(self, loop: Any) -> None:  # noqa: ANN401
        """A loop is about to poll."""
        self.turns += 1
        if self.loop() is not loop:
            self.loop = weakref.ref(loop)
        if self._due is not None:
            # Less, if it was no timer that ended the wait.
            self._waits += loop.time() >= self._due
            self._due = None
        if not loop._ready and loop._scheduled:  # noqa: SLF001
            # No reference to the timer itself: what it holds would live longer than without us.
            self._due = loop._scheduled[0]._when  # noqa: SLF001
        if self.turns > self._turns_allowed or self._waits > self._waits_allowed:
            self._suspect()

    def _suspect(self) -> None:
        if self._until:
            if self.turns >= self._until:
                self._tell()
            return
        self._why = "turns" if self.turns > self._turns_allowed else "waits"
        if could_end(self._path, self._clock):
            self._ask_again_later()
        elif self._why == "turns" and self._skips < _MOST_SKIPS and (due := self._next_due()):
            self._skip_to(due)
        elif self._going.begin():
            self._moved = self._clock.others_moved()
            self._until = self.turns + _SAMPLE_TURNS
        else:
            self._ask_again_later()

    def _next_due(self) -> float | None:
        """When the next timer of the loop is due."""
        timers = self.loop()._scheduled  # noqa: SLF001
        return min((each._when for each in timers if not each._cancelled), default=None)  # noqa: SLF001

    def _skip_to(self, due: float) -> None:
        """Let a timer be due that a loop which only turns would take many seconds to reach."""
        if self._clock.skip_to(due):
            self._skips += 1
            self._turns_allowed = self.turns + _TURNS_BETWEEN_SKIPS
        else:
            self._ask_again_later()

    def _ask_again_later(self) -> None:
        """A thread ends, and so does a child."""
        self._turns_allowed += MOST_TURNS
        self._waits_allowed += MOST_WAITS

    def _tell(self) -> None:
        count = MOST_TURNS if self._why == "turns" else MOST_WAITS
        lines = self._going.end()
        if self._moved != self._clock.others_moved() or reads_on_the_way(self._path, lines):
            # It goes round by way of a thread or a file, and what that does was not looked at.
            self._until = 0
            self._ask_again_later()
            return
        self._teller.tell(
            "endless", {"why": self._why, "count": count, "lines": lines, "reaches_loop": True}
        )
        self._turns_allowed = self._waits_allowed = 1 << 62
