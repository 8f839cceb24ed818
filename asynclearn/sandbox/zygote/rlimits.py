"""What the kernel itself holds a program to, and who gets a turn when it is busy."""

import math
import os
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from asynclearn.sandbox.inside.report import REPORT

if sys.platform == "linux":
    from asynclearn.sandbox.linux import limits as linux_limits


def limits(job: Mapping[str, Any], *, own_count: bool) -> list[tuple[int, int]]:
    """Kinds and values for a job. `own_count`: the processes of the run are counted apart."""
    seconds = math.ceil(min(job["seconds"], 86_400.0))
    if sys.platform != "linux":
        return [
            # A program may use several cores at once, so the wall clock always strikes first.
            (resource.RLIMIT_CPU, seconds * (os.cpu_count() or 1) + 1),
            (resource.RLIMIT_FSIZE, job["file_bytes"]),
            (resource.RLIMIT_NOFILE, REPORT + 1),
            (resource.RLIMIT_CORE, 0),
        ]
    others = 0 if own_count else linux_limits.tasks_of(os.getuid())
    return linux_limits.table(
        seconds=seconds,
        memory_bytes=job["memory_bytes"],
        processes=others + job["processes"],
        file_bytes=job["file_bytes"],
        descriptors=REPORT + 1,
    )


def apply(table: list[tuple[int, int]]) -> None:
    """Lower limits for good; one that is lower already stays."""
    if sys.platform == "linux":
        linux_limits.apply(table)
    else:
        for kind, most in table:
            with suppress(OSError, ValueError):  # macOS refuses some values
                resource.setrlimit(kind, (most, most))


def favour_supervisor() -> None:
    """Get a turn at once, however many processes want one.

    Only root may, and only root needs it: others are held to RLIMIT_NPROC. Without it, each of some
    thousand processes of a fork bomb has as large a share as the one that is to end them. A better
    nice value is of no help, as each session is a group with a share of its own (autogroup, in
    sched(7)) and a bomb may make as many as it likes. The program itself is scheduled as ever, by
    SCHED_RESET_ON_FORK.
    """
    if sys.platform == "linux" and os.getuid() == 0:
        with suppress(OSError):
            policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
            os.sched_setscheduler(0, policy, os.sched_param(1))
