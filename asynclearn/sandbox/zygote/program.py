"""From a fork of the supervisor to the learner's program."""

import json
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

from asynclearn.sandbox.inside.entry import move_in
from asynclearn.sandbox.inside.report import REPORT, TRACE

from . import channel, rlimits
from .checking import STUB, check_of, hand_over, start_checking
from .output import flush_by_line
from .tiers import Tier

STARTED = b"+"
"""What the program says when all that could fail is behind it. Anything else is why it failed."""


def become_program(jobs: socket.socket, report: int, supervisor: int, tier: Tier) -> None:
    """Turn this fork into the program. It returns when CPython may go on and run it."""
    try:
        os.setsid()
        tier.confine(supervisor)
        if (received := channel.receive(jobs)) is None:
            os._exit(0)
        job, descriptors = received
        path = _write(job["folder"], job["filename"], job["source"].encode("latin-1"))
        if check := check_of(job):
            learners, path = path, _write(job["folder"], *STUB)
        limits = rlimits.limits(job["limits"], own_count=tier.own_count)
        listener = tier.confine_in(job["folder"])
        # Not the zygote's: an open file with its flags and locks is shared by all who inherit it.
        os.dup2(nothing := os.open("/dev/null", os.O_RDONLY), 0)
        os.close(nothing)
        for number, descriptor in zip((1, 2), descriptors, strict=False):
            os.dup2(descriptor, number)
        rlimits.apply(limits)
        os.environ |= {"HOME": job["folder"], "TMPDIR": job["folder"]}
        if not tier.change_title(path):
            hand_over(check)
            _say_started(jobs, listener)
            _start_fresh(report, job | {"filename": os.path.basename(path)}, descriptors[2:])
        _look_like_a_start(job["filename"])
        _say_started(jobs, listener)
        # The report last: its place may be where one of the others is.
        for descriptor in descriptors[2:]:
            os.dup2(descriptor, TRACE, inheritable=False)
        os.dup2(report, REPORT, inheritable=False)
        jobs.detach()
        os.closerange(3, REPORT - len(descriptors[2:]))
        os.closerange(REPORT + 1, 65_536)
        move_in(job, path)
        if check:
            start_checking(check, learners, REPORT)
    except BaseException as error:  # noqa: BLE001 - a fork must never return into our own code
        with suppress(OSError):
            jobs.send(f"{error}".encode(errors="replace"))
        os._exit(127)


def _say_started(jobs: socket.socket, listener: int | None) -> None:
    """With what the supervisor must have to make calls in our place, and we must not have."""
    channel.send(jobs, STARTED, [] if listener is None else [listener])
    if listener is not None:
        os.close(listener)


def _write(folder: str, name: str, content: bytes) -> str:
    os.chdir(folder)
    os.umask(0o022)
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def _look_like_a_start(name: str) -> None:
    """Put right what shows that this interpreter was not started for this program."""
    signal.set_wakeup_fd(-1)
    sys.argv[:] = [name]
    sys.orig_argv[-1] = name
    flush_by_line()
    # The namespace of the old one was frozen with all the rest (see `life`), so the collection at
    # the end would not look at it: "never awaited" and "destroyed but pending" would not be said.
    # The C code that runs the file looks it up by its name.
    old = sys.modules["__main__"]
    new = type(sys)("__main__")
    new.__dict__.update(old.__dict__)
    sys.modules["__main__"] = new
    # `%(relativeCreated)d` counts from the import of logging.
    import logging  # noqa: PLC0415 - asyncio has imported it in the zygote
    import time  # noqa: PLC0415

    in_nanoseconds = isinstance(logging._startTime, int)  # type: ignore[attr-defined]  # noqa: SLF001 - since 3.13
    logging._startTime = time.time_ns() if in_nanoseconds else time.time()  # type: ignore[attr-defined]  # noqa: SLF001


def _start_fresh(report: int, job: dict[str, Any], trace: list[int]) -> None:
    """Where CPython's start can't be gone back to: start another one in this process.

    All descriptors that we opened are closed by exec (PEP 446), so that the program is left with
    0, 1, 2 and the report.
    """
    for descriptor in trace:
        os.dup2(descriptor, TRACE)
    os.dup2(report, REPORT)
    _reset_signals()
    hook = os.path.join(os.path.dirname(os.path.dirname(__file__)), "hook")
    settings = json.dumps({name: job[name] for name in ("clock", "traced", "checked", "shake")})
    environment = os.environ | {"PYTHONPATH": hook, "ASYNCLEARN_PROGRAM": settings}
    if job["malloc"] is not None:
        environment["PYTHONMALLOC"] = job["malloc"]
    os.execve(sys.executable, [*sys.orig_argv[:-1], job["filename"]], environment)  # noqa: S606 - no shell


def _reset_signals() -> None:
    """Give all signals their default meaning: an ignored one stays ignored in exec."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)
