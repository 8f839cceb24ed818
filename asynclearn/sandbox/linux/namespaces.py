"""Namespaces: a user, mounts, processes, network, IPC and host name of one's own.

In a new user namespace a process holds all capabilities over what it makes from there on, and none
over anything that was there before (user_namespaces(7)). That is what lets an ordinary user do the
rest.
"""

import os
import socket
import struct
from fcntl import ioctl

from .calls import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# include/uapi/linux/sched.h
MOUNT = 0x0002_0000  # CLONE_NEWNS
UTS = 0x0400_0000  # CLONE_NEWUTS
IPC = 0x0800_0000  # CLONE_NEWIPC
USER = 0x1000_0000  # CLONE_NEWUSER
PROCESS = 0x2000_0000  # CLONE_NEWPID
NETWORK = 0x4000_0000  # CLONE_NEWNET

SOCKET_BUFFER = 212_992
"""Bytes that the kernel queues for a socket by default (SK_WMEM_DEFAULT in net/core/sock.c)."""
_SIOCSIFFLAGS = 0x8914  # include/uapi/linux/sockios.h
_IFF_UP = 0x1  # include/uapi/linux/if.h, as IFF_RUNNING
_IFF_RUNNING = 0x40


def unshare(kinds: int) -> None:
    """Leave the namespaces of these kinds for new ones.

    A new PROCESS namespace is for children only: the next fork becomes its pid 1, and until then
    the caller can't start threads (EINVAL).

    Raises OSError: not allowed here, or (EINVAL, for USER) the process has several threads.
    """
    call("unshare", kinds)


def open_own(name: str) -> int:
    """A descriptor of a namespace of this process, by its name in /proc/self/ns, such as `pid`.

    Raises OSError: there is no /proc, or no such kind.
    """
    return os.open(f"/proc/self/ns/{name}", os.O_RDONLY | os.O_CLOEXEC)


def join(descriptor: int, kinds: int) -> None:
    """Enter a namespace by its descriptor, or several of a process by its pidfd (Linux 5.8).

    Raises OSError: the caller lacks CAP_SYS_ADMIN over it, or it is of another kind.
    """
    call("setns", descriptor, kinds)


def join_process(pid: int, kinds: int) -> None:
    """Enter the namespaces of a process.

    Raises OSError: there is no such process, or as for `join`.
    """
    descriptor = os.pidfd_open(pid)
    try:
        join(descriptor, kinds)
    finally:
        os.close(descriptor)


def enter_user_namespace() -> None:
    """Make a user namespace in which this user and group have the ids that they have outside.

    So os.getuid() says what it always says. Other ids appear as 65534.

    Raises OSError: not allowed. Where AppArmor restricts it (Ubuntu 24.04), unshare(2) works and
    the map is refused; both are told here. The process is then in a useless namespace, so try it in
    a fork.
    """
    user, group = os.geteuid(), os.getegid()
    unshare(USER)
    _write("/proc/self/setgroups", "deny")  # else no group may be mapped: user_namespaces(7)
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")


def enter_user_namespace_with(ids: "Iterable[int]") -> None:
    """As `enter_user_namespace`, for root, who also needs to become one of `ids` (user = group).

    Only a process outside may map more than one id, and only with CAP_SETUID and CAP_SETGID there;
    so a fork that stayed outside writes the maps.

    Raises OSError: not allowed. EPERM stands for whatever the fork met.
    """
    lines = "".join(f"{each} {each} 1\n" for each in sorted({*ids, os.geteuid()}))
    groups = "".join(f"{each} {each} 1\n" for each in sorted({*ids, os.getegid()}))
    waiting, ready = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(ready)
            if os.read(waiting, 1):
                _write(f"/proc/{parent}/uid_map", lines)
                _write(f"/proc/{parent}/gid_map", groups)
                status = 0
        finally:
            os._exit(status)
    os.close(waiting)
    try:
        unshare(USER)
        os.write(ready, b"1")
    finally:
        os.close(ready)
        _, status = os.waitpid(child, 0)
    if status != 0:
        raise PermissionError(1, "uid_map: Operation not permitted")


def forbid_nesting() -> None:
    """Allow no namespace of any kind below this user namespace, and little of inotify.

    These counts belong to the user namespace (/proc/sys/user, namespaces(7)). They keep the program
    from the attack surface of nested namespaces, and from using up the learner's own inotify quota,
    without which editors and file managers stop noticing changes. Needs CAP_SYS_RESOURCE in the
    namespace: call it before capabilities are dropped.

    Raises OSError: the caller holds no such capability.
    """
    for kind in ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"):
        _write_if_there(f"/proc/sys/user/max_{kind}_namespaces", "0")
    _write_if_there("/proc/sys/user/max_inotify_instances", "16")
    _write_if_there("/proc/sys/user/max_inotify_watches", "1024")
    _write_if_there("/proc/sys/user/max_fanotify_groups", "0")


def set_host_name(name: str) -> None:
    """Name the machine, in a UTS namespace of one's own.

    Raises OSError: the caller lacks CAP_SYS_ADMIN over the namespace.
    """
    encoded = name.encode()
    call("sethostname", encoded, len(encoded))


def bring_loopback_up() -> None:
    """Switch on `lo`, the only interface of a new network namespace; it has 127.0.0.1 and ::1 then.

    Raises OSError: the caller lacks CAP_NET_ADMIN over the namespace.
    """
    request = struct.pack("16sH14x", b"lo", _IFF_UP | _IFF_RUNNING)  # struct ifreq
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as any_socket:
        ioctl(any_socket, _SIOCSIFFLAGS, request)


def bound_buffers() -> None:
    """Keep the buffers of TCP in this network namespace as small as those of a Unix socket.

    By default they grow to some megabytes for each. The two other numbers are the kernel's defaults
    (tcp(7)).

    Raises OSError: the caller lacks CAP_NET_ADMIN over the namespace.
    """
    _write_if_there("/proc/sys/net/ipv4/tcp_wmem", f"4096 16384 {SOCKET_BUFFER}")
    _write_if_there("/proc/sys/net/ipv4/tcp_rmem", f"4096 131072 {SOCKET_BUFFER}")


def _write(path: str, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(descriptor, text.encode())  # the kernel takes a map in one write only
        finally:
            os.close(descriptor)
    except OSError as error:
        number = error.errno or 0
        name = os.path.basename(path)
        raise OSError(number, f"{name}: {os.strerror(number)}") from None


def _write_if_there(path: str, text: str) -> None:
    try:
        _write(path, text)
    except FileNotFoundError:
        return  # a kernel without this kind
