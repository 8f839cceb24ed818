"""From a fork of the supervisor to the learner's interpreter."""

import math
import os
import resource
import signal
from collections.abc import Iterable
from contextlib import suppress

from . import linux
from .descendants import LINUX, user_tasks

REPORT = 255
"""The descriptor that the hook reports on.

It is the last that RLIMIT_NOFILE allows, so that the first file that a program opens is number 3
as always: numbers of sockets stand in the reprs of transports and in asyncio's debug output.
"""

_MEGABYTE = 1024 * 1024
_STACK_BYTES = 8 * _MEGABYTE
_POOL_THREADS = 32


class Job:
    """What to run, and what it may use."""

    def __init__(  # noqa: PLR0913 - named in the JSON of the job; dataclasses would take 5 ms to import
        self,
        *,
        command: list[str],
        folder: str,
        environment: dict[str, str],
        seconds: float,
        memory_bytes: int,
        processes: int,
        file_bytes: int,
    ) -> None:
        self.command = command
        self.folder = folder
        self.environment = environment
        self.seconds = seconds
        self.memory_bytes = memory_bytes
        self.processes = processes
        self.file_bytes = file_bytes


class CannotStartError(Exception):
    """The interpreter could not be started; the text says why."""


def start(job: Job) -> tuple[int, int]:
    """Start the program; its process id, and the end of the pipe on which its hook reports."""
    report, report_end = os.pipe()
    failure, failure_end = os.pipe()
    limits = _limits(job)
    supervisor = os.getpid()
    program = os.fork()
    if program == 0:
        try:
            _become_program(job, limits, report_end, supervisor)
        except BaseException as error:  # noqa: BLE001 - a fork must never return into our own code
            os.write(failure_end, str(error).encode())
        finally:
            os._exit(127)
    os.close(report_end)
    os.close(failure_end)
    # From here on only the program holds its output, so that we see its end.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    # The other end is closed by exec, or when the fork dies: either way this does not wait long.
    if reason := os.read(failure, 4096):
        os.waitpid(program, 0)
        raise CannotStartError(reason.decode())
    os.close(failure)
    os.set_blocking(report, False)
    return program, report


def _become_program(
    job: Job, limits: Iterable[tuple[int, int]], report_end: int, supervisor: int
) -> None:
    """Turn this fork into the program.

    All descriptors that the supervisor opened are closed by exec (PEP 446), so that the program
    is left with 0, 1, 2 and the report.
    """
    os.setsid()
    linux.die_with_parent(supervisor)
    os.chdir(job.folder)
    os.umask(0o022)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(report_end, REPORT)
    for kind, most in limits:
        _limit(kind, most)
    _reset_signals()
    environment = job.environment | {"ASYNCLEARN_REPORT": str(REPORT)}
    os.execve(job.command[0], job.command, environment)  # noqa: S606 - no shell is wanted


def _limits(job: Job) -> list[tuple[int, int]]:
    """The limits that the kernel holds for each process (getrlimit(2)).

    They are backstops. Time and memory are watched from outside, for all processes together; these
    hold between two looks, and for what would outlive a supervisor that was killed.
    """
    cores = os.cpu_count() or 1
    limits = [
        # A program may use several cores at once, so the wall clock always strikes first.
        (resource.RLIMIT_CPU, math.ceil(min(job.seconds, 86_400.0)) * cores + 1),
        (resource.RLIMIT_FSIZE, job.file_bytes),
        (resource.RLIMIT_NOFILE, REPORT + 1),
        # What distributions set, also where the user's own shell says "unlimited": it decides how
        # deep C code may recurse and, by glibc, how large the stack of each thread is.
        (resource.RLIMIT_STACK, _STACK_BYTES),
        # No core files. On Linux 0 would not keep a core_pattern that starts with `|` from running
        # its program (core(5)), but 1 does: it is "a special value" in fs/coredump.c, and for a
        # file it is too small to write one.
        (resource.RLIMIT_CORE, 1 if LINUX else 0),
    ]
    if LINUX:
        # All private writable memory counts, thread stacks in full (mm_types.h: data_vm). Those of
        # the largest default executor come on top, else `asyncio.to_thread` would fail on a machine
        # with many cores. RLIMIT_AS would count what is only reserved, too.
        most = job.memory_bytes + _POOL_THREADS * _STACK_BYTES
        limits.append((resource.RLIMIT_DATA, most))
        # The kernel counts all tasks of the user, those outside of the run included. It does not
        # hold root to it (copy_process in kernel/fork.c); for root there is only the watch.
        if os.getuid() != 0:
            limits.append((resource.RLIMIT_NPROC, user_tasks() + job.processes))
    return limits


def _limit(kind: int, most: int) -> None:
    """Lower a limit for good, or leave it where it is lower already."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(OSError, ValueError):  # macOS refuses some values
        resource.setrlimit(kind, (most, most))


def _reset_signals() -> None:
    """Give all signals their default meaning, as for a program that a shell starts.

    An ignored signal stays ignored in exec. We ignore those that could stop us, Python ignores
    SIGPIPE, and whoever runs us in the background may ignore SIGINT.
    """
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def favour_supervisor() -> None:
    """Get a turn at once, however many processes want one.

    Only root may, and only root needs it: others are held to RLIMIT_NPROC. Without it, each of some
    thousand processes of a fork bomb has as large a share as the one that is to end them. A better
    nice value is of no help, as each session is a group with a share of its own (autogroup, in
    sched(7)) and a bomb may make as many as it likes. The program itself is scheduled as ever, by
    SCHED_RESET_ON_FORK.
    """
    if LINUX and os.getuid() == 0:
        with suppress(OSError):
            policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
            os.sched_setscheduler(0, policy, os.sched_param(1))
