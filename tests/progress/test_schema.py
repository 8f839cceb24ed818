"""Older files become current ones, or stay as they are."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from asynclearn.progress import schema
from asynclearn.progress.store import Progress

FIRST = schema.MIGRATIONS
SECOND = (
    "ALTER TABLE attempt ADD COLUMN mood TEXT",
    "UPDATE attempt SET mood = 'fine'",
)
THIRD = ("CREATE TABLE badge (name TEXT)",)
FAILING = (
    "UPDATE attempt SET claim = 'gone'",
    "INSERT INTO badge SELECT claim FROM attempt WHERE no_such_column",
)


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def first_version(path, now, attempt, monkeypatch):
    """A file of the first version, with one answer."""
    monkeypatch.setattr(schema, "MIGRATIONS", FIRST)
    with Progress.open(path, now) as progress:
        progress.record(attempt())
    return path


def test_a_new_file_has_the_current_version(opened, path):
    opened()

    assert ask(path, "PRAGMA user_version") == [(len(schema.MIGRATIONS),)]
    assert ask(path, "PRAGMA application_id") == [(schema.APPLICATION_ID,)]


def test_the_shape_is_what_the_migrations_make(opened, path):
    opened()

    tables = ask(path, "SELECT name FROM sqlite_master WHERE type = 'table'")
    assert {name for (name,) in tables} == set(schema.SHAPE)
    for table, columns in schema.SHAPE.items():
        assert tuple(name for _, name, *_ in ask(path, f"PRAGMA table_info({table})")) == columns


def test_a_chain_of_migrations_keeps_what_was_there(opened, first_version, attempt, monkeypatch):
    monkeypatch.setattr(schema, "MIGRATIONS", (*FIRST, SECOND, THIRD))

    progress = opened()

    assert progress.attempts() == (attempt(),)
    assert progress.notices == ()
    assert ask(first_version, "SELECT mood FROM attempt") == [("fine",)]
    assert ask(first_version, "PRAGMA user_version") == [(len(FIRST) + 2,)]


def test_only_the_migrations_that_are_missing_run(opened, first_version, monkeypatch):
    monkeypatch.setattr(schema, "MIGRATIONS", (*FIRST, SECOND))
    opened()
    monkeypatch.setattr(schema, "MIGRATIONS", (*FIRST, SECOND, THIRD))
    opened()

    assert ask(first_version, "SELECT count(*) FROM badge") == [(0,)]


def test_a_new_file_goes_through_the_whole_chain(opened, path, monkeypatch):
    monkeypatch.setattr(schema, "MIGRATIONS", (*FIRST, SECOND, THIRD))

    assert opened().saved
    assert ask(path, "PRAGMA user_version") == [(len(FIRST) + 2,)]


def test_a_failing_migration_leaves_the_old_file_as_it_is(
    opened, first_version, attempt, monkeypatch
):
    prepare = schema.prepare

    def prepare_newer(connection):
        on_disk = connection.execute("PRAGMA database_list").fetchone()[2]
        monkeypatch.setattr(
            schema, "MIGRATIONS", (*FIRST, SECOND, THIRD, FAILING) if on_disk else FIRST
        )
        prepare(connection)

    content = first_version.read_bytes()
    monkeypatch.setattr(schema, "prepare", prepare_newer)

    progress = opened()

    assert not progress.saved
    assert progress.notices[0].startswith("Progress can't be saved: no such column")
    assert first_version.read_bytes() == content
    monkeypatch.undo()
    assert opened().attempts() == (attempt(),)
