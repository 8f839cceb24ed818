"""Removing what a program leaves behind."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def remove_folder(path: str) -> None:
    """Remove a run's folder, whatever the program made of it.

    `shutil.rmtree` is no match for a hostile tree: it recurses (until 3.13) or keeps a descriptor
    for each level, so that some thousand folders within each other stop it, as does one that was
    made unreadable. Here each folder is moved up to the top before it is opened, so that the tree
    is never deeper than two and no path longer than one name. Nothing follows a link: only what
    lstat(2) says is a folder is opened, and the rest is unlinked.

    What can't be removed stays, such as a file that root made immutable: that is no failure of the
    run.
    """
    with suppress(OSError):
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            os.unlink(path)
            return
        with _opened(path) as top:
            _empty(top)
        os.rmdir(path)


def _empty(top: int) -> None:
    moved = 0
    while names := os.listdir(top):
        for name in names:
            if not _is_folder(name, top):
                os.unlink(name, dir_fd=top)
                continue
            with _opened(name, top) as inner:
                for inner_name in os.listdir(inner):
                    if not _is_folder(inner_name, inner):
                        os.unlink(inner_name, dir_fd=inner)
                        continue
                    # rename(2) changes the `..` of the folder, for which that must be writable.
                    os.chmod(inner_name, stat.S_IRWXU, dir_fd=inner)
                    moved = _free_name(moved, top)
                    os.rename(inner_name, str(moved), src_dir_fd=inner, dst_dir_fd=top)
            os.rmdir(name, dir_fd=top)


def _is_folder(name: str, folder: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _free_name(last: int, folder: int) -> int:
    """The next number that the program did not use as a name itself."""
    while True:
        last += 1
        try:
            os.stat(str(last), dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return last


@contextmanager
def _opened(name: str, within: int | None = None) -> Iterator[int]:
    os.chmod(name, stat.S_IRWXU, dir_fd=within)
    descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=within)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
