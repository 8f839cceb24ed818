"""Timers that are due at nearly the same time, and not for the same reason.

Two timers that were set in one turn keep their distance on every machine. So do two of which one
was set by what the other's beginning led to: `sleep(0.2)` beside `sleep(0.1)` twice, as each wake
can only be late. All others do not, and on a busy machine the second may be first. The turns in
which a loop had nothing to do are numbered; each knows which one set the timer that ended it.
"""

import _thread
from asyncio import futures, timeouts
from collections.abc import Callable
from types import MethodType
from typing import Any

from asynclearn.sandbox.inside.recorder.callbacks import task_of
from asynclearn.sandbox.inside.recorder.suspended import suspension
from asynclearn.sandbox.inside.shaking import tasks as shaken

NEAR = 3_000_000
"""Nanoseconds. A learner's machine wakes no later than that when nothing else keeps it busy."""

_MOST = 20
"""Ties that are told. One is enough to change a program for."""

_MOST_LOOKS = 300_000
"""Timers that are looked at, about a fifth of a second's work. Nothing is told of what comes later.

A program with ten thousand of them, each due at another time, would run out of its own time.
"""

_FUTURES = (futures.Future, shaken.Future)

_START = 0


class NearTies:
    """Those of the main thread's loops, and of threads; see `loops.Watcher`.

    `now` is what `loop.time()` would say, without its being a look at the clock, and `origin` what
    it said when the program began.
    """

    def __init__(self, now: Callable[[], float], origin: float, program: str) -> None:
        self._now = now
        self._origin = origin
        self._program = program
        self._main = _thread.get_ident()
        self._looks = 0
        self._idle_turn = _START
        self._began_by: dict[int, int | None] = {}
        """For each such turn, the one in which the timer that ended it was set, if one did."""
        self._set_in: dict[tuple[int, float], int] = {}
        self._next: tuple[float, int] | None = None
        """When the timer that the loop waits for is due, and in which turn it was set."""
        self._found: dict[tuple[int, ...] | None, tuple[float, bool]] = {}

    def between_turns(self, loop: Any) -> None:  # noqa: ANN401
        """See which timers there are, if the loop has nothing else to do."""
        if loop._ready or _thread.get_ident() != self._main or self._is_over():  # noqa: SLF001
            return
        timers = [each for each in loop._scheduled if not each._cancelled]  # noqa: SLF001
        if not timers:
            return
        self._looks += len(timers)
        self._number_new(timers)
        first = min(timers, key=_when)
        near = [each for each in timers if _when(each) <= _when(first) + NEAR / 1e9]
        for other in near:
            if not self._keep_distance(self._turn_of(first), self._turn_of(other)):
                self._add(_when(first), self._lines(first, other), threads=False)
        self._next = _when(first), self._turn_of(first)

    def _is_over(self) -> bool:
        return len(self._found) >= _MOST or self._looks > _MOST_LOOKS

    def idle_for_ever(self, loop: Any) -> None:  # noqa: ANN401
        """There is no timer any more."""

    def thread_wakes(self, due: float) -> None:
        """A thread wakes at nearly the same time as another, or as a loop."""
        if len(self._found) < _MOST and None not in self._found:
            self._add(due, None, threads=True)

    def told(self) -> bytes:
        """The line for the report."""
        ties = b", ".join(
            b'{"seconds": %.3f, "lines": [%s], "threads": %s}'
            % (seconds, _numbers(lines or ()), b"true" if threads else b"false")
            for lines, (seconds, threads) in self._found.items()
        )
        return b'{"what": "near_ties", "ties": [%s]}\n' % ties

    def _number_new(self, timers: list[Any]) -> None:
        """All timers that were not there before were set since the last such turn."""
        turn = self._idle_turn
        if self._next is not None:
            turn += 1
            due, set_in = self._next
            self._began_by[turn] = set_in if self._now() >= due else None
            self._idle_turn = turn
        keys = [_key(each) for each in timers]
        self._set_in = {key: self._set_in.get(key, turn) for key in keys}

    def _turn_of(self, timer: Any) -> int:  # noqa: ANN401
        return self._set_in[_key(timer)]

    def _keep_distance(self, first: int, other: int) -> bool:
        """Whether the second of two timers, set in these turns, is never due first."""
        turn: int | None = other
        while turn is not None and turn > first:
            turn = self._began_by.get(turn)
        return first in {turn, _START}

    def _add(self, due: float, lines: tuple[int, ...] | None, *, threads: bool) -> None:
        self._found.setdefault(lines, (due - self._origin, threads))

    def _lines(self, *timers: Any) -> tuple[int, ...]:  # noqa: ANN401
        """The lines of the program where they are waited for, as far as they are known."""
        found = (_waiting(each) for each in timers)
        lines = (suspension(task, self._program)[0] for task in found if task is not None)
        return tuple(sorted({line for line in lines if line is not None}))


def _when(timer: Any) -> float:  # noqa: ANN401
    return float(timer._when)  # noqa: SLF001 - `when()` of a subclass could be anything


def _key(timer: Any) -> tuple[int, float]:  # noqa: ANN401
    # The next one at the same address is due at another time.
    return id(timer), _when(timer)


def _waiting(timer: Any) -> Any:  # noqa: ANN401
    """The task that waits for a timer: in `sleep` for its future, in `timeout` itself.

    No code of the program is run for it: it may have attributes that print.
    """
    callback = timer._callback  # noqa: SLF001
    owner: Any = callback.__self__ if type(callback) is MethodType else None
    if type(owner) is timeouts.Timeout:
        return owner._task  # type: ignore[attr-defined]  # noqa: SLF001
    for future in timer._args or ():  # noqa: SLF001
        if type(future) in _FUTURES:
            for each, _ in future._callbacks or ():  # noqa: SLF001
                if (task := task_of(each)) is not None:
                    return task
    return None


def _numbers(numbers: tuple[int, ...]) -> bytes:
    return b", ".join(b"%d" % each for each in numbers)
