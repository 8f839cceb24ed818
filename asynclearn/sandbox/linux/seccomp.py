"""Which system calls a program may make, and with which arguments (seccomp(2)).

A list of what is denied, not of what is allowed. What runs here is CPython with any package in any
version, over any C library, and subprocesses: the calls that these may make are most of those that
there are, and a list that forgets one breaks a program in a way that the learner takes for part of
the lesson. An allow-list is the right thing where the filter is the wall. Here files are walled off
by mounts and Landlock, processes, network and IPC by namespaces, and whatever takes a privilege by
the lack of any. What is left to the filter is to shut the parts of the kernel that have a record of
holes or that go round those walls, and those are known by name.

The weak side of such a list is what it has never heard of. So each call that is newer than this
list does not exist (ENOSYS), as on a kernel from before, which programs must cope with anyway. Nor
does the other table of calls that x86_64 has (x32), and a call by another architecture's table
kills the process.
"""

import ctypes
import errno
import struct
from functools import partial

from . import arguments, calls
from .bpf import Program
from .denied import DENIED, NOT_PERMITTED, NOT_SUPPORTED, WITHOUT_EFFECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# include/uapi/linux/seccomp.h
_KILL_PROCESS = 0x8000_0000
_PR_SET_SECCOMP = 22  # include/uapi/linux/prctl.h
_MODE_FILTER = 2
_SET_MODE_FILTER = 1
_NEW_LISTENER = 1 << 3
# Of Linux 5.19: a call that the supervisor has begun to make is not broken off by a signal, after
# which the program would make it once more.
_WAIT_KILLABLE = 1 << 5
# struct seccomp_data: number, architecture, instruction pointer, six arguments of 64 bits.
_NUMBER = 0
_ARCHITECTURE = 4
# include/uapi/linux/audit.h
_ARCHITECTURES = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}

_NEWEST = 469
"""The last call that was looked at for this list: file_setattr, of Linux 6.17."""

_SIGNAL_CALLS = ("kill", "tkill", "tgkill")
_QUEUE_CALLS = ("rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")
_SCHEDULING_CALLS = (
    "prlimit64",
    "sched_setaffinity",
    "sched_setattr",
    "sched_setparam",
    "sched_setscheduler",
)
_PRIORITY_CALLS = {"setpriority": 0, "ioprio_set": 1}  # PRIO_PROCESS, IOPRIO_WHO_PROCESS
_SUPERVISOR = 1
_REQUESTS = arguments.TERMINAL_REQUESTS + arguments.OWNER_REQUESTS


def in_namespaces() -> bytes:
    """The filter for a program with namespaces of its own, in which its supervisor is pid 1."""
    program = _begin()
    _judge(program, "socket", arguments.deny_odd_sockets)
    _judge(program, "ioctl", lambda each: arguments.deny_values(each, 1, _REQUESTS))
    _add_common(program, datagrams=True)
    for name in _SCHEDULING_CALLS:
        _judge(program, name, lambda each: arguments.deny_values(each, 0, (_SUPERVISOR,)))
    for name, kind in _PRIORITY_CALLS.items():
        _judge(program, name, partial(arguments.deny_priority, kind=kind, pid=_SUPERVISOR))
    return _finish(program, DENIED)


_FAST_OPENERS = {"sendto": 3, "sendmsg": 2, "sendmmsg": 3}
_JUDGED = ("connect", "bind", "listen")


def in_machine(
    *,
    socket_paths: bool,
    only_signal: int | None,
    truncation: bool = True,
    loopback: bool = False,
) -> bytes:
    """The filter for a program that shares the machine's processes and network with the learner.

    No sockets at all but pairs, except Unix sockets where Landlock holds them (`socket_paths`). Or
    TCP ones only (`loopback`), whose calls a supervisor makes that knows to which addresses; it is
    to be put on by `install_with_listener` then. Not both: a Unix socket's calls would be made
    outside of what Landlock holds the program to, or by the program itself after it was looked at.
    Where it does not hold signals, `only_signal` is the one process that may be sent any: itself;
    its subprocesses then can't even be ended by it. Limits and priorities only of itself, too, as
    the kernel lets a user change them for all their processes. Files are the learner's own here: no
    changes of their rights, owners, times and attributes, which Landlock does not hold; nor of
    their length without opening them, where it does not hold that (`truncation`).
    """
    program = _begin()
    options = arguments.keep_buffer_sizes
    if loopback:
        _add_loopback(program)
        options = arguments.keep_to_loopback
    else:
        _judge(program, "socket", lambda each: arguments.deny_sockets(each, unix=socket_paths))
    # Here the file systems are the learner's. Landlock holds no request to one, and what btrfs does
    # for whoever may read a folder goes as far as to copy it whole to another place. Nor is there
    # a request that tells of the machine's networks.
    usual = arguments.USUAL_REQUESTS
    _judge(program, "ioctl", lambda each: arguments.allow_values(each, 1, usual, errno.ENOTTY))
    # With a broker there are no Unix sockets but pairs, and so none that sends to a path.
    _add_common(program, options, datagrams=socket_paths and not loopback)
    for name in WITHOUT_EFFECT:
        _judge(program, name, arguments.succeed)
    for name in NOT_SUPPORTED:
        _judge(program, name, partial(arguments.fail, error=errno.EOPNOTSUPP))
    for name in _SCHEDULING_CALLS:
        _judge(program, name, lambda each: arguments.allow_values(each, 0, (0,), errno.EPERM))
    for name, kind in _PRIORITY_CALLS.items():
        _judge(program, name, partial(arguments.allow_own_priority, kind=kind))
    denied = [*DENIED, *NOT_PERMITTED]
    denied += ["inotify_init", "inotify_init1"]  # they are the learner's own few here
    if not truncation:
        denied.append("truncate")
        _judge(program, "openat2", partial(arguments.fail, error=errno.ENOSYS))  # as clone3
        for name, index in (("open", 1), ("openat", 2)):
            _judge(program, name, partial(arguments.deny_truncation_by_reader, index=index))
    if only_signal is not None:
        own = (only_signal,)
        for name in _SIGNAL_CALLS:
            _judge(program, name, lambda each: arguments.allow_values(each, 0, own, errno.EPERM))
        _judge(
            program, "fcntl", lambda each: arguments.deny_values(each, 1, arguments.OWNER_COMMANDS)
        )
        denied += _QUEUE_CALLS
    return _finish(program, denied)


