"""The tables, and how an older file becomes a current one.

`PRAGMA user_version` counts the migrations that a file has been through, `application_id`
says that it is ours. A migration that was ever released is never edited: add another one.
"""

import json
import sqlite3

APPLICATION_ID = int.from_bytes(b"asyl")

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE attempt (
            id INTEGER PRIMARY KEY,
            question TEXT NOT NULL,
            digest TEXT NOT NULL,
            claim TEXT NOT NULL,
            right INTEGER NOT NULL CHECK (right IN (0, 1)),
            at INTEGER NOT NULL CHECK (at BETWEEN -62135596800000000 AND 253402300799999999),
            share REAL NOT NULL CHECK (typeof(share) = 'real'),
            near_miss INTEGER NOT NULL CHECK (near_miss IN (0, 1)),
            accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
            confidence INTEGER CHECK (confidence IN (1, 2, 3)),
            hints INTEGER NOT NULL CHECK (typeof(hints) = 'integer')
        )
        """,
        "CREATE INDEX attempt_by_question ON attempt (question, at)",
        """
        CREATE TABLE position (
            lesson TEXT PRIMARY KEY NOT NULL,
            part TEXT NOT NULL,
            step TEXT NOT NULL,
            ordinal INTEGER NOT NULL CHECK (typeof(ordinal) = 'integer'),
            at INTEGER NOT NULL CHECK (at BETWEEN -62135596800000000 AND 253402300799999999),
            done INTEGER NOT NULL CHECK (done IN (0, 1)),
            draft TEXT NOT NULL
        )
        """,
    ),
    (
        """
        CREATE TABLE trust (
            subject TEXT PRIMARY KEY NOT NULL,
            at INTEGER NOT NULL CHECK (at BETWEEN -62135596800000000 AND 253402300799999999)
        )
        """,
    ),
    (
        "ALTER TABLE attempt ADD COLUMN why INTEGER CHECK (why IN (0, 1))",
        "ALTER TABLE attempt ADD COLUMN sitting TEXT",
        "CREATE INDEX attempt_by_sitting ON attempt (sitting)",
        """
        CREATE TABLE sitting (
            id TEXT PRIMARY KEY NOT NULL,
            at INTEGER NOT NULL CHECK (at BETWEEN -62135596800000000 AND 253402300799999999),
            questions TEXT NOT NULL CHECK (json_valid(questions)),
            seed INTEGER NOT NULL CHECK (typeof(seed) = 'integer'),
            wish TEXT NOT NULL,
            ended INTEGER CHECK (ended BETWEEN -62135596800000000 AND 253402300799999999),
            exam TEXT NOT NULL,
            minutes REAL CHECK (minutes > 0),
            question TEXT NOT NULL,
            draft TEXT NOT NULL,
            hints INTEGER NOT NULL CHECK (typeof(hints) = 'integer')
        )
        """,
        """
        CREATE TABLE doubt (
            id INTEGER PRIMARY KEY,
            question TEXT NOT NULL,
            digest TEXT NOT NULL,
            claim TEXT NOT NULL,
            note TEXT NOT NULL,
            at INTEGER NOT NULL CHECK (at BETWEEN -62135596800000000 AND 253402300799999999)
        )
        """,
    ),
)
"""Statements in order. `at` counts the microseconds since 1970 in UTC: exact, and in order.
The CHECKs keep it within the years 1 to 9999, as a datetime can hold no more."""

SHAPE = {
    "attempt": (
        *("id", "question", "digest", "claim", "right", "at", "share"),
        *("near_miss", "accepted", "confidence", "hints", "why", "sitting"),
    ),
    "position": ("lesson", "part", "step", "ordinal", "at", "done", "draft"),
    "trust": ("subject", "at"),
    "sitting": (
        *("id", "at", "questions", "seed", "wish", "ended"),
        *("exam", "minutes", "question", "draft", "hints"),
    ),
    "doubt": ("id", "question", "digest", "claim", "note", "at"),
}
"""The tables after all migrations, and their columns."""


class UnusableFileError(Exception):
    """A file that can't be this learner's progress, and has to make room."""

    suffix = "damaged"


class NewerFileError(UnusableFileError):
    """A file that a later release has written."""

    suffix = "newer"


def prepare(connection: sqlite3.Connection) -> None:
    """Bring a file up to date, or a new one to life, in one transaction: all of it or nothing.

    It always writes, be it only the version again: SQLite lets a read-only file begin a
    transaction, and a full disk too is better known now than after the first answer.
    UnusableFileError, if the file is damaged, foreign or newer; it is then unchanged.
    """
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version < len(MIGRATIONS):
            _migrate(connection, version)
        _check(connection)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has been through: 0 if it is a new one."""
    version = _number(connection, "PRAGMA user_version")
    if _number(connection, "PRAGMA application_id") == APPLICATION_ID and version > 0:
        if version > len(MIGRATIONS):
            raise NewerFileError
        return version
    if version or _number(connection, "SELECT count(*) FROM sqlite_master"):
        raise UnusableFileError
    return 0


def _migrate(connection: sqlite3.Connection, version: int) -> None:
    for migration in MIGRATIONS[version:]:
        for statement in migration:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _check(connection: sqlite3.Connection) -> None:
    """Whether all is there that the store reads; `integrity_check` tests the CHECKs too.

    No CHECK says that a text is one, or what is in a set of questions: SQLite takes anything.
    """
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise UnusableFileError
    for table, columns in SHAPE.items():
        rows = connection.execute(f"PRAGMA table_info({table})")
        found = {name: kind for _, name, kind, *_ in rows}
        if not found.keys() >= set(columns):
            raise UnusableFileError
        odd = " OR ".join(
            f"typeof({name}) NOT IN ('text', 'null')" for name in columns if found[name] == "TEXT"
        )
        if odd and _number(connection, f"SELECT count(*) FROM {table} WHERE {odd}"):  # noqa: S608
            raise UnusableFileError
    for (questions,) in connection.execute("SELECT questions FROM sitting"):
        if not _is_set_of_questions(questions):
            raise UnusableFileError


def _is_set_of_questions(text: str) -> bool:
    """Whether it is what `sittings.sitting_to_row` writes: pairs of texts."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) and all(
        isinstance(pair, list) and [type(each) for each in pair] == [str, str] for pair in found
    )


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
