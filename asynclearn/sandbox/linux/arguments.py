"""Which arguments of a system call are fine: lines for its filter, each of which ends in an answer.

The kernel passes the lower half of an argument first, as both machines are little-endian, and looks
at no more than that of any argument that is judged here.
"""

import errno

from .bpf import Program

# include/uapi/linux/seccomp.h
ALLOW = 0x7FFF_0000
ERROR = 0x0005_0000
NOTIFY = 0x7FC0_0000
"""SECCOMP_RET_USER_NOTIF: the supervisor makes the call, see `notifications`."""
_FIRST_ARGUMENT = 16  # in struct seccomp_data; each has 64 bits
# include/uapi/linux/sched.h: all CLONE_NEW*. And CLONE_PARENT, which would make a child of the
# program one of its supervisor. CLONE_NEWTIME lies among the bits of the signal and is for clone3.
_CLONE_THREAD = 0x0001_0000  # include/uapi/linux/sched.h
_CLONE_FORBIDDEN = 0x7E02_0000 | 0x8000
# include/linux/socket.h, include/linux/net.h, include/uapi/linux/in.h
_AF_UNIX, _AF_INET, _AF_INET6 = 1, 2, 10
_SOCK_STREAM, _SOCK_DGRAM, _SOCK_SEQPACKET, _SOCK_TYPE_MASK = 1, 2, 5, 0xF
_DEFAULT_PROTOCOL, _TCP, _UDP = 0, 6, 17
# include/uapi/asm-generic/ioctls.h: to type into the learner's terminal, to paste into a console,
# and to load a line discipline (a driver).
TERMINAL_REQUESTS = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX, TIOCSETD
# include/uapi/asm-generic/sockios.h: to whom SIGIO goes, as fcntl's below.
OWNER_REQUESTS = (0x8901, 0x8902)  # FIOSETOWN, SIOCSPGRP
OWNER_COMMANDS = (8, 15)  # F_SETOWN, F_SETOWN_EX
# include/uapi/asm-generic/ioctls.h: what a program asks of terminals, pipes and sockets. TCGETS,
# TCGETS2, TIOCOUTQ, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, FIOASYNC.
USUAL_REQUESTS = (
    *(0x5401, 0x802C_542A, 0x5411, 0x5413),
    *(0x541B, 0x5421, 0x5450, 0x5451, 0x5452),
)
_QUERY_PERSONALITY = 0xFFFF_FFFF
# include/uapi/asm-generic/mman-common.h; MAP_SHARED_VALIDATE has the bit of MAP_SHARED, too.
_MAP_SHARED_ANONYMOUS = 0x01 | 0x20
MOST_SHARED = 16 * 1024 * 1024
"""The bytes of one anonymous shared mapping, at most: see `memory.Unseen`."""
# include/uapi/asm-generic/socket.h: SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE,
# and SO_RESERVE_MEM, which would count as used by all TCP of the machine.
_SOL_SOCKET = 1
_BUFFER_SIZES = (7, 8, 32, 33, 73)
# SO_REUSEPORT would share a port with a service of the same user, and get some of its callers.
# SO_BINDTODEVICE and SO_BINDTOIFINDEX send to a loopback address by way of a network card.
_REUSE_PORT, _DEVICES = 15, (25, 62)
# include/uapi/linux/in.h, in6.h: IP_TOS, IP_TTL, IP_MTU_DISCOVER, IP_RECVERR; IPV6_UNICAST_HOPS,
# IPV6_RECVERR, IPV6_V6ONLY, IPV6_TCLASS. Others lead packets elsewhere than their address says:
# source routes (IP_OPTIONS, IPV6_RTHDR) need no privilege.
_IP, _IP_OPTIONS = 0, (1, 2, 10, 11)
_IPV6, _IPV6_OPTIONS = 41, (16, 25, 26, 67)
# include/uapi/linux/tcp.h: TCP_FASTOPEN_CONNECT, which has the kernel connect at the first write
# and not in the call that is judged; TCP_ULP, which loads modules.
_TCP_REFUSED = (30, 31)
_MSG_FASTOPEN = 0x2000_0000  # include/linux/socket.h: connects, with the first data
_SHUT_WR = 1  # include/linux/net.h
_PR_SET_DUMPABLE = 4  # include/uapi/linux/prctl.h
_O_ACCMODE, _O_TRUNC = 0o3, 0o1000  # include/uapi/asm-generic/fcntl.h


def _load_argument(program: Program, index: int) -> None:
    program.load(_FIRST_ARGUMENT + 8 * index)


def deny_values(program: Program, index: int, values: tuple[int, ...]) -> None:
    """EPERM if the argument is one of these."""
    denied = program.new_label()
    _load_argument(program, index)
    for value in values:
        program.if_equal(value, then=denied)
    program.answer(ALLOW)
    program.label(denied)
    program.answer(ERROR | errno.EPERM)


