"""The virtual clock: an event loop that has nothing to do is at its next timer at once."""

import builtins
from collections.abc import Callable
from math import ceil, isfinite
from typing import Any

from asynclearn.sandbox.inside.loops import Select

from .dates import patch_datetime
from .functions import BASE, patch_time
from .lateness import ON_TIME, Lateness
from .near_ties import NearTies
from .outside import Outside, Reach, is_local
from .participants import Idle, Participants
from .threads import hook_threads, hook_waits
from .timeline import Timeline

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_DELIVERY = 0.002
"""Seconds in which the kernel delivers what was sent from one socket of a process to another."""

CERTAINTY = 0.25
"""Seconds of waiting for real, before a loop that has descriptors is said to wait for ever.

TCP may hold a small write back until the one before is acknowledged (Nagle), and an acknowledgement
for up to a fifth of a second (TCP_DELACK_MAX in include/net/tcp.h of Linux).
"""

_LONGEST_SELECT = 24 * 3600
"""Seconds. asyncio never waits for longer at once (MAXIMUM_SELECT_TIMEOUT in base_events.py)."""

_NEVER = 100 * 365 * 24 * 3600
"""Seconds. Beyond that a float does not hold a microsecond any more."""


def until_next_timer(loop: Any, timeout: float | None) -> float | None:  # noqa: ANN401
    """The seconds that a loop wants to wait; None if it has no timer that will ever be due."""
    if timeout is not None and timeout >= _LONGEST_SELECT and loop._scheduled:  # noqa: SLF001
        timeout = max(timeout, loop._scheduled[0]._when - loop.time())  # noqa: SLF001
    return None if timeout is None or not timeout < _NEVER else timeout


class VirtualClock:
    """Time that passes only while something happens.

    `idle_for_ever` is called with a loop that nothing can ever wake.
    """

    origin = BASE / 1e9
    """What `loop.time()` says when `seconds` says 0."""

    def __init__(self, idle_for_ever: Callable[[Any], None], lateness: Lateness = ON_TIME) -> None:
        self._idle_for_ever = idle_for_ever
        self._outside = Outside()
        self._participants = Participants(Timeline(), self._outside, lateness)

    def install(self, *, dates: bool) -> None:
        """Let the program live by this clock. `dates`: whether it may want to know the date."""
        import time  # noqa: PLC0415 - here the name means the module that is changed

        wall = patch_time(self._participants)
        hook_threads(self._participants)
        hook_waits(self._participants, time.monotonic)
        if dates:
            patch_datetime(wall)

    def seconds(self) -> float:
        """The program's own time since it began."""
        return self._participants.timeline.now / 1e9

    def others_at_rest(self) -> int:
        """How many threads there are besides the main one, if each waits to be woken; else 0."""
        return self._participants.others_at_rest()

    def others_moved(self) -> int:
        """How often one of them has begun or gone on, or a call was given to one, so far."""
        return self._participants.moved

    def skip_to(self, time: float) -> bool:
        """Let it be so late, on the loops' clock, unless it is later; False if it can't be."""
        participants = self._participants
        if not isfinite(time) or not participants.main_is_alone():
            return False
        with participants.lock:
            participants.settle()
            participants.timeline.jump(ceil((float(time) - self.origin) * 1e9))
        return True

    def watch_ties(self, program: str) -> NearTies:
        """From now on, have near ties seen; `program` is the path of its file."""
        timeline = self._participants.timeline
        ties = NearTies(lambda: self.origin + timeline.now / 1e9, self.origin, program)
        self._participants.thread_tie = lambda at: ties.thread_wakes(self.origin + at / 1e9)
        return ties

    def select(self, loop: Any, real: Select, timeout: float | None) -> list[Any]:  # noqa: ANN401
        """What is ready, or nothing when the next timer is due; see `loops.Clock`."""
        if (ready := real(0)) or (timeout is not None and timeout <= 0):
            return ready
        if not self._participants.takes_part():
            return real(timeout)
        reach = self._outside.reach(loop)
        if is_local(reach, loop) and (ready := real(_DELIVERY)):
            return ready
        wanted = until_next_timer(loop, timeout)
        participants = self._participants
        with participants.lock:
            deadline = None
            if wanted is not None:
                # As epoll rounds up to a millisecond (selectors.EpollSelector). A timer may be due
                # at a number of the program's own kind.
                deadline = participants.timeline.look() + ceil(float(wanted) * 1e3) * 1_000_000
                deadline += participants.lateness.draw(main=participants.is_main())
            idle = Idle(deadline, loop, real, reach, main=participants.is_main())
        with participants.idle(idle):
            if idle.due:
                return real(0)
            if wanted is None and not idle.over and self._nothing_comes(reach):
                if ready := real(CERTAINTY if reach else 0):
                    return ready
                self._idle_for_ever(loop)
            return real(wanted)

    def _nothing_comes(self, reach: Reach) -> bool:
        return (
            reach <= Reach.OURSELVES
            and self._participants.main_is_alone()
            and not self._participants.held_up()
            and not self._outside.handlers()
        )
