"""How much memory all processes of a run take together."""

import mmap
import os
from functools import cache

from . import descriptors, identity
from .arguments import MOST_SHARED
from .capabilities import SYS_PTRACE, held
from .namespaces import SOCKET_BUFFER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PAGE = os.sysconf("SC_PAGE_SIZE")
_KILOBYTE = 1024
# Of the page table's sums in /proc/<pid>/smaps_rollup (proc(5)), those that are the program's own
# doing: file pages are the interpreter's, and the kernel drops them when it needs room. Shared
# memory counts where it lies (`used_by_files`, `Unseen`), whoever has it mapped.
_OWN = (b"Pss_Anon:", b"SwapPss:")
_MOST_AREAS = 1024 * 1024
_MOST_AREAS_OF_ALL = 4 * 1024 * 1024
"""Bytes of /proc/<pid>/maps that one look reads: more would make it as long as a program likes."""
_MEMORY = b"\nVmSize:"
"""In /proc/<pid>/status of whoever has memory at all."""
_FREE_MAPPINGS = 8
_FREE_SOCKETS = 256
_SOCKET_OPTIONS = 128 * 1024  # net.core.optmem_max: filters and memberships of one socket
_FAR_TOO_MUCH = 1 << 62


def processes_of_namespace() -> list[int]:
    """All processes of this pid namespace but its first, by a /proc of its own."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]


def descendants(of: int) -> list[int]:
    """All processes below one that adopts orphans (`process.adopt_orphans`)."""
    found: list[int] = []
    parents = [of]
    while parents:
        parent = parents.pop()
        try:
            for thread in os.listdir(f"/proc/{parent}/task"):
                children = _read(f"/proc/{parent}/task/{thread}/children").split()
                found += map(int, children)
                parents += map(int, children)
        except OSError:
            continue
    return found


def used(pids: "Iterable[int]", most: int) -> int:
    """The bytes that processes take together; exact above `most` only.

    The sum of resident pages counts what processes share once for each. It is cheap and never too
    low, so below `most` it will do. Above, the proportional shares of each page are summed, so that
    thirty idle forks are no thirty interpreters.
    """
    pids = list(pids)
    total = sum(map(_resident, pids))
    return total if total <= most else sum(map(_proportional, pids))


def used_by_files(folder: str) -> int:
    """The bytes in a file system that lies in memory, as a run's private folders do.

    Raises OSError: there is no such folder.
    """
    told = os.statvfs(folder)
    return (told.f_blocks - told.f_bfree) * told.f_frsize


class Unseen:
    """Memory that shows in the count of no process; of what is told here it misses 330 MB at most.

    The kernel counts it for control groups only, in which an ordinary user mostly has no say. So it
    is bounded by construction, by the number of things that hold it, each at its largest. The first
    few of them are free, as ordinary programs have them, and they are nearly empty.

    *Anonymous shared mappings* keep their pages when whoever touched them ends, or unmaps all but
    one page. What is left of the mapping shows in /proc/<pid>/maps, with the inode that all of one
    origin have. The filter lets none be larger than 16 MB (`arguments.MOST_SHARED`), and there is
    no other way to get such memory: no memfd, no System V, no /dev/zero. Eight are counted as they
    show, each further one as 16 MB; so 128 MB stay unseen at most.

    *Sockets* hold what was sent and not received: 208 KB to send and as much to receive, since the
    filter lets nobody enlarge that, and `namespaces.bound_buffers` keeps TCP to it; and 128 KB of
    options. 256 are free, 139 MB at most. In a network namespace of its own the kernel counts all,
    also those that are on their way as descriptors in a message (SCM_RIGHTS), and those that were
    closed and still have something under way. Elsewhere they are told from the processes'
    descriptors; those on their way are as many as one process may have open, by user, and some 250
    of one message more (unix(7): ETOOMANYREFS), another 280 MB at most. Where there is TCP, too, a
    socket costs 208 KB more: what the other side sent that was not received before it closed. Then
    the 256 may hold 192 MB, and those on their way 390 MB. Connections that wait to be accepted are
    no process's yet; the broker knows their number (`zygote/servers`), and bounds their buffers.

    *Pipes* hold 64 MB for each user, and one or two pages each beyond that (pipe(7)).

    *Areas* of memory cost the kernel some 200 bytes each. 1 MB of /proc/<pid>/maps are about ten
    thousand of them, and no honest process has so many; 4 MB are too much for all of them together.

    Nothing tells of file locks, epoll's watches and rulesets of Landlock. They come one by one, by
    a system call each, so that only time bounds them: some 12 MB for each second of a run.
    """

    def __init__(self) -> None:
        self._device = _shared_device()
        self._socket_cost = _socket_cost()
        # Root's supervisor in a container may not look into processes of another user.
        self._may_look = not identity.is_root() or bool(held() & SYS_PTRACE)

    def of(self, pids: "Iterable[int]", *, own_network: bool, callers: int | None = None) -> int:
        """What processes hold beyond their own memory; 2**62 if one of them can't be looked at.

        `callers` are the connections that nobody has accepted yet, where there is TCP without a
        network of its own.
        """
        mappings: dict[bytes, int] = {}
        sockets: set[int] = set()
        left = _MOST_AREAS_OF_ALL
        for pid in pids:
            try:
                folder = f"/proc/{pid}"
                areas = _read(f"{folder}/maps", _MOST_AREAS)
                if not areas:  # it is dead, or its first thread is
                    folder, _ = where(pid)
                    areas = _read(f"{folder}/maps", _MOST_AREAS)
                left -= len(areas)
                if len(areas) == _MOST_AREAS or left < 0:
                    return _FAR_TOO_MUCH
                self._add_mappings(areas, mappings)
                if not own_network:
                    sockets.update(inode for inode, _ in descriptors.sockets(folder))
            except PermissionError:
                if self._may_look and _hides(pid):
                    return _FAR_TOO_MUCH
            except OSError:
                continue  # it is gone
        told = sum(mappings.values())
        told += max(0, len(mappings) - _FREE_MAPPINGS) * MOST_SHARED
        number = _sockets_of_network() if own_network else len(sockets) + (callers or 0)
        cost = self._socket_cost + (SOCKET_BUFFER if callers is not None else 0)
        return told + max(0, number - _FREE_SOCKETS) * cost

    def _add_mappings(self, areas: bytes, found: dict[bytes, int]) -> None:
        """Each shared mapping by its inode, up to its last byte that shows."""
        if not self._device or self._device not in areas:
            return
        # Not splitlines: the kernel escapes the line end in a name, and no other that Python knows.
        for line in areas.split(b"\n"):
            if self._device not in line:
                continue
            place, rights, offset, _, inode = line.split(None, 5)[:5]
            if rights.endswith(b"s"):
                start, _, end = place.partition(b"-")
                last = int(offset, 16) + int(end, 16) - int(start, 16)
                found[inode] = max(found.get(inode, 0), min(last, MOST_SHARED))


def _hides(pid: int) -> bool:
    """Whether a confined process that can't be looked at is one that could be.

    The filter lets none hide itself; but a file that can be run and not be read makes a process
    that is hidden. One that ends belongs to root from when it has no memory any more
    (task_dump_owner in fs/proc/base.c). Without a filter, it may be one of another user (sudo).
    """
    try:
        _, told = where(pid)
    except OSError:
        return False
    return _field(told, b"NoNewPrivs:") == 1 and _MEMORY in told


def be_ready() -> None:
    """Find out what is the same for all runs, for all that are forked from this process."""
    _shared_device()
    _socket_cost()


@cache
def _shared_device() -> bytes:
    """The file system of anonymous shared memory, as /proc/<pid>/maps tells it; b"" if not."""
    with mmap.mmap(-1, _PAGE):
        for line in _read("/proc/self/maps").splitlines():
            fields = line.split(None, 5)
            if fields[1].endswith(b"s") and fields[5:] == [b"/dev/zero (deleted)"]:
                return b" %s " % fields[3]
    return b""  # no Linux, but something like it: see `attempts.try_memory`


@cache
def _socket_cost() -> int:
    buffer = max(map(_setting, ("wmem_default", "rmem_default")))
    return 2 * buffer + _SOCKET_OPTIONS


def _setting(name: str) -> int:
    try:
        return max(SOCKET_BUFFER, int(_read(f"/proc/sys/net/core/{name}")))
    except OSError:
        return SOCKET_BUFFER  # older kernels don't tell it in a network namespace


def _sockets_of_network() -> int:
    """How many there are in this network namespace."""
    return _field(_read("/proc/self/net/sockstat"), b"sockets: used")


def _resident(pid: int) -> int:
    """Its pages, and those that list them: many can be listed that take nothing else."""
    try:
        _, told = where(pid)
    except OSError:
        return 0  # it is gone
    return (_field(told, b"VmRSS:") + _field(told, b"VmPTE:")) * _KILOBYTE


def _proportional(pid: int) -> int:
    try:
        folder, status = where(pid)
        told = _read(f"{folder}/smaps_rollup")
        listed = _field(status, b"VmPTE:")
    except OSError:
        return _resident(pid)  # it is gone, or can't be looked at
    return (sum(_field(told, name) for name in _OWN) + listed) * _KILOBYTE


def where(pid: int) -> tuple[str, bytes]:
    """Where /proc tells what a process holds, and the `status` that lies there.

    /proc/<pid> is that of its first thread, and tells nothing any more once that has ended by
    exit(2), whatever the others go on to hold (task_struct.mm in the kernel's do_exit).

    Raises OSError: it is gone.
    """
    folder = f"/proc/{pid}"
    status = _read(f"{folder}/status")
    if _MEMORY not in status:
        for thread in os.listdir(f"{folder}/task"):
            try:
                other = _read(f"{folder}/task/{thread}/status")
            except OSError:
                continue  # it is gone
            if _MEMORY in other:
                return f"{folder}/task/{thread}", other
    return folder, status


def _field(text: bytes, name: bytes) -> int:
    """The number after a name at the start of a line; 0 if there is none."""
    _, found, rest = (b"\n" + text).partition(b"\n" + name)
    return int(rest.split(None, 1)[0]) if found else 0


def _read(path: str, most: int = -1) -> bytes:
    with open(path, "rb") as file:
        return file.read(most)