def allow_values(program: Program, index: int, values: tuple[int, ...], error: int) -> None:
    """An error unless the argument is one of these."""
    allowed = program.new_label()
    _load_argument(program, index)
    for value in values:
        program.if_equal(value, then=allowed)
    program.answer(ERROR | error)
    program.label(allowed)
    program.answer(ALLOW)


def succeed(program: Program) -> None:
    """Do nothing, and say that it worked."""
    program.answer(ERROR | 0)


def fail(program: Program, error: int) -> None:
    """Do nothing, and say why."""
    program.answer(ERROR | error)


def deny_large_shared_memory(program: Program) -> None:
    """No anonymous shared mapping of more than 16 MB: ENOMEM."""
    fine, large = program.new_label(), program.new_label()
    _load_argument(program, 3)
    program.mask(_MAP_SHARED_ANONYMOUS)
    program.if_equal(_MAP_SHARED_ANONYMOUS, otherwise=fine)
    program.load(_FIRST_ARGUMENT + 8 + 4)  # the upper half of the length
    program.if_equal(0, otherwise=large)
    _load_argument(program, 1)
    program.if_greater(MOST_SHARED, otherwise=fine)
    program.label(large)
    program.answer(ERROR | errno.ENOMEM)
    program.label(fine)
    program.answer(ALLOW)


def keep_buffer_sizes(program: Program) -> None:
    """Buffers of sockets stay as large as they are; to be told so would end many a program."""
    other, size = program.new_label(), program.new_label()
    _load_argument(program, 1)
    program.if_equal(_SOL_SOCKET, otherwise=other)
    _load_argument(program, 2)
    for value in _BUFFER_SIZES:
        program.if_equal(value, then=size)
    program.label(other)
    program.answer(ALLOW)
    program.label(size)
    succeed(program)


def keep_to_loopback(program: Program) -> None:
    """As `keep_buffer_sizes`; and no option by which TCP gets round what its addresses say."""
    levels = {each: program.new_label() for each in (_SOL_SOCKET, _IP, _TCP, _IPV6)}
    refused, ignored = program.new_label(), program.new_label()
    _load_argument(program, 1)
    for level, label in levels.items():
        program.if_equal(level, then=label)
    program.answer(ERROR | errno.ENOPROTOOPT)
    program.label(levels[_IP])
    allow_values(program, 2, _IP_OPTIONS, errno.ENOPROTOOPT)
    program.label(levels[_IPV6])
    allow_values(program, 2, _IPV6_OPTIONS, errno.ENOPROTOOPT)
    program.label(levels[_TCP])
    _load_argument(program, 2)
    for value in _TCP_REFUSED:
        program.if_equal(value, then=refused)
    program.answer(ALLOW)
    program.label(levels[_SOL_SOCKET])
    _load_argument(program, 2)
    for value in (*_BUFFER_SIZES, _REUSE_PORT):
        program.if_equal(value, then=ignored)
    for value in _DEVICES:
        program.if_equal(value, then=refused)
    program.answer(ALLOW)
    program.label(refused)
    program.answer(ERROR | errno.ENOPROTOOPT)
    program.label(ignored)
    succeed(program)


def deny_fast_open(program: Program, index: int) -> None:
    """No sending that connects first: EOPNOTSUPP, as where it is switched off."""
    fine = program.new_label()
    _load_argument(program, index)
    program.if_any_bit(_MSG_FASTOPEN, otherwise=fine)
    program.answer(ERROR | errno.EOPNOTSUPP)
    program.label(fine)
    program.answer(ALLOW)


def notify(program: Program) -> None:
    """The supervisor makes the call."""
    program.answer(NOTIFY)


def notify_unless_written_off(program: Program) -> None:
    """shutdown(2): what can end a server is for the supervisor; to write no more can not."""
    writing = program.new_label()
    _load_argument(program, 1)
    program.if_equal(_SHUT_WR, then=writing)
    program.answer(NOTIFY)
    program.label(writing)
    program.answer(ALLOW)


def stay_visible(program: Program) -> None:
    """A program stays visible to its supervisor, which weighs it, and is told that it hid."""
    other = program.new_label()
    _load_argument(program, 0)
    program.if_equal(_PR_SET_DUMPABLE, otherwise=other)
    succeed(program)
    program.label(other)
    program.answer(ALLOW)


def deny_truncation_by_reader(program: Program, index: int) -> None:
    """No opening for reading that empties the file."""
    other = program.new_label()
    _load_argument(program, index)
    program.mask(_O_ACCMODE | _O_TRUNC)
    program.if_equal(_O_TRUNC, otherwise=other)  # O_RDONLY is 0
    program.answer(ERROR | errno.EACCES)
    program.label(other)
    program.answer(ALLOW)


