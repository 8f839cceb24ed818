"""mount(2) and its relatives."""

import os
import struct

from .calls import call

# include/uapi/linux/mount.h
READ_ONLY = 0x1  # MS_RDONLY
NO_SET_USER_ID = 0x2  # MS_NOSUID
NO_DEVICES = 0x4  # MS_NODEV
NO_EXEC = 0x8  # MS_NOEXEC
_MS_REMOUNT = 0x20
_MS_BIND = 0x1000
_MS_REC = 0x4000
_MS_PRIVATE = 0x4_0000
_MNT_DETACH = 0x2
_MOUNT_ATTR_RDONLY = 0x1
_MOUNT_ATTR_NOSUID = 0x2
_MOUNT_ATTR_NODEV = 0x4
# include/uapi/linux/fcntl.h
_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """Mount something.

    Raises OSError: the kernel refused; the text tells the target.
    """
    encoded = [None if each is None else os.fsencode(each) for each in (source, target, kind)]
    call("mount", *encoded, flags, os.fsencode(options), about=target)


def make_private() -> None:
    """Let no mount of this namespace reach another, nor the other way round.

    Raises OSError: the caller lacks CAP_SYS_ADMIN over its mount namespace.
    """
    mount(None, "/", None, _MS_REC | _MS_PRIVATE)


def bind(source: str, target: str) -> None:
    """Show a file or folder, with all that is mounted below it, at a second place.

    Without what is mounted below, an ordinary user gets EINVAL: those mounts may cover something
    that was meant to stay hidden (mount_namespaces(7), "locked").

    Raises OSError: the kernel refused, for example since `source` was opened in another namespace.
    """
    mount(source, target, None, _MS_BIND | _MS_REC)


def protect(target: str, *, devices: bool = False) -> None:
    """Make a mount and all below it read-only, without set-user-ID and (mostly) without devices.

    mount_setattr(2) adds these flags and takes none away; a remount would have to repeat those that
    a locked mount has. Needs Linux 5.12.

    Raises OSError: the kernel refused or is older.
    """
    added = _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID | (0 if devices else _MOUNT_ATTR_NODEV)
    attributes = struct.pack("QQQQ", added, 0, 0, 0)  # struct mount_attr: set, clear, 0, 0
    path = os.fsencode(target)
    size = len(attributes)
    call("mount_setattr", _AT_FDCWD, path, _AT_RECURSIVE, attributes, size, about=target)


def protect_only(target: str) -> None:
    """As `protect`, but leave what is mounted below as it is.

    Raises OSError: the kernel refused.
    """
    flags = _MS_REMOUNT | _MS_BIND | READ_ONLY | NO_SET_USER_ID | NO_DEVICES
    mount(None, target, None, flags)


def mount_memory(target: str, options: str) -> None:
    """Mount an empty file system in memory; options as in tmpfs(5).

    Raises OSError: the kernel refused.
    """
    mount("tmpfs", target, "tmpfs", NO_SET_USER_ID | NO_DEVICES, options)


def mount_processes(target: str) -> None:
    """Mount a /proc that shows the processes of the caller's pid namespace and below, none else.

    Raises OSError: EPERM if nothing of the kind is fully visible in this mount namespace, as in
    many containers, which cover parts of it (mount_too_revealing in fs/namespace.c).
    """
    mount("proc", target, "proc", NO_SET_USER_ID | NO_DEVICES | NO_EXEC)


def change_root(new_root: str) -> None:
    """Make a mount the root, and let go of the old one with all that it held.

    The old root ends up on top of the new one, from where it is detached: the way of
    pivot_root(2) that needs no folder for it.

    Raises OSError: the kernel refused.
    """
    os.chdir(new_root)
    call("pivot_root", b".", b".")
    call("umount2", b".", _MNT_DETACH)
    os.chdir("/")
