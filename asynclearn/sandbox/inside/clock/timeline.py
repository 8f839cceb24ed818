"""The arithmetic of virtual time, in whole nanoseconds since the program began."""

import builtins
import os
from contextlib import suppress
from time import monotonic_ns, process_time_ns

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_LOOK = 1_000
"""What a look at the clock costs, so that no two looks give the same."""

_FREE_LOOKS = 20_000
"""So many looks without a jump are ordinary: ten thousand tasks that each set a timer."""

_SPINNING_LOOK = 20_000
"""What each look after these costs: about what a turn of an event loop costs a real machine.

A program that waits in a loop for the clock to move (`while time.monotonic() < end`) would wait for
as many microseconds of looks as its wait has.
"""

_FREE_WORK = 5_000_000
_FREE_DELAY = 100_000_000
"""So much processor time, and so much time in all, may threads take between two jumps for nothing.

A thread that starts, and soon sleeps or returns, does not shift the timers around it, even if a
busy machine lets it wait for its turn, which does not count at all. A thread that works for long
does, by its work; one that waits for long for what we do not know of, by that.
"""


def _time_in_queues() -> int:
    """How long the threads of this process were ready to run while others had the processors.

    The second number of each schedstat (Documentation/scheduler/sched-stats.rst of Linux).
    """
    total = 0
    with suppress(OSError):
        for thread in os.listdir("/proc/self/task"):
            with suppress(OSError), open(f"/proc/self/task/{thread}/schedstat", "rb") as file:
                total += int(file.read().split()[1])
    return total


class Timeline:
    """How late it is. Whoever calls holds the lock of the participants."""

    def __init__(self) -> None:
        self.now = 0
        self.settled = monotonic_ns()
        """The real moment up to which real time has been accounted for."""
        self._looks = 0
        self.forget_work()

    def forget_work(self) -> None:
        """Let what has been worked so far earn nothing."""
        self._work_began = process_time_ns()
        self._queued_before: int | None = None
        self._delayed = 0
        self._charged = 0

    def look(self) -> int:
        """How late it is; later at each look."""
        self._looks += 1
        self.now += _LOOK if self._looks <= _FREE_LOOKS else _SPINNING_LOOK
        return self.now

    def jump(self, to: int) -> None:
        """Be at `to`, unless it is later already."""
        self.now = max(self.now, to)
        self.settled = monotonic_ns()
        self._looks = 0
        self.forget_work()

    def flow(self) -> None:
        """Let the real time since the last settlement pass."""
        self.now += self._settle()

    def flow_by_work(self) -> None:
        """Let as much pass as threads at work have earned since the last jump."""
        self._delayed += self._settle()
        worked = process_time_ns() - self._work_began
        idle = 0
        if self._queued_before is None:
            self._queued_before = _time_in_queues()
        elif self._delayed > _FREE_DELAY:
            idle = self._delayed - _FREE_DELAY - (_time_in_queues() - self._queued_before)
        earned = max(worked - _FREE_WORK, idle, 0)
        self.now += max(0, earned - self._charged)
        self._charged = max(earned, self._charged)

    def _settle(self) -> int:
        real = monotonic_ns()
        passed, self.settled = real - self.settled, real
        return passed

    def unsettled(self) -> int:
        """How much real time has not been accounted for."""
        return monotonic_ns() - self.settled

    def stand_still(self) -> None:
        """Let the real time since the last settlement not count."""
        self.settled = monotonic_ns()
