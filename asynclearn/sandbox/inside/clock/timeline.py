"""The arithmetic of virtual time, in whole nanoseconds since the program began."""

from time import monotonic_ns, process_time_ns

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
busy machine lets it wait for its turn. A thread that works for long does, by its work; one that
waits for long for what we do not know of, by that.
"""


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
        earned = max(worked - _FREE_WORK, self._delayed - _FREE_DELAY, 0)
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
