"""Finding, weighing and ending all processes that descend from one."""

# pathlib would take longer to import than the rest of the supervisor.
# ruff: noqa: PTH110, PTH115, PTH116, PTH123, PTH208

import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

LINUX = sys.platform == "linux"
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if LINUX else 0
# Present if the kernel was built with CONFIG_PROC_CHILDREN, as those of all distributions are.
_CHILDREN_FILES = os.path.exists(f"/proc/self/task/{os.getpid()}/children")


def descendants(ancestor: int) -> Iterator[int]:
    """The processes below `ancestor`, one by one; none where there is no /proc.

    Each is yielded before its own children are looked up. So whoever kills it right away finds all
    of them, as fork(2) fails in a process that has a signal pending; and whoever has seen enough
    can stop. Both matter against a fork bomb, which may grow faster than the walk proceeds.

    proc(5) warns that the kernel's list may miss children while others of them exit. For counting
    and weighing that is good enough, and killing repeats until waitpid(2) knows of no child.
    """
    if not LINUX:
        return
    children = _children_of if _CHILDREN_FILES else _children_by_parent().get
    known = {ancestor}
    waiting = [ancestor]
    while waiting:
        for child in children(waiting.pop()) or ():
            if child not in known:
                known.add(child)
                yield child
                waiting.append(child)


def _children_of(parent: int) -> list[int]:
    found: list[int] = []
    # A child belongs to the thread that forked it.
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{parent}/task"):
            with suppress(OSError), open(f"/proc/{parent}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
    return found


def _children_by_parent() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for pid in processes():
        if fields := _stat(pid):
            children.setdefault(int(fields[1]), []).append(pid)
    return children


def processes() -> Iterator[int]:
    """All processes that /proc shows."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            yield int(name)


def _stat(pid: int) -> list[bytes]:
    """The fields of /proc/<pid>/stat from the third on: state, parent, group, session and so on.

    The second is the process's name in parentheses, which may itself hold spaces and parentheses.
    """
    with suppress(OSError), open(f"/proc/{pid}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].split()
    return []


def living(pids: Iterable[int]) -> list[int]:
    """Those that are no zombies: a zombie is dead, only its parent has not asked yet."""
    stats = ((pid, _stat(pid)) for pid in pids)
    return [pid for pid, fields in stats if fields and fields[0] != b"Z"]


def strays(session: int, folder: str) -> list[int]:
    """What can still be recognised of a run whose supervisor was killed: init has inherited it.

    That is what stayed in the program's session or in its folder; a daemon that left both can't be
    told from any other process of the user.
    """
    found = []
    for pid in living(processes() if LINUX else ()):
        fields = _stat(pid)
        where = ""
        with suppress(OSError):
            where = os.readlink(f"/proc/{pid}/cwd")
        # A folder that is already removed reads as "/tmp/x (deleted)".
        inside = where == folder or where.startswith((f"{folder}/", f"{folder} (deleted)"))
        if inside or (fields and int(fields[3]) == session):
            found.append(pid)
    return found


def memory_bytes(pids: Iterable[int], limit: int) -> int:
    """The memory that these processes use together, exact only where it matters.

    statm is one cheap line, but it counts a page once for each process that maps it, and forks
    share nearly all of theirs. So, only when that sum is above the limit, the kernel is asked to
    walk the page tables and to share such pages out (Pss in smaps_rollup).
    """
    resident = {pid: _resident_bytes(pid) for pid in pids}
    total = sum(resident.values())
    if total <= limit:
        return total
    return sum(_proportional_bytes(pid, otherwise) for pid, otherwise in resident.items())


def _resident_bytes(pid: int) -> int:
    with suppress(OSError, IndexError), open(f"/proc/{pid}/statm", "rb") as file:
        return int(file.read().split()[1]) * _PAGE_BYTES
    return 0


def _proportional_bytes(pid: int, otherwise: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except PermissionError:  # it is not dumpable, so that only root may look
        return otherwise
    except OSError:
        pass
    # It is just ending, and its memory is gone.
    return 0


def user_tasks() -> int:
    """How many tasks (threads count) this user has, which is what RLIMIT_NPROC is held against.

    The link count of /proc/<pid>/task is its number of threads and two more (proc_task_getattr in
    fs/proc/base.c): one stat(2) for each process instead of reading a file.
    """
    user = os.getuid()
    count = 0
    for pid in processes():
        with suppress(OSError):
            seen = os.stat(f"/proc/{pid}/task")
            # The supervisor, not being dumpable, shows as root's: it is one task more.
            count += max(seen.st_nlink - 2, 1) if seen.st_uid == user or pid == os.getpid() else 0
    return count


def kill(pids: Iterable[int]) -> None:
    """SIGKILL to each that is still there."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def kill_group(program: int) -> None:
    """SIGKILL to the group that the program leads: all there is without /proc and subreapers."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program, signal.SIGKILL)


def end_all(program: int) -> None:
    """Kill the program and all its descendants, and return once none is left.

    A signal to a group reaches all its members at once, so a fork bomb that stays in its group ends
    with the first blow. One that makes a session for each child is met one by one, again and again.
    """
    while True:
        kill_group(program)
        kill(descendants(os.getpid()))
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.001)
