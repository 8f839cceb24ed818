"""A file system of one's own: the interpreter read-only, private folders, nothing else."""

import os

from . import mounts, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_DEVICES = {name: f"/dev/{name}" for name in ("null", "full", "random", "urandom")}
# One can read as many zeros from it, and can't map it: of /dev/zero any amount of shared memory can
# be mapped, past the filter's eyes (see `memory.Unseen`).
_DEVICES["zero"] = "/dev/full"
_DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
_TEMPORARY = "/tmp"  # noqa: S108 - that of the sandbox
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - that of the sandbox
# Where the new root is put together, until it becomes /. Any folder of the machine will do that
# holds nothing to be shown; one that is there already leaves nothing to be cleaned up.
_SITES = ("/sys", "/run", "/mnt", "/srv", "/media", "/var", _TEMPORARY)


class Root:
    """The root of all runs of one zygote, and what each of them mounts on top of it."""

    def __init__(self, paths: "Iterable[str]", folder: str) -> None:
        self._folder = folder
        self._paths, self._links = visible.plan(paths)

    def build(self, user: int, group: int) -> None:
        """Leave this machine's file system for one with nothing but the paths, read-only.

        To be called once, in a mount namespace and a pid namespace of one's own, with CAP_SYS_ADMIN
        over both. What is reached with the rights of the caller stays reachable for an ordinary
        user later, as in an interpreter in root's closed home: its parent folders are new ones.

        Raises OSError: the kernel refused something; the process is then of no further use.
        """
        mounts.make_private()
        previous = os.umask(0o022)
        site = self._site()
        mounts.mount_memory(site, "mode=755,size=1m,nr_inodes=4096")
        for path in self._paths:
            _show(path, site + path)
        for link, target in self._links.items():
            _make_folder(os.path.dirname(site + link))
            os.symlink(target, site + link)
        self._add_devices(site)
        for name in (self._folder, _TEMPORARY, _SHARED_MEMORY, "/proc", "/etc"):
            _make_folder(site + name)
        _write_accounts(f"{site}/etc", self._folder, user, group)
        # Before the old root goes: the kernel asks for another /proc that is fully visible.
        mounts.mount_processes(f"{site}/proc")
        mounts.change_root(site)
        mounts.protect_only("/")
        os.umask(previous)

    def make_private(self, user: int, group: int, *, most_bytes: int, most_files: int) -> None:
        """Give a run its own working folder, /tmp and /dev/shm, with one quota, and its own /proc.

        To be called for each run as pid 1 of its pid namespace, in a mount namespace of its own,
        while it still has CAP_SYS_ADMIN. The process ends up in the working folder.

        Raises OSError: the kernel refused something; the process is then of no further use.
        """
        hidden = self._open_hidden()
        options = f"mode=755,uid={user},gid={group},size={most_bytes},nr_inodes={most_files}"
        mounts.mount_memory(self._folder, options)
        for name, target, mode in (
            ("tmp", _TEMPORARY, 0o1777),
            ("shm", _SHARED_MEMORY, 0o1777),
            # Last, on top of the mount in which all three lie, so that the working folder is empty.
            ("work", self._folder, 0o755),
        ):
            source = f"{self._folder}/{name}"
            os.mkdir(source)
            os.chown(source, user, group)
            os.chmod(source, mode)
            mounts.bind(source, target)
        for path, descriptor in hidden:
            _make_like(f"/proc/self/fd/{descriptor}", path)
            mounts.bind(f"/proc/self/fd/{descriptor}", path)
            os.close(descriptor)
        for link, target in self._links.items():
            if _is_covered(link):
                _make_folder(os.path.dirname(link))
                os.symlink(target, link)
        mounts.mount_processes("/proc")
        os.chdir(self._folder)

    def _open_hidden(self) -> list[tuple[str, int]]:
        """What lies where a private folder will cover it, as an interpreter below /tmp does.

        Opened now, since a descriptor from the zygote's mount namespace can't be bound in this one
        (check_mnt in fs/namespace.c).
        """
        covered = [path for path in self._paths if _is_covered(path)]
        return [(path, os.open(path, os.O_PATH | os.O_CLOEXEC)) for path in covered]

    def _site(self) -> str:
        for site in _SITES:
            used = any(path == site or path.startswith(f"{site}/") for path in self._paths)
            if os.path.isdir(site) and not used:
                return site
        message = "no folder to put the new root together in"
        raise FileNotFoundError(2, message)

    def _add_devices(self, site: str) -> None:
        _make_folder(f"{site}/dev")
        for name, device in _DEVICES.items():
            _make_like(device, f"{site}/dev/{name}")
            mounts.bind(device, f"{site}/dev/{name}")
            mounts.protect(f"{site}/dev/{name}", devices=True)
        for name, target in _DEVICE_LINKS.items():
            os.symlink(target, f"{site}/dev/{name}")


def _show(source: str, target: str) -> None:
    _make_like(source, target)
    mounts.bind(source, target)
    mounts.protect(target)


def _make_like(source: str, target: str) -> None:
    """Something to mount on: a folder for a folder, a file for anything else."""
    if os.path.isdir(source):
        _make_folder(target)
        return
    _make_folder(os.path.dirname(target))
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644))


def _make_folder(path: str) -> None:
    os.makedirs(path, mode=0o755, exist_ok=True)


def _is_covered(path: str) -> bool:
    return path.startswith((f"{_TEMPORARY}/", f"{_SHARED_MEMORY}/"))


def _write_accounts(folder: str, home: str, user: int, group: int) -> None:
    """The files by which names become numbers: of this user, of this machine, and no other."""
    files = {
        "passwd": f"learner:x:{user}:{group}::{home}:/bin/sh\n",
        "group": f"learner:x:{group}:\n",
        "hosts": "127.0.0.1 localhost\n::1 localhost\n",
        # Only files: there is no name server, and asking for one takes time.
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\nservices: files\n",
    }
    for name, text in files.items():
        with open(f"{folder}/{name}", "w", encoding="ascii") as file:
            file.write(text)