def deny_namespaces(program: Program) -> None:
    """No new namespaces, and no siblings."""
    fine = program.new_label()
    _load_argument(program, 0)
    program.if_any_bit(_CLONE_FORBIDDEN, otherwise=fine)
    program.answer(ERROR | errno.EPERM)
    program.label(fine)
    program.answer(ALLOW)


def allow_threads(program: Program) -> None:
    """New threads, and no new processes."""
    fine = program.new_label()
    _load_argument(program, 0)
    program.if_any_bit(_CLONE_THREAD, then=fine)
    program.answer(ERROR | errno.EPERM)
    program.label(fine)
    program.answer(ALLOW)


def deny_personalities(program: Program) -> None:
    """To ask is fine. To change it, for example to fixed addresses, only helps to exploit."""
    allow_values(program, 0, (_QUERY_PERSONALITY,), errno.EPERM)


def deny_odd_pairs(program: Program) -> None:
    """Of all families but this one the kernel makes pairs only where it has a rare module, TIPC."""
    allow_values(program, 0, (_AF_UNIX,), errno.EOPNOTSUPP)


def deny_pairs_of_datagrams(program: Program) -> None:
    """No pair that is not for its two ends alone: from one of datagrams, each reaches any path."""
    odd, other = program.new_label(), program.new_label()
    _load_argument(program, 0)
    program.if_equal(_AF_UNIX, otherwise=odd)
    _load_argument(program, 1)
    program.mask(_SOCK_TYPE_MASK)
    program.if_equal(_SOCK_STREAM, then=other)
    program.if_equal(_SOCK_SEQPACKET, then=other)
    program.label(odd)
    program.answer(ERROR | errno.EOPNOTSUPP)
    program.label(other)
    program.answer(ALLOW)


def deny_odd_sockets(program: Program) -> None:
    """Unix sockets, TCP and UDP: what a network of one's own is for. No raw ones, no netlink.

    The C library asks netlink which addresses there are, and does without.
    """
    allowed, internet, kind = program.new_label(), program.new_label(), program.new_label()
    _load_argument(program, 0)
    program.if_equal(_AF_UNIX, then=allowed)
    program.if_equal(_AF_INET, then=internet)
    program.if_equal(_AF_INET6, then=internet)
    program.answer(ERROR | errno.EAFNOSUPPORT)
    program.label(internet)
    _load_argument(program, 1)
    program.mask(_SOCK_TYPE_MASK)
    program.if_equal(_SOCK_STREAM, then=kind)
    program.if_equal(_SOCK_DGRAM, then=kind)
    program.answer(ERROR | errno.EPERM)
    program.label(kind)
    # Others, such as SCTP, would have the kernel load a module that hardly anybody looks at.
    allow_values(program, 2, (_DEFAULT_PROTOCOL, _TCP, _UDP), errno.EPROTONOSUPPORT)
    program.label(allowed)
    program.answer(ALLOW)


def deny_sockets(program: Program, *, unix: bool) -> None:
    """No sockets, or Unix sockets only."""
    allow_values(program, 0, (_AF_UNIX,) if unix else (), errno.EACCES)


def allow_streams(program: Program) -> None:
    """TCP sockets only. Whom they speak to is judged at `connect`, `bind` and `listen`."""
    internet, stream = program.new_label(), program.new_label()
    _load_argument(program, 0)
    program.if_equal(_AF_INET, then=internet)
    program.if_equal(_AF_INET6, then=internet)
    program.answer(ERROR | errno.EACCES)
    program.label(internet)
    _load_argument(program, 1)
    program.mask(_SOCK_TYPE_MASK)
    program.if_equal(_SOCK_STREAM, then=stream)
    program.answer(ERROR | errno.EACCES)
    program.label(stream)
    # Not MPTCP, which opens connections of its own.
    allow_values(program, 2, (_DEFAULT_PROTOCOL, _TCP), errno.EPROTONOSUPPORT)


def deny_priority(program: Program, kind: int, pid: int) -> None:
    """Not of a group or a user, as the supervisor is of this user, and not of its process."""
    single = program.new_label()
    _load_argument(program, 0)
    program.if_equal(kind, then=single)
    program.answer(ERROR | errno.EPERM)
    program.label(single)
    deny_values(program, 1, (pid,))


def allow_own_priority(program: Program, kind: int) -> None:
    """Of its own process only, by the number 0."""
    own = program.new_label()
    _load_argument(program, 0)
    program.if_equal(kind, then=own)
    program.answer(ERROR | errno.EPERM)
    program.label(own)
    allow_values(program, 1, (0,), errno.EPERM)
