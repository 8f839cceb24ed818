"""How the program's interpreter gets its clock, its watchers and its recorder."""

from collections.abc import Callable, Mapping
from typing import Any

from .clock.real import RealClock
from .clock.virtual import VirtualClock
from .loops import Adopter, Watcher, hook_loops
from .recorder.entry import Recorder


def move_in(
    job: Mapping[str, Any], program: str, report: int, trace: int | None
) -> Callable[[], float] | None:
    """Change the interpreter before the program starts, as its job wants it.

    `program` is the path of its file; a hang is told on the descriptor `report`, events go to
    `trace`. Gives what tells the virtual seconds, if there are any. If this fails, the run must
    fail: a half changed interpreter gives nonsense.
    """
    del report
    watchers: list[Watcher] = []
    adopters: list[Adopter] = []

    def idle_for_ever(loop: Any) -> None:  # noqa: ANN401
        for watcher in watchers:
            watcher.idle_for_ever(loop)

    clock = _clock(job, program, idle_for_ever)
    hook_loops(clock, watchers, adopters)
    if trace is not None:
        recorder = Recorder(program, trace, clock.seconds, clock.origin)
        watchers.append(recorder)
        adopters.append(recorder)
        recorder.start()
    return clock.seconds if isinstance(clock, VirtualClock) else None


def _clock(
    job: Mapping[str, Any], program: str, idle_for_ever: Callable[[Any], None]
) -> RealClock | VirtualClock:
    if job["clock"] == "real":
        real = RealClock(idle_for_ever)
        real.install()
        return real
    virtual = VirtualClock(idle_for_ever)
    virtual.install(dates=_mentions(program, b"datetime"))
    return virtual


def _mentions(program: str, word: bytes) -> bool:
    with open(program, "rb") as file:
        return word in file.read()
