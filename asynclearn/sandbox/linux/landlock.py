"""Landlock: what of the file system, TCP, sockets and signals stays within reach (landlock(7)).

A second wall behind the mount namespace, and the first where there is none. Nothing here fails
open: a right that this kernel does not know is never asked for, so that what it leaves uncovered is
told by `features`, and whatever is asked for holds or raises.
"""

import errno
import os
import struct

from .calls import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# include/uapi/linux/landlock.h
_CREATE_RULESET_VERSION = 1 << 0
_RULE_PATH_BENEATH = 1
_RULE_NET_PORT = 2
_EXECUTE = 1 << 0
_WRITE_FILE = 1 << 1
_READ_FILE = 1 << 2
_READ_DIR = 1 << 3
_MAKE_CHAR = 1 << 6
_MAKE_BLOCK = 1 << 11
_TRUNCATE = 1 << 14
_IOCTL_DEV = 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
"""The rights that a rule for anything but a folder may hold; others are EINVAL."""

BIND_TCP = 1 << 0
CONNECT_TCP = 1 << 1
SCOPE_ABSTRACT_SOCKETS = 1 << 0
SCOPE_SIGNALS = 1 << 1

READ_FOLDER = _READ_DIR
READ = _READ_FILE | _READ_DIR | _EXECUTE
READ_WRITE_FILE = _READ_FILE | _WRITE_FILE
EVERYTHING = (1 << 32) - 1 & ~(_MAKE_CHAR | _MAKE_BLOCK)
"""All rights that the kernel knows, but never that to make devices."""

_FILE_RIGHTS_SINCE = {
    1: (1 << 13) - 1,
    2: (1 << 14) - 1,  # REFER: rename and link between folders
    3: (1 << 15) - 1,  # TRUNCATE
    5: (1 << 16) - 1,  # IOCTL_DEV
    9: (1 << 17) - 1,  # RESOLVE_UNIX: connect to a socket by its path (Linux 7.1)
}
_TCP_SINCE = 4
_SCOPES_SINCE = 6
_TRUNCATION_SINCE = 3
_SOCKET_PATHS_SINCE = 9


_OF_A_PROCESS = (
    *("cgroup", "cmdline", "comm", "environ", "fd", "fdinfo", "io", "limits", "maps", "mountinfo"),
    *("mounts", "oom_score", "smaps", "smaps_rollup", "stat", "statm", "status"),
)
"""What a program may read in its folder of /proc. In `net`, and in that of each task, lies what the
machine is connected to; and a rule for a folder holds for all below."""


class Features:
    """What Landlock can hold on this machine."""

    __slots__ = ("files", "scopes", "tcp", "version")

    def __init__(self, version: int, scopes: int) -> None:
        self.version = version
        self.files = _FILE_RIGHTS_SINCE[max(v for v in _FILE_RIGHTS_SINCE if v <= version)]
        self.tcp = version >= _TCP_SINCE
        self.scopes = scopes

    @property
    def truncation(self) -> bool:
        """Whether files that can't be written can't be emptied either."""
        return self.version >= _TRUNCATION_SINCE

    @property
    def signals(self) -> bool:
        """Whether signals stay among the processes that are confined together."""
        return bool(self.scopes & SCOPE_SIGNALS)

    @property
    def socket_paths(self) -> bool:
        """Whether a Unix socket of the machine is out of reach though its path is not."""
        return self.version >= _SOCKET_PATHS_SINCE


