"""The limits that the kernel holds for each process (getrlimit(2)).

They are backstops between two looks of the supervisor, which watches time and memory of all
processes together, and for what would outlive a supervisor that was killed.
"""

import os
import resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MEGABYTE = 1024 * 1024
_GIGABYTE = 1024 * _MEGABYTE
_STACK = 8 * _MEGABYTE
_POOL_THREADS = 32


def table(  # noqa: PLR0913 - each limit by its name
    *,
    seconds: int,
    memory_bytes: int,
    processes: int,
    file_bytes: int,
    descriptors: int,
    pending_signals: int = 256,
) -> list[tuple[int, int]]:
    """What a program is held to, as pairs of RLIMIT_* and value.

    `seconds` is time on the clock; `processes` counts threads, and whatever else the kernel counts
    for the same user (see `tasks_of`).
    """
    cores = os.cpu_count() or 1
    return [
        # A program may use several cores at once, so the clock always strikes first.
        (resource.RLIMIT_CPU, seconds * cores + 1),
        # By user and user namespace. The kernel does not hold user 0 to it: see identity.py.
        (resource.RLIMIT_NPROC, processes),
        # All private writable memory counts, thread stacks in full (data_vm in mm_types.h). Those
        # of the largest default executor come on top, else `asyncio.to_thread` would fail on a
        # machine with many cores.
        (resource.RLIMIT_DATA, memory_bytes + _POOL_THREADS * _STACK),
        # All address space counts, also what is only reserved, as malloc does for each thread
        # (64 MB): so this can only stop what is far out, such as shared mappings of any size.
        (resource.RLIMIT_AS, 4 * _GIGABYTE + 2 * memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, descriptors),
        # What distributions set, also where the user's own shell says "unlimited": it decides how
        # deep C code may recurse and, by glibc, how large the stack of each thread is.
        (resource.RLIMIT_STACK, _STACK),
        # No core files. 0 would not keep a core_pattern that starts with `|` from running its
        # program outside of the sandbox (core(5)), but 1 does: "a special value" in fs/coredump.c.
        (resource.RLIMIT_CORE, 1),
        # Locked memory can't be swapped; the machine would have to swap out others' instead.
        (resource.RLIMIT_MEMLOCK, 64 * 1024),
        # Kernel memory that no other limit sees: message queues, and signals that wait.
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, pending_signals),
        # No priority over anyone. The lowest nice value is 20 minus the limit (getrlimit(2)), so
        # with 0 none can be lowered.
        (resource.RLIMIT_NICE, 0),
        (resource.RLIMIT_RTPRIO, 0),
    ]


def apply(limits: "Iterable[tuple[int, int]]") -> None:
    """Lower limits for good; one that is lower already stays.

    Raises OSError: the kernel refused.
    """
    for kind, most in limits:
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def tasks_of(user: int) -> int:
    """How many processes and threads a user has, as RLIMIT_NPROC counts them without namespaces.

    To be added to what a program may have where it shares its user with the learner.
    """
    count = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if os.stat(f"/proc/{name}").st_uid == user:
                count += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            continue
    return count
