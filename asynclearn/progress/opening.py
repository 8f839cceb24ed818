"""From a path to a connection that can be used, whatever lies at that path.

A file that can't be used is kept under another name and a new one is started. Where nothing
can be saved, the learner goes on with a memory that ends with the program.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from asynclearn.progress import schema
from asynclearn.progress.rows import decode

if sys.platform != "win32":
    import fcntl

COMPANIONS = ("-wal", "-shm", "-journal", "")
"""The files of one database, the main one last: renamed in this order, so that a crash in
between never leaves a new database beside an old write-ahead log, which SQLite would drop."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection, and what the learner should know about it."""

    connection: sqlite3.Connection
    notices: tuple[str, ...] = ()
    saved: bool = True
    """Whether what is written outlives the program."""


def open_file(path: Path, now: datetime, patience: float) -> Opened:
    """The database at this path; one in memory if there can't be one."""
    notices: tuple[str, ...] = ()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = _identity(path)
        try:
            return Opened(_connect(path, patience))
        except schema.UnusableFileError as error:
            with _alone_in(path.parent):
                if _identity(path) == found:
                    notices = (_set_aside(path, now, error),)
            return Opened(_connect(path, patience), notices)
    except (OSError, sqlite3.Error, schema.UnusableFileError) as error:
        notice = f"Progress can't be saved: {_why(error, path)}. {GO_ON}"
        return Opened(_connect_memory(), (*notices, notice), saved=False)


def explain(error: sqlite3.Error) -> tuple[str, str]:
    """Why SQLite refused, and what to do about it."""
    return EXPLANATIONS.get(_code(error), (str(error), OTHERWISE))


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    if _lost_its_main_file(path):
        raise schema.UnusableFileError
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        schema.prepare(connection)
        _configure(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error) and _code(error) in DAMAGE:
            raise schema.UnusableFileError from error
        raise
    return connection


def _connect_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.prepare(connection)
    _configure(connection)
    return connection


def _configure(connection: sqlite3.Connection) -> None:
    """A write-ahead log, so that a second terminal can read while this one writes.

    `synchronous = FULL` (set by `prepare`) syncs that log at each commit: with NORMAL a power
    cut could take back an answer whose verdict was already on the screen, and one sync an
    answer costs nothing. Where a log can't be had, as on some network folders or while
    another process is just switching to it, SQLite's rollback journal does the same, slower.
    """
    connection.text_factory = decode
    connection.execute("PRAGMA foreign_keys = ON")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if _code(error) not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep out other processes that set a file aside here: the second would take the new one."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network folders have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _lost_its_main_file(path: Path) -> bool:
    """Whether only the log is left; SQLite would delete it.

    The log is looked at first: a database just being made has a main file before its log.
    """
    return _size(path.with_name(f"{path.name}-wal")) > 0 and _size(path) == 0


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies here: another process may have set the unusable one aside by now."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _set_aside(path: Path, now: datetime, error: schema.UnusableFileError) -> str:
    """Give an unusable database another name; the sentence that says so."""
    stem = f"{path.name}.{error.suffix}-{now.astimezone(UTC):%Y%m%dT%H%M%S}"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    free = next(
        name for name in names if not any(path.with_name(name + end).exists() for end in COMPANIONS)
    )
    for end in COMPANIONS:
        source = path.with_name(path.name + end)
        if source.exists():
            source.rename(path.with_name(free + end))
    return (NEWER if error.suffix == "newer" else DAMAGED).format(kept=path.with_name(free))


def _why(error: Exception, path: Path) -> str:
    match error:
        case sqlite3.Error():
            return f"{explain(error)[0]} ({path})"
        case OSError():
            return f"{error.strerror or error} ({error.filename or path})"
        case _:
            return f"the new file is unusable too ({path})"


def _code(error: sqlite3.Error) -> int:
    """The primary result code: the low byte, https://www.sqlite.org/rescode.html#pve."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

OTHERWISE = "look after that file, then try again"

EXPLANATIONS = {
    sqlite3.SQLITE_BUSY: ("another program is using the file", "close it, then try again"),
    sqlite3.SQLITE_LOCKED: ("another program is using the file", "close it, then try again"),
    sqlite3.SQLITE_FULL: ("the disk is full", "make room on it, then try again"),
    sqlite3.SQLITE_CANTOPEN: ("the file can't be opened", OTHERWISE),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", OTHERWISE),
    sqlite3.SQLITE_PERM: ("the file can't be written", OTHERWISE),
    sqlite3.SQLITE_READONLY: ("the file can't be written", OTHERWISE),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "start asynclearn again"),
    sqlite3.SQLITE_NOTADB: ("the file is damaged", "start asynclearn again"),
}
"""By SQLite's result code: why it refused, and what to do."""

GO_ON = "You can learn on; what you answer now will be forgotten."

DAMAGED = (
    "Your progress file was damaged or is not one of asynclearn. "
    "It is kept as {kept}; a new one is started."
)

NEWER = (
    "Your progress file was written by a newer asynclearn. It is kept as {kept}; upgrade with "
    "`pip install --upgrade asynclearn` and move it back. A new one is started."
)
