"""What every hostile program has at hand. It is not imported: its text stands before the program.

Each attempt prints a line of its own, `name<TAB>what came of it`, so that a test can tell one that
was refused from one that was never made.
"""

import ctypes
import errno
import os
import signal  # noqa: F401 - for the programs
import sys  # noqa: F401 - for the programs
import time  # noqa: F401 - for the programs

MARKER = "of-no-test"

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def mark():
    """Carry the marker, so that leftovers are found: fork keeps the name, exec the environment."""
    libc.prctl(15, MARKER.encode(), 0, 0, 0)  # PR_SET_NAME (linux/prctl.h)
    os.environ["ATTACK"] = MARKER


def tell(name, what):
    """One line of the report."""
    print(name, what, sep="\t", flush=True)  # noqa: T201 - so a test learns of it


def attempt(name, call):
    """Make an attempt: tells the name of the error, or DONE with what was got."""
    try:
        result = call()
    except OSError as error:
        tell(name, errno.errorcode.get(error.errno or 0, type(error).__name__))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        tell(name, type(error).__name__)
    else:
        tell(name, f"DONE {result!r:.200}")


def read(path):
    """The start of a file."""
    with open(path, "rb") as file:  # noqa: PTH123 - without pathlib, as it stands in every attack
        return file.read(4096)


def checked(result):
    """The result of a C function, or OSError if it is -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def syscall(x86_64, everywhere_else, *arguments):
    """A raw system call by its numbers in asm/unistd_64.h and asm-generic/unistd.h."""
    number = x86_64 if os.uname().machine == "x86_64" else everywhere_else
    if number is None:
        raise OSError(errno.ENOSYS, "this machine has no such call")
    return checked(libc.syscall(ctypes.c_long(number), *map(_as_c, arguments)))


def _as_c(argument):
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def capable():
    """Whether the program has a capability, so that it could do the machine real harm.

    What would do harm is tried only without: if this is true, the attack has won already. The right
    to read any file does no harm, and is measured by the files that can be read.
    """
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    data = (ctypes.c_uint32 * 6)()
    checked(libc.capget(header, data))
    return data[0] & ~(1 << 2) != 0 or data[3] != 0  # CAP_DAC_READ_SEARCH


def among_its_own(host):
    """Whether the pid namespace is not that of the host, so that `kill` reaches no one there."""
    try:
        return os.readlink("/proc/self/ns/pid") != host  # noqa: PTH115 - see read
    except OSError:
        return False


def visible_pids():
    """The processes that /proc shows."""
    try:
        return sorted(int(name) for name in os.listdir("/proc") if name.isdigit())  # noqa: PTH208 - see read
    except OSError:
        return []


mark()
