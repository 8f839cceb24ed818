"""What a process says about itself to the kernel: the flags of prctl(2)."""

import ctypes
import os
import signal

from .calls import prctl

# include/uapi/linux/prctl.h; described in prctl(2) and PR_SET_*(2const).
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PR_GET_NO_NEW_PRIVS = 39


_c_library = ctypes.PyDLL(None, use_errno=True)
"""Called with the interpreter's lock held, so that a fork is of a process at rest."""


def fork_bare() -> int:
    """Fork as the C library does it: nothing that Python registers for a fork is done in the child.

    `os.fork` draws a new seed for `random`, and makes new locks for threads, logging and more. That
    is half of what a fork of the zygote costs, as it writes to two hundred pages. It is right only
    for a child that has no use for any of it, of a process that has one thread.

    Raises OSError: the kernel refused.
    """
    child = int(_c_library.fork())
    if child < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"fork: {os.strerror(error)}")
    return child


def forbid_new_privileges() -> None:
    """From here on no exec grants anything: set-user-ID bits and file capabilities are ignored.

    It is inherited and can't be taken back. Landlock and seccomp ask for it.

    Raises OSError: the kernel refused.
    """
    prctl(_PR_SET_NO_NEW_PRIVS, 1, about="no_new_privs")


def has_no_new_privileges() -> bool:
    """Whether `forbid_new_privileges` is in force."""
    return prctl(_PR_GET_NO_NEW_PRIVS) == 1


def hide() -> None:
    """Keep other processes of the same user out of this one's memory and descriptors.

    The kernel gives /proc/<pid> of a process that is not dumpable to root (proc(5)) and refuses
    ptrace(2) and its relatives.

    Raises OSError: the kernel refused.
    """
    prctl(_PR_SET_DUMPABLE, 0, about="dumpable")


def show() -> None:
    """Undo `hide`, also where the kernel did it: it does whenever a process changes its user.

    Without it, /proc/self/uid_map belongs to root, so that no id could be mapped.

    Raises OSError: the kernel refused.
    """
    prctl(_PR_SET_DUMPABLE, 1, about="dumpable")


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the thread of `parent` that made it dies.

    The parent may have died before the call, so that no signal ever comes: therefore the look at
    getppid() after it. For a parent in another pid namespace that number is 0, alive or dead; so
    the first process of one should also hold a pipe whose other end only its parent has.

    A change of user takes the wish back (PR_SET_PDEATHSIG(2const)), so it comes after
    `identity.become`.

    Raises OSError: the kernel refused.
    """
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, about="pdeathsig")
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def outlive_parent() -> None:
    """Take back `die_with_parent`.

    Raises OSError: the kernel refused.
    """
    prctl(_PR_SET_PDEATHSIG, 0, about="pdeathsig")


def adopt_orphans() -> None:
    """Become the parent of each descendant whose own parent dies.

    So the tree below this process is complete, whatever forks twice or changes its session.

    Raises OSError: the kernel refused.
    """
    prctl(_PR_SET_CHILD_SUBREAPER, 1, about="subreaper")
