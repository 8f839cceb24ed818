"""Which sockets other processes have open, as /proc tells it."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SOCKET = "socket:["


def sockets(folder: str) -> "Iterator[tuple[int, int]]":
    """The sockets of a process: the inode of each, and a descriptor for it.

    It is named by the folder that tells of it: `memory.where`. Raises OSError: it is gone, or can't
    be looked at.
    """
    for name in os.listdir(f"{folder}/fd"):
        try:
            target = os.readlink(f"{folder}/fd/{name}")
        except FileNotFoundError:
            continue
        if target.startswith(_SOCKET):
            yield int(target[len(_SOCKET) : -1]), int(name)
