"""The three prctl(2) calls that the supervisor needs. Elsewhere than on Linux they do nothing."""

import ctypes
import os
import signal
import sys

# include/uapi/linux/prctl.h; described in prctl(2).
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None, use_errno=True)
    # prctl() is variadic and reads unsigned longs, also where the option uses only the first.
    unused = ctypes.c_ulong(0)
    if library.prctl(option, ctypes.c_ulong(value), unused, unused, unused) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def adopt_orphans() -> None:
    """Become the parent of each descendant whose own parent dies.

    A daemon forks twice so that init inherits it and nobody can find it. With a subreaper it lands
    here instead, whatever session and environment it gave itself. So, once all are killed and
    waitpid(2) says ECHILD, nothing of the run is left: that is a proof and no guess.
    """
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def hide_descriptors() -> None:
    """Keep other processes of the same user out of our /proc/<pid>/fd, mem and ptrace(2).

    Else a program could open the pipe on which its own ending is reported, and write to it. The
    kernel gives those files to root for a process that is not dumpable (proc(5)), so a program that
    runs as root still can. The flag ends at exec: the program itself is dumpable again.
    """
    _prctl(PR_SET_DUMPABLE, 0)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when `parent` dies.

    It covers this process alone, as children don't inherit it. The parent may have died before the
    call, so that no signal ever comes: therefore the look at getppid() after it.
    """
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
