"""What could still end a program that goes round: where there is any, nothing is proven.

A loop that asks for the time, for a thread's result or for a child's end may be about to stop,
however often it has gone round. Such a program is left to its time limit. Threads that only the
loop itself could wake end nothing: one call of `asyncio.to_thread` leaves such a thread for good.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterable
from typing import Any, Protocol

from .source import names_around, names_of, source_of

_READS = {"open", "input", "read", "readline", "recv"}
"""Names of what a loop may read from elsewhere. Where it goes round without, they do not matter."""

_TELLS = {
    "_thread",
    "alarm",
    "clock_gettime",
    "ctypes",
    "eval",
    "exec",
    "fork",
    "forkpty",
    "getattr",
    "getitimer",
    "gmtime",
    "localtime",
    "monotonic",
    "monotonic_ns",
    "multiprocessing",
    "now",
    "perf_counter",
    "perf_counter_ns",
    "popen",
    "posix_spawn",
    "posix_spawnp",
    "process_time",
    "process_time_ns",
    "random",
    "setitimer",
    "signal",
    "sigwait",
    "strftime",
    "subprocess",
    "system",
    "thread_time",
    "time",
    "time_ns",
    "times",
    "today",
    "urandom",
    "utcnow",
}
"""Names of what a loop may wait for without asyncio. `getattr` and its like can reach them all."""


_FORKS = (b"fork", b"spawn", b"rocess", b"popen", b"system", b"ctypes")


class Clock(Protocol):
    """What the program's clock knows, of time and of those who live by it."""

    def others_at_rest(self) -> int:
        """How many threads there are besides the main one, if each waits to be woken; else 0."""

    def others_moved(self) -> int:
        """How often one of them has begun or gone on, or a call was given to one, so far."""

    def skip_to(self, time: float) -> bool:
        """Let it be so late, on the loops' clock, unless it is later; False if that can't be."""


def could_end(path: str, clock: Clock) -> str:
    """What might end it, in a word; "" if nothing that is known could.

    While it is "", only the main thread itself can have `clock.others_moved` rise.
    """
    if max(threading.active_count(), _threads()) - clock.others_at_rest() > 1:
        return "thread"
    if _has_child():
        return "child"
    if signal.getitimer(signal.ITIMER_REAL)[0]:
        return "alarm"
    names = names_of(path) | _imported(sys.modules.get("__main__"))
    return min(names & _TELLS, default="")


def reads_on_the_way(path: str, lines: Iterable[int]) -> bool:
    """Whether a loop that goes round these lines may read what comes from elsewhere."""
    return not names_around(path, lines).isdisjoint(_READS)


def might_fork(path: str) -> bool:
    """Whether the source speaks of starting processes."""
    source = source_of(path)
    return not source or any(word in source for word in _FORKS)


def _threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def _has_child() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    except OSError:
        return True
    return True


def _imported(main: Any) -> set[str]:  # noqa: ANN401
    """What the program has got from elsewhere under a name of its own, such as `time` as `t`."""
    values = list(getattr(main, "__dict__", {}).values())
    return {str(getattr(value, "__name__", "")) for value in values if callable(value)}
