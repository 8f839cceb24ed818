"""Which layers hold on this machine: each is tried for real, in a process that is thrown away.

Never by reading settings: what a kernel was told and what it does differ by version, distribution,
security module and container.
"""

from . import attempts, calls, namespaces
from .rights import gain_rights
from .trial import outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Layer", "gain_rights", "layers"]

_ALLOW_NAMESPACES = (
    "Allow user namespaces: as root, `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` on"
    " Ubuntu, else `sysctl -w user.max_user_namespaces=10000"
    " kernel.unprivileged_userns_clone=1`; in a container, run it with"
    " `--security-opt seccomp=unconfined` or use a machine that allows them"
)
_ALLOW_LANDLOCK = (
    "Use Linux 5.13 or newer, with `landlock` in the kernel's `lsm=` parameter; in a container, a"
    " runtime that lets the calls through"
)
_ALLOW_SECCOMP = "Use a kernel built with CONFIG_SECCOMP_FILTER, on x86_64 or aarch64"
_ALLOW_USER = (
    "Run asynclearn as an ordinary user, or give root CAP_SETUID, CAP_SETGID and ids up to 65535"
)
_MOUNT_PROC = (
    "Use an ordinary /proc; in a container, run it with `--security-opt systempaths=unconfined`"
)
_REPORT = "Please report this: it should hold on every Linux"


class Layer:
    """Whether one layer holds, in words why not, and what to do about it."""

    __slots__ = ("holds", "name", "remedy", "why")

    def __init__(self, name: str, *, holds: bool, why: str = "", remedy: str = "") -> None:
        self.name = name
        self.holds = holds
        self.why = why
        self.remedy = remedy


def layers() -> tuple[Layer, ...]:
    """Every layer, in the order in which they are told. Takes some ten forks, about 50 ms."""
    return tuple(_layer(name, attempt, remedy) for name, (attempt, remedy) in _attempts().items())


def _attempts() -> "dict[str, tuple[Callable[[], None], str]]":
    return {
        "user-namespace": (attempts.try_user_namespace, _ALLOW_NAMESPACES),
        "mount-namespace": (attempts.try_mounts, _ALLOW_NAMESPACES),
        "pid-namespace": (attempts.try_processes, _MOUNT_PROC),
        "network-namespace": (attempts.try_network, _ALLOW_NAMESPACES),
        "ipc-namespace": (lambda: attempts.try_kind(namespaces.IPC, "ipc"), _ALLOW_NAMESPACES),
        "uts-namespace": (attempts.try_host_name, _ALLOW_NAMESPACES),
        "landlock": (attempts.try_landlock, _ALLOW_LANDLOCK),
        "seccomp": (attempts.try_seccomp, _ALLOW_SECCOMP),
        "no-new-privileges": (attempts.try_no_new_privileges, _REPORT),
        "capabilities": (attempts.try_capabilities, _REPORT),
        "unprivileged-user": (attempts.try_user, _ALLOW_USER),
        "limits": (attempts.try_limits, _ALLOW_USER),
        "memory-watch": (attempts.try_memory, _MOUNT_PROC),
    }


def _layer(name: str, attempt: "Callable[[], None]", remedy: str) -> Layer:
    if not calls.supported():
        machine = calls.machine()
        return Layer(name, holds=False, why=f"not known on {machine}", remedy=_ALLOW_SECCOMP)
    why = outcome(attempt)
    if not why:
        return Layer(name, holds=True)
    # Whatever a namespace is for, it may be the namespace itself that is refused; or /proc in it.
    if why.startswith(("unshare:", "uid_map:", "setgroups:")):
        remedy = _ALLOW_NAMESPACES
    elif why.startswith("mount /") and why.partition(":")[0].endswith("/proc"):
        remedy = _MOUNT_PROC
    return Layer(name, holds=False, why=why, remedy=remedy)