def features(most: int = 99) -> Features:
    """What this kernel offers, tried for real; `most` has a test see an older one.

    Scopes are tried, not derived: RHEL 9 tells version 6 and lacks the scope of signals.

    Raises OSError: it has no Landlock (ENOSYS), or has it switched off (EOPNOTSUPP).
    """
    told = call("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION)
    version = min(told, most)
    if version < 1:
        raise OSError(errno.ENOSYS, "landlock_create_ruleset: not at all")
    scopes = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS if version >= _SCOPES_SINCE else 0
    while scopes:
        try:
            os.close(_create(0, 0, scopes))
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            scopes >>= 1  # without that of signals; then none
        else:
            break
    return Features(version, scopes)


class Ruleset:
    """What is allowed; all else that Landlock knows of is not, once it is enforced.

    With `tcp`, all ports are out of reach but those allowed. It knows ports and no addresses, so
    that is for where there is no network namespace.
    """

    def __init__(self, known: Features, *, tcp: bool) -> None:
        if tcp and not known.tcp:
            raise OSError(errno.EOPNOTSUPP, "landlock: this kernel does not cover TCP")
        self._files = known.files
        ports = BIND_TCP | CONNECT_TCP if tcp else 0
        self._descriptor = _create(known.files, ports, known.scopes)

    def allow(self, path: str, rights: int) -> None:
        """Allow rights on a file, or on a folder and all below; those it can't have are left out.

        Raises OSError: there is no such path.
        """
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not _is_folder(descriptor):
                rights &= _OF_FILES
            rule = struct.pack("=Qi", rights & self._files, descriptor)
            call("landlock_add_rule", self._descriptor, _RULE_PATH_BENEATH, rule, 0, about=path)
        finally:
            os.close(descriptor)

    def allow_port(self, port: int, rights: int) -> None:
        """Allow to bind or connect a TCP port, of any address.

        Raises OSError: the ruleset is not for TCP.
        """
        rule = struct.pack("=QQ", rights, port)
        call("landlock_add_rule", self._descriptor, _RULE_NET_PORT, rule, 0, about=f"port {port}")

    def enforce(self) -> None:
        """Confine this process, for good, and what it starts. Needs no_new_privs.

        Raises OSError: the kernel refused.
        """
        try:
            call("landlock_restrict_self", self._descriptor, 0)
        finally:
            os.close(self._descriptor)


def confine_in_root(known: Features, writable: "Iterable[str]") -> None:
    """Hold a program in a private root to reading, and to writing in these folders.

    Raises OSError: the kernel refused.
    """
    rules = Ruleset(known, tcp=False)
    rules.allow("/", READ)
    for path in writable:
        rules.allow(path, EVERYTHING)
    for name in ("null", "zero", "full"):
        rules.allow(f"/dev/{name}", READ_WRITE_FILE)
    rules.enforce()


def confine_in_machine(
    known: Features, readable: "Iterable[str]", writable: "Iterable[str]"
) -> None:
    """Hold a program in the machine's own root to these paths, and to itself in /proc.

    No TCP, where Landlock covers it; seccomp denies its sockets in any case.

    Raises OSError: the kernel refused.
    """
    rules = Ruleset(known, tcp=known.tcp)
    for path in readable:
        if os.path.exists(path):
            rules.allow(path, READ)
    for path in writable:
        rules.allow(path, EVERYTHING)
    for name in ("random", "urandom"):
        rules.allow(f"/dev/{name}", READ)
    # Not /dev/zero, of which any amount of shared memory can be mapped: see `memory.Unseen`.
    for name in ("null", "full"):
        rules.allow(f"/dev/{name}", READ_WRITE_FILE)
    # By number: a rule binds to what is there now, and /proc/self of a child is another folder.
    own = f"/proc/{os.getpid()}"
    rules.allow(own, READ_FOLDER)
    for name in _OF_A_PROCESS:
        if os.path.exists(f"{own}/{name}"):
            rules.allow(f"{own}/{name}", READ)
    rules.enforce()


def confine_signals(known: Features) -> None:
    """Keep signals of this process and its descendants among them, and nothing else.

    A supervisor in such a domain can end a whole run by kill(-1), without a pid namespace.

    Raises OSError: the kernel refused, or (EOPNOTSUPP) has no such scope.
    """
    if not known.signals:
        raise OSError(errno.EOPNOTSUPP, "landlock: this kernel has no scope of signals")
    descriptor = _create(0, 0, known.scopes)
    try:
        call("landlock_restrict_self", descriptor, 0)
    finally:
        os.close(descriptor)


def _create(files: int, ports: int, scopes: int) -> int:
    """A new ruleset. The structure grew with the versions, and the kernel takes any length of it.

    A longer one than it knows is fine as long as what it does not know is zero (E2BIG), so what is
    zero at the end is cut off.
    """
    attributes = struct.pack("=QQQ", files, ports, scopes)
    if not scopes:
        attributes = attributes[: 16 if ports else 8]
    return call("landlock_create_ruleset", attributes, len(attributes), 0)


def _is_folder(descriptor: int) -> bool:
    kind = os.fstat(descriptor).st_mode & 0o170000  # S_IFMT, S_IFDIR: inode(7)
    return kind == 0o040000  # noqa: PLR2004 - S_IFDIR
