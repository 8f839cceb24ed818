"""Root becomes an ordinary user before it runs anything.

The kernel does not hold user 0 to RLIMIT_NPROC (copy_process in kernel/fork.c: INIT_USER), so a
fork bomb of root wins against every limit. And whatever a hole in another layer lets through, user
0 may open, signal and change everything of the machine that belongs to root.
"""

import os

from . import capabilities, process

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# systemd's table of ids (https://systemd.io/UIDS-GIDS): no package, no person and no container is
# given one of these; and they are below 65536, as containers that map ids map that many.
FREE_IDS = range(60578, 61184)


def is_root() -> bool:
    """Whether this process is user 0 and could become somebody else.

    Some containers know no user but 0, who is an ordinary one outside (`unshare -r`); that one is
    confined as an ordinary user. Whether limits bind it is for `probe` to try.
    """
    return os.geteuid() == 0 and any(
        inside < FREE_IDS.stop and FREE_IDS.start < inside + count for inside, count in _mapped()
    )


def choose() -> int:
    """An id that no process has, as user and as group of one run.

    The kernel counts processes by user namespace and user. Where each run has a user namespace, one
    id would do. Where it has none, two runs of one id would share one limit, and could signal each
    other. So each gets another one: the first without a process, from a place of our own on.
    """
    taken = set()
    for name in _numbers("/proc"):
        try:
            taken.add(os.stat(f"/proc/{name}").st_uid)
        except OSError:
            continue
    start = os.getpid() % len(FREE_IDS)
    for offset in range(len(FREE_IDS)):
        each = FREE_IDS[(start + offset) % len(FREE_IDS)]
        if each not in taken:
            return each
    return FREE_IDS[start]


def drop_groups() -> None:
    """Leave all supplementary groups, where that is allowed.

    In a user namespace that denies setgroups(2) nobody may; so root does it before it enters one.
    """
    try:
        os.setgroups([])
    except PermissionError:
        return


def become(user: int, group: int, *, keep: int = 0) -> None:
    """Become an ordinary user, in all four ids, with no way back.

    Capabilities vanish with user 0, except those in the bit mask `keep`. The process stays visible
    to itself and to its supervisor (see `process.show`). A wish to die with the parent is lost.

    Raises OSError: the caller is not root, or (EINVAL) these ids don't exist in its user namespace.
    """
    drop_groups()
    if keep:
        capabilities.make_inheritable(keep)
        capabilities.keep_over_change_of_user()
    capabilities.shrink_bounds()
    try:
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
    except OSError as error:
        number = error.errno or 0
        raise OSError(number, f"setresuid: {os.strerror(number)}") from None
    # What vanishes leaves the inheritable set, which some container runtimes fill (CVE-2022-24769).
    capabilities.drop(keep)
    process.show()


def can_read(paths: "Iterable[str]", user: int, group: int) -> bool:
    """Whether an ordinary user without further groups gets at all these files and folders.

    It is tried in a fork. Root's own interpreter may lie in a home that is closed to others. In a
    root of one's own it is open; without one, a run of root's keeps
    `capabilities.DAC_READ_SEARCH`, to read whatever Landlock leaves within reach.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            become(user, group)
            status = 0 if all(map(_is_readable, paths)) else 1
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


def _is_readable(path: str) -> bool:
    return os.access(path, os.R_OK | os.X_OK if os.path.isdir(path) else os.R_OK)


def _mapped() -> list[tuple[int, int]]:
    """The users that this user namespace knows, as first and number: user_namespaces(7)."""
    with open("/proc/self/uid_map", encoding="ascii") as file:
        lines = [line.split() for line in file]
    return [(int(inside), int(count)) for inside, _, count in lines]


def _numbers(folder: str) -> list[str]:
    return [name for name in os.listdir(folder) if name.isdigit()]
