"""How the program's interpreter gets its clock, its watchers and its recorder."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from .clock.lateness import Lateness
from .clock.near_ties import NearTies
from .clock.real import RealClock
from .clock.virtual import VirtualClock
from .hangs.watcher import Watcher as HangWatcher
from .leaving import leave_when_unseen
from .loops import Adopter, Watcher, hook_loops
from .recorder.entry import Recorder
from .report import REPORT, TRACE, leave_callback, virtual_line
from .shaking.awaitables import shake_awaitables
from .shaking.generators import Shaker
from .shaking.order import order_of
from .shaking.tasks import shake_tasks


def move_in(job: Mapping[str, Any], program: str) -> None:
    """Change the interpreter before the program starts, as its job wants it.

    `program` is the path of its file. If this fails, the run must fail: a half changed
    interpreter gives nonsense.
    """
    with open(program, "rb") as file:
        source = file.read()
    if not job["traced"] and not job["checked"]:
        leave_when_unseen(source)
    watchers: list[Watcher] = []
    adopters: list[Adopter] = []

    def idle_for_ever(loop: Any) -> None:  # noqa: ANN401
        for watcher in watchers:
            watcher.idle_for_ever(loop)

    clock = _clock(job, source, idle_for_ever)
    ties = _ties(job, clock, program)
    watchers += ties
    recorder = None
    if job["traced"]:
        recorder = Recorder(program, TRACE, clock.seconds, clock.origin)

    last_lines = _last_lines(clock, ties)

    def last_words() -> None:
        """What is said at the end of each program, for one that does not come to its end."""
        with suppress(OSError):
            os.write(REPORT, last_lines())
        if recorder is not None:
            recorder.flush()

    hook_loops(clock, watchers, adopters)
    if recorder is not None:
        watchers.append(recorder)
        adopters.append(recorder)
        recorder.start(source)
    if job["shake"] and job["shake"]["order"]:
        adopters.append(_shake(job["shake"]["order"]))
    # What judges a program refuses to look into frames, whoever asks. There the supervisor's own
    # proof has to do.
    if not job["checked"]:
        watchers.append(HangWatcher(program, source, REPORT, last_words, clock))
    leave_callback(REPORT, program, last_lines)


def _ties(job: Mapping[str, Any], clock: RealClock | VirtualClock, program: str) -> list[NearTies]:
    """Who looks out for near ties: somebody in a shaken run, else nobody."""
    if isinstance(clock, VirtualClock) and job["shake"]:
        return [clock.watch_ties(program)]
    return []


def _last_lines(clock: RealClock | VirtualClock, ties: list[NearTies]) -> Callable[[], bytes]:
    """What is reported at the end of each program."""

    def last_lines() -> bytes:
        told = virtual_line(clock.seconds()) if isinstance(clock, VirtualClock) else b""
        return told + b"".join(each.told() for each in ties)

    return last_lines


def _shake(order: int) -> Adopter:
    """Have sets of what asyncio makes in another order; gives what each loop needs for that."""
    place = order_of(order)
    shake_tasks(place)
    shake_awaitables(place)
    return Shaker(place)


def _clock(
    job: Mapping[str, Any],
    source: bytes,
    idle_for_ever: Callable[[Any], None],
) -> RealClock | VirtualClock:
    if job["clock"] == "real":
        real = RealClock(idle_for_ever)
        real.install()
        return real
    shake = job["shake"] or {"seed": 0, "lateness": 0.0}
    virtual = VirtualClock(idle_for_ever, Lateness(shake["seed"], shake["lateness"]))
    virtual.install(dates=b"datetime" in source)
    return virtual
