"""What each layer must do to be said to hold, tried for real.

To be called in a fork that is then thrown away (`trial`).
"""

import errno
import mmap
import os
import resource
import socket
import sys
from contextlib import suppress

from . import (
    calls,
    capabilities,
    identity,
    landlock,
    limits,
    memory,
    mounts,
    namespaces,
    process,
    seccomp,
    visible,
)
from . import root as file_system
from .rights import gain_rights
from .trial import DoesNotHoldError, demand, in_child, outcome

_FOLDER = "/box"
_SMALL = 4 * 1024 * 1024
_FEW = 64


def _rights() -> int:
    """The rights of a zygote; whom a run is to become."""
    user = identity.choose() if identity.is_root() else os.getuid()
    gain_rights(user)
    return user


def try_user_namespace() -> None:
    """A namespace with the same ids, in which no other can be made."""
    before = os.getuid(), os.getgid()
    if identity.is_root():
        user = identity.choose()
        namespaces.enter_user_namespace_with([user])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        process.show()
        before = user, user
    namespaces.enter_user_namespace()
    namespaces.forbid_nesting()
    demand((os.getuid(), os.getgid()) == before, "the ids change")
    capabilities.drop()
    demand(bool(outcome(lambda: namespaces.unshare(namespaces.USER))), "it can be nested")


def try_kind(kind: int, name: str) -> None:
    """A namespace of this kind, which is another one."""
    before = os.readlink(f"/proc/self/ns/{name}")
    _rights()
    namespaces.unshare(kind)
    demand(os.readlink(f"/proc/self/ns/{name}") != before, "the namespace stays the same")


def try_mounts() -> None:
    """A root of one's own, with the interpreter and without the machine's files."""
    user = _rights()
    namespaces.unshare(namespaces.MOUNT | namespaces.PROCESS)
    in_child(lambda: _use_root(user))


def _use_root(user: int) -> None:
    root = file_system.Root(visible.of_this_interpreter(), _FOLDER)
    root.build(user, user)
    namespaces.unshare(namespaces.MOUNT)
    root.make_private(user, user, most_bytes=_SMALL, most_files=_FEW)
    demand(os.listdir(".") == [], "the working folder is not empty")
    demand(os.listdir("/etc").count("shadow") == 0, "the machine's files show")
    demand(os.path.exists(os.path.realpath(sys.executable)), "the interpreter is missing")


def try_processes() -> None:
    """A pid namespace with a /proc that shows nobody else."""
    _rights()
    namespaces.unshare(namespaces.MOUNT | namespaces.PROCESS)

    def look() -> None:
        mounts.make_private()
        mounts.mount_processes("/proc")
        shown = {name for name in os.listdir("/proc") if name.isdigit()}
        demand(os.getpid() == 1 and shown == {"1"}, "other processes show")

    in_child(look)


def try_network() -> None:
    """Loopback, and nothing beyond."""
    _rights()
    namespaces.unshare(namespaces.NETWORK)
    namespaces.bring_loopback_up()
    use_loopback()


def use_loopback() -> None:
    """A server is reached, and nothing beyond this machine is."""
    with socket.socket() as server, socket.socket() as client, socket.socket() as outside:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
        outside.settimeout(1)
        # A network that nobody has: 192.0.2.0/24 of RFC 5737.
        code = outside.connect_ex(("192.0.2.1", 9))
    demand(code == errno.ENETUNREACH, f"outside is {os.strerror(code)}")


def try_host_name() -> None:
    """A host name of one's own."""
    _rights()
    namespaces.unshare(namespaces.UTS)
    namespaces.set_host_name("sandbox")
    demand(os.uname().nodename == "sandbox", "the name stays the same")


def try_landlock() -> None:
    """Files that are allowed can be read, others can't."""
    process.forbid_new_privileges()
    known = landlock.features()
    readable = [os.path.dirname(os.__file__)]
    landlock.confine_in_machine(known, readable, [])
    demand(os.access(os.__file__, os.R_OK), "files that are allowed can't be read")
    try:
        os.close(os.open("/proc/version", os.O_RDONLY))
    except PermissionError:
        return
    raise DoesNotHoldError("files that are not allowed can be read")


def try_seccomp() -> None:
    """A call that the filter denies fails."""
    process.forbid_new_privileges()
    seccomp.install(seccomp.in_namespaces())
    try:
        calls.call("personality", 0)
    except PermissionError:
        return
    raise DoesNotHoldError("a call that is denied works")


def try_no_new_privileges() -> None:
    """The flag stays."""
    process.forbid_new_privileges()
    demand(process.has_no_new_privileges(), "the flag is not set")


def try_capabilities() -> None:
    """None is left."""
    process.forbid_new_privileges()
    capabilities.drop()
    demand(capabilities.held() == 0, "some are left")


def try_user() -> None:
    """Root becomes another user, in all ids and groups."""
    if not identity.is_root():
        return
    user = identity.choose()
    identity.become(user, user)
    demand(os.getresuid() == (user, user, user) and not os.getgroups(), "some id is still root's")
    demand(capabilities.held() == 0, "capabilities are left")


def try_limits() -> None:
    """The number of processes is held to."""
    if identity.is_root():
        user = identity.choose()
        with suppress(OSError):  # else it is root itself that would have to be held to them
            identity.become(user, user)
    limits.apply([(resource.RLIMIT_NPROC, 1)])
    try:
        child = os.fork()
    except BlockingIOError:
        return
    if child == 0:
        # With a process of its own, this fork makes two; and the limit is one.
        os._exit(0)
    os.waitpid(child, 0)
    raise DoesNotHoldError("the kernel does not hold this user to its number of processes")


def try_memory() -> None:
    """/proc tells how much memory a process takes."""
    own = [os.getpid()]
    before = memory.used(own, 0)
    demand(before > 0, "/proc tells no memory")
    kept = b"x" * (_SMALL * 4)
    demand(memory.used(own, 0) >= before + len(kept) // 2, "/proc does not tell what was added")
    with mmap.mmap(-1, _SMALL):
        shared = memory.Unseen().of(own, own_network=False)
    demand(shared >= _SMALL, "/proc does not tell what is shared")