def alone() -> bytes:
    """The filter for a program that is judged, besides that of its tier: no other processes.

    A child could read its parent's memory, where the word is that a verdict is told with.
    """
    program = _begin()
    _judge(program, "clone", arguments.allow_threads)
    return _finish(program, ("fork", "vfork", "execve", "execveat"))


def install(program: bytes) -> None:
    """Put a filter on this process, for good, and on what it starts. Needs no_new_privs.

    Raises OSError: the kernel refused.
    """
    lines = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(_header(lines))
    calls.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(header), about="seccomp")


def install_with_listener(program: bytes) -> int:
    """As `install`; gives the descriptor by which the calls are heard of that answer NOTIFY.

    It belongs in a process that the filter is not on, and nowhere else.

    Raises OSError: the kernel refused; EBUSY if somebody else listens already.
    """
    lines = ctypes.create_string_buffer(program, len(program))
    flags = _NEW_LISTENER | _WAIT_KILLABLE
    try:
        return calls.call("seccomp", _SET_MODE_FILTER, flags, _header(lines))
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    return calls.call("seccomp", _SET_MODE_FILTER, _NEW_LISTENER, _header(lines))


def _header(lines: "ctypes.Array[ctypes.c_char]") -> bytes:
    """A struct sock_fprog: how many lines of 8 bytes, and where."""
    return struct.pack("HxxxxxxQ", len(lines) // 8, ctypes.addressof(lines))


def _begin() -> Program:
    program = Program()
    program.load(_ARCHITECTURE)
    program.if_equal(_ARCHITECTURES[calls.machine()], then="own architecture")
    program.answer(_KILL_PROCESS)
    program.label("own architecture")
    program.load(_NUMBER)
    # Above all numbers of this table are those of x32, too: they have bit 30 set
    # (__X32_SYSCALL_BIT in arch/x86/include/uapi/asm/unistd.h).
    program.if_greater(_NEWEST, otherwise="known")
    program.answer(arguments.ERROR | errno.ENOSYS)
    program.label("known")
    # Its flags lie behind a pointer, where no filter sees them. The C library then uses clone; for
    # EPERM it would not, and no thread would ever start.
    _judge(program, "clone3", lambda each: each.answer(arguments.ERROR | errno.ENOSYS))
    return program


def _add_loopback(program: Program) -> None:
    _judge(program, "socket", arguments.allow_streams)
    for name in _JUDGED:
        _judge(program, name, arguments.notify)
    _judge(program, "shutdown", arguments.notify_unless_written_off)
    for name, index in _FAST_OPENERS.items():
        _judge(program, name, partial(arguments.deny_fast_open, index=index))


def _add_common(
    program: Program,
    options: "Callable[[Program], None]" = arguments.keep_buffer_sizes,
    *,
    datagrams: bool,
) -> None:
    pairs = arguments.deny_odd_pairs if datagrams else arguments.deny_pairs_of_datagrams
    _judge(program, "clone", arguments.deny_namespaces)
    _judge(program, "socketpair", pairs)
    _judge(program, "personality", arguments.deny_personalities)
    _judge(program, "mmap", arguments.deny_large_shared_memory)
    _judge(program, "setsockopt", options)
    _judge(program, "prctl", arguments.stay_visible)


def _finish(program: Program, denied: "Iterable[str]") -> bytes:
    for name in denied:
        number = calls.number(name)
        if number is not None:
            program.if_equal(number, then="denied")
    program.answer(arguments.ALLOW)
    program.label("denied")
    program.answer(arguments.ERROR | errno.EPERM)
    return program.assemble()


def _judge(program: Program, name: str, body: "Callable[[Program], None]") -> None:
    """Lines for one call; they must end in an answer, since the number is no longer at hand."""
    number = calls.number(name)
    if number is None:
        return
    after = f"after {name}"
    program.if_equal(number, otherwise=after)
    body(program)
    program.label(after)
