"""Reading a file of a course, which may be anything, and writing one whole."""

import errno
import os
import shutil
import stat
import tempfile
from pathlib import Path


def read_bytes(path: Path) -> bytes:
    """What a file holds. Raises OSError, also for what is no regular file.

    To open a named pipe would wait until somebody writes to it, and a device may have no end.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        return file.read()


def write_bytes(path: Path, content: bytes) -> None:
    """Write all of it or nothing, with the rights of the file that was there. Raises OSError.

    A full disk must not cost an author the file, and another terminal may read it meanwhile.
    """
    file = path.resolve()
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(content)
        if file.exists():
            shutil.copymode(file, beside)
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
