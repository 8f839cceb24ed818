"""Code that never gives the event loop a turn: a budget of rounds.

Nothing is counted until there is a suspicion, so that a program which merely computes costs
nothing. The supervisor, which sees the processor time of the program, then sends a signal. If no
loop has turned since the last one, it is counted from there on how often the loops of the
program's code go round. The verdict rests on that number alone, unless the loop can be seen to
change nothing at all (`unchanging`).
"""

from contextlib import suppress
from typing import Any

from .outside import Clock, could_end, reads_on_the_way
from .rounds import Counting
from .telling import Teller
from .turns import Turns
from .unchanging import unchanging_loop

MOST_ROUNDS = 3_000_000
"""Rounds without a turn of the event loop, counted from the suspicion on: in the half second before
there were as many or more. A round costs 0.2 to 0.5 microseconds while it is counted, by
sys.monitoring as by sys.settrace, and the count has to be reached within a program's time."""

_QUESTIONS = 5
"""So often in a row the supervisor has asked, each time after another tenth of a second of the
processor's time, before there is a suspicion."""


class Busy:
    """Counts rounds, once there is a suspicion."""

    def __init__(self, path: str, teller: Teller, turns: Turns, clock: Clock) -> None:
        self._path = path
        self._teller = teller
        self._turns = turns
        self._clock = clock
        self._before = (-1, -1)
        self._asked_in_vain = 0
        self._counting: Counting | None = None

    def asked(self, frame: Any) -> None:  # noqa: ANN401
        """The program has used the processor for a while since it was asked last."""
        before, self._before = self._before, self._progress()
        if before != self._before:
            self._asked_in_vain = 1
            self._end()
        elif self._asked_in_vain < _QUESTIONS and not could_end(self._path, self._clock):
            self._asked_in_vain += 1
            self._prove_or_count(frame)

    def _prove_or_count(self, frame: Any) -> None:  # noqa: ANN401
        if lines := unchanging_loop(frame, self._path):
            self._say("unchanging", 0, lines)
        if self._asked_in_vain == _QUESTIONS:
            with suppress(OSError, SyntaxError, ValueError):
                counting = Counting(self._path, MOST_ROUNDS, self._tell)
                if counting.begin(frame):
                    self._counting = counting

    def _progress(self) -> tuple[int, int]:
        """Turns of the loop, and moves of other threads: both stand still in a busy loop."""
        return self._turns.turns, self._clock.others_moved()

    def _tell(self, lines: list[int]) -> None:
        self._end()
        if self._before != self._progress() or reads_on_the_way(self._path, lines):
            return
        self._say("rounds", MOST_ROUNDS, lines)

    def _say(self, why: str, count: int, lines: list[int]) -> None:
        facts = {"why": why, "count": count, "lines": lines, "reaches_loop": False}
        self._teller.tell("endless", facts)

    def _end(self) -> None:
        if self._counting is not None:
            self._counting.end()
            self._counting = None
