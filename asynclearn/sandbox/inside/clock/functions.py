"""The functions of `time` in virtual time."""

import builtins
import time
from _thread import allocate_lock as _allocate_lock
from collections.abc import Callable
from contextlib import suppress
from operator import index
from typing import Any

from .builtin import Builtin
from .participants import Participants

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

BASE = 1_000_000_000_000
"""Nanoseconds that the monotonic clocks show at the start: few, as small floats are finer."""

_LONGEST = 9_000_000_000
"""Seconds. What is a little longer, time.sleep refuses."""

_MONOTONIC = ("CLOCK_MONOTONIC", "CLOCK_MONOTONIC_RAW", "CLOCK_BOOTTIME", "CLOCK_UPTIME_RAW")
_WALL = ("CLOCK_REALTIME",)


def patch_time(participants: Participants) -> Callable[[], int]:
    """Have `time` tell virtual time. Gives the wall clock, in nanoseconds."""
    real = {name: function for name, function in vars(time).items() if callable(function)}
    start = real["time_ns"]()

    def put(name: str, ours: Callable[..., Any], *takes: int) -> None:
        if name in real:
            setattr(time, name, Builtin(real[name], ours, takes))

    def monotonic() -> int:
        return BASE + participants.now()

    def wall() -> int:
        return int(start) + participants.now()

    for name, clock in (("monotonic", monotonic), ("perf_counter", monotonic), ("time", wall)):
        put(name, _in_seconds(clock), 0)
        put(f"{name}_ns", clock, 0)
    clocks = {
        getattr(time, name): clock
        for names, clock in ((_MONOTONIC, monotonic), (_WALL, wall))
        for name in names
        if hasattr(time, name)
    }

    def by_number(name: str, convert: Callable[[Callable[[], int]], Callable[[], Any]]) -> None:
        chosen = {number: convert(clock) for number, clock in clocks.items()}
        put(name, lambda n: chosen[n]() if type(n) is int and n in chosen else real[name](n), 1)

    by_number("clock_gettime", _in_seconds)
    by_number("clock_gettime_ns", lambda clock: clock)
    put("sleep", _sleep(participants, real["sleep"]), 1)
    _put_defaults(put, real, _in_seconds(wall))
    return wall


def _in_seconds(clock: Callable[[], int]) -> Callable[[], float]:
    return lambda: clock() / 1e9


def _sleep(participants: Participants, really: Callable[[Any], None]) -> Callable[[Any], None]:
    def sleep(seconds: Any) -> None:  # noqa: ANN401
        if not isinstance(seconds, float):
            with suppress(TypeError):
                seconds = index(seconds)
        # What is no number, or none that can be waited for, has its message from there.
        if (
            not isinstance(seconds, float | int)
            or not 0 < seconds <= _LONGEST
            or not participants.takes_part()
        ):
            return really(seconds)
        lock = _allocate_lock()
        lock.acquire()
        participants.wait(lock, int(seconds * 1e9))
        return None

    return sleep


def _put_defaults(
    put: Callable[..., None], real: dict[str, Callable[..., Any]], now: Callable[[], float]
) -> None:
    """The functions that without an argument, or with None, mean now."""
    local = real["localtime"]
    for name in ("localtime", "gmtime", "ctime"):
        function = real[name]
        put(name, lambda at=None, f=function: f(now() if at is None else at), 0, 1)
    put("asctime", lambda: real["asctime"](local(now())), 0)
    put("strftime", lambda form: real["strftime"](form, local(now())), 1)
