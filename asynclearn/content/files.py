"""Reading a file of a course, which may be anything."""

import errno
import os
import stat
from pathlib import Path


def read_bytes(path: Path) -> bytes:
    """What a file holds. Raises OSError, also for what is no regular file.

    To open a named pipe would wait until somebody writes to it, and a device may have no end.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        return file.read()


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
