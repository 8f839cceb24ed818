"""How the program's interpreter gets its clock, its watchers and its recorder."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from .clock.real import RealClock
from .clock.virtual import VirtualClock
from .hangs.watcher import Watcher as HangWatcher
from .loops import Adopter, Watcher, hook_loops
from .recorder.entry import Recorder
from .report import REPORT, TRACE, leave_callback, virtual_line


def move_in(job: Mapping[str, Any], program: str) -> None:
    """Change the interpreter before the program starts, as its job wants it.

    `program` is the path of its file. If this fails, the run must fail: a half changed
    interpreter gives nonsense.
    """
    with open(program, "rb") as file:
        source = file.read()
    watchers: list[Watcher] = []
    adopters: list[Adopter] = []

    def idle_for_ever(loop: Any) -> None:  # noqa: ANN401
        for watcher in watchers:
            watcher.idle_for_ever(loop)

    clock = _clock(job, source, idle_for_ever)
    virtual_seconds = clock.seconds if isinstance(clock, VirtualClock) else None
    recorder = None
    if job["traced"]:
        recorder = Recorder(program, TRACE, clock.seconds, clock.origin)

    def last_words() -> None:
        """What is said at the end of each program, for one that does not come to its end."""
        if virtual_seconds is not None:
            with suppress(OSError):
                os.write(REPORT, virtual_line(virtual_seconds()))
        if recorder is not None:
            recorder.flush()

    hook_loops(clock, watchers, adopters)
    if recorder is not None:
        watchers.append(recorder)
        adopters.append(recorder)
        recorder.start(source)
    # What judges a program refuses to look into frames, whoever asks. There the supervisor's own
    # proof has to do.
    if not job["checked"]:
        watchers.append(HangWatcher(program, source, REPORT, last_words))
    leave_callback(REPORT, program, virtual_seconds)


def _clock(
    job: Mapping[str, Any], source: bytes, idle_for_ever: Callable[[Any], None]
) -> RealClock | VirtualClock:
    if job["clock"] == "real":
        real = RealClock(idle_for_ever)
        real.install()
        return real
    virtual = VirtualClock(idle_for_ever)
    virtual.install(dates=b"datetime" in source)
    return virtual
