"""Finding and ending all processes that descend from one."""

import os
import signal
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress

LINUX = sys.platform == "linux"
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


def kill(pids: Iterable[int]) -> None:
    """SIGKILL to each that is still there."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def kill_group(program: int) -> None:
    """SIGKILL to the group that the program leads: all there is without /proc and subreapers."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program, signal.SIGKILL)


def end_all(program: int) -> int | None:
    """Kill the program and all its descendants, and return once none is left: its wait status.

    A signal to a group reaches all its members at once, so a fork bomb that stays in its group ends
    with the first blow. One that makes a session for each child is met one by one, again and again.
    For number 1 of a pid namespace, one signal reaches all of them, wherever they are.
    """
    status = None
    while True:
        if os.getpid() == 1:
            with suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
        else:
            kill_group(program)
            kill(descendants(os.getpid()))
        try:
            while ended := os.waitpid(-1, os.WNOHANG):
                if not ended[0]:
                    break
                if ended[0] == program:
                    status = ended[1]
        except ChildProcessError:
            return status
        time.sleep(0.001)


def end_orphans(known: Collection[int]) -> None:
    """Kill all descendants of this process but its children in `known` and what is below these."""
    while orphans := [pid for pid in _children_of(os.getpid()) if pid not in known]:
        for orphan in orphans:
            kill([orphan])
            kill(descendants(orphan))
        for orphan in orphans:
            with suppress(ChildProcessError):
                os.waitpid(orphan, os.WNOHANG)
        time.sleep(0.001)
