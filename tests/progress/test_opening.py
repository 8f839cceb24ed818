"""Whatever lies where the progress should be: it opens, it says so, and nothing is lost."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from asynclearn.progress import schema
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.location import data_folder, progress_file
from asynclearn.progress.store import Progress

GO_ON = "You can learn on; what you answer now will be forgotten."
KEPT = "progress.sqlite3.damaged-20250301T123015"

Opened = Callable[..., Progress]


@pytest.fixture
def filled(path, now, attempt):
    """A progress file with a thousand answers, closed."""
    with Progress.open(path, now) as progress:
        progress._connection.execute("BEGIN")
        for number in range(1000):
            progress.record(attempt(f"question {number}"))
        progress._connection.execute("COMMIT")
    return path


def edit(path: Path, *statements: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def damaged(kept: Path) -> str:
    return (
        "Your progress file was damaged or is not one of asynclearn. "
        f"It is kept as {kept}; a new one is started."
    )


def check_set_aside(opened: Opened, path: Path, content: bytes | None) -> None:
    progress = opened()

    kept = path.with_name(KEPT)
    assert progress.notices == (damaged(kept),)
    assert progress.saved
    assert progress.attempts() == ()
    assert content is None or kept.read_bytes() == content


def test_where_the_progress_lies(tmp_path):
    assert data_folder({"ASYNCLEARN_HOME": str(tmp_path)}) == tmp_path
    assert progress_file({"ASYNCLEARN_HOME": str(tmp_path)}) == tmp_path / "progress.sqlite3"
    assert data_folder({}).name == "asynclearn"
    assert data_folder({"ASYNCLEARN_HOME": ""}) == data_folder({})


def test_random_bytes_are_set_aside(opened, path):
    content = bytes(range(256)) * 40
    path.parent.mkdir()
    path.write_bytes(content)

    check_set_aside(opened, path, content)


@pytest.mark.parametrize("share", [0.0001, 0.001, 0.02, 0.3, 0.6, 0.99])
def test_a_truncated_file_is_set_aside(opened, filled, share):
    content = filled.read_bytes()
    content = content[: int(len(content) * share)]
    filled.write_bytes(content)

    check_set_aside(opened, filled, content)


def test_a_file_with_broken_pages_is_set_aside(opened, filled):
    content = bytearray(filled.read_bytes())
    content[4096 * 5 : 4096 * 9] = b"\xff" * 4096 * 4
    filled.write_bytes(content)

    check_set_aside(opened, filled, bytes(content))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE attempt",
        "DROP TABLE position",
        "ALTER TABLE attempt DROP COLUMN claim",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -1",
        "PRAGMA application_id = 7",
    ],
)
def test_a_file_that_lacks_something_is_set_aside(opened, filled, statement):
    edit(filled, statement)

    check_set_aside(opened, filled, filled.read_bytes())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attempt SET at = 'yesterday'",
        "UPDATE attempt SET question = x'00'",
        "UPDATE attempt SET sitting = x'00'",
        "INSERT INTO doubt VALUES (1, 'q', 'd', 'c', x'ff', 0)",
        "INSERT INTO sitting VALUES ('s', 0, '3', 1, '', NULL, '', NULL, '', '', 0)",
        "INSERT INTO sitting VALUES ('s', 0, '[[\"q\"]]', 1, '', NULL, '', NULL, '', '', 0)",
        "INSERT INTO sitting VALUES ('s', 0, '[[1, 2]]', 1, '', NULL, '', NULL, '', '', 0)",
    ],
)
def test_values_that_can_not_be_are_set_aside(opened, filled, statement):
    edit(filled, "PRAGMA ignore_check_constraints = ON", statement)

    check_set_aside(opened, filled, None)


def test_a_foreign_database_is_set_aside(opened, path):
    edit(path, "CREATE TABLE song (title)", "PRAGMA application_id = 7")

    check_set_aside(opened, path, path.read_bytes())


def test_a_log_without_its_database_is_set_aside(opened, path):
    path.parent.mkdir()
    path.with_name("progress.sqlite3-wal").write_bytes(b"log")

    progress = opened()

    kept = path.with_name(KEPT)
    assert progress.notices == (damaged(kept),)
    assert kept.with_name(f"{KEPT}-wal").read_bytes() == b"log"


def test_what_stood_only_in_the_log_is_kept_too(opened, filled, now, attempt):
    with Progress.open(filled, now) as crashed:
        crashed.record(attempt(claim="only in the log"))
        log = filled.with_name("progress.sqlite3-wal").read_bytes()
    filled.write_bytes(b"\xff" * 4096 * 20)
    filled.with_name("progress.sqlite3-wal").write_bytes(log)

    opened()

    kept = [each.read_bytes() for each in filled.parent.glob("*damaged*")]
    assert any(b"only in the log" in content for content in kept)


def test_what_was_set_aside_is_never_overwritten(path, now):
    path.parent.mkdir()
    for content in (b"first" * 200, b"second" * 200, b"third" * 200):
        path.write_bytes(content)
        Progress.open(path, now).close()

    kept = sorted(each for each in path.parent.iterdir() if "damaged" in each.name)
    assert [each.name for each in kept] == [KEPT, f"{KEPT}-2", f"{KEPT}-3"]
    assert [each.read_bytes()[:5] for each in kept] == [b"first", b"secon", b"third"]


@pytest.mark.parametrize("content", [b"", None])
def test_an_empty_file_is_just_new(opened, path, content):
    path.parent.mkdir()
    if content is not None:
        path.write_bytes(content)

    assert opened().notices == ()


def test_a_newer_file_is_set_aside_and_can_be_moved_back(opened, filled):
    edit(filled, "PRAGMA user_version = 99")

    progress = opened()

    kept = filled.with_name("progress.sqlite3.newer-20250301T123015")
    (notice,) = progress.notices
    assert notice == (
        f"Your progress file was written by a newer asynclearn. It is kept as {kept}; upgrade "
        "with `pip install --upgrade asynclearn` and move it back. A new one is started."
    )
    edit(kept, f"PRAGMA user_version = {len(schema.MIGRATIONS)}")
    assert len(opened(kept).attempts()) == 1000


def check_forgetful(progress: Progress, why: str, attempt: Callable[[], Attempt]) -> None:
    assert progress.notices == (f"Progress can't be saved: {why}. {GO_ON}",)
    assert not progress.saved
    progress.record(attempt())
    assert progress.attempts() == (attempt(),)


def test_a_folder_below_a_file_can_not_be_made(opened, tmp_path, attempt):
    (tmp_path / "file").write_text("")

    progress = opened(tmp_path / "file" / "below" / "progress.sqlite3")

    check_forgetful(progress, f"Not a directory ({tmp_path / 'file' / 'below'})", attempt)


def test_a_folder_where_the_file_should_be(opened, path, attempt):
    path.mkdir(parents=True)

    check_forgetful(opened(), f"the file can't be opened ({path})", attempt)


def test_a_locked_file_is_left_alone(opened, filled, attempt):
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        check_forgetful(opened(), f"another program is using the file ({filled})", attempt)

    assert len(opened().attempts()) == 1000


for_ordinary_users = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)


@for_ordinary_users
def test_a_file_that_is_read_only(opened, filled, attempt):
    filled.chmod(0o400)

    check_forgetful(opened(), f"the file can't be written ({filled})", attempt)


@for_ordinary_users
def test_a_folder_that_is_read_only(opened, tmp_path, attempt):
    (tmp_path / "locked").mkdir(mode=0o500)
    path = tmp_path / "locked" / "progress.sqlite3"

    check_forgetful(opened(path), f"the file can't be opened ({path})", attempt)


def test_a_full_disk_at_the_start(opened, attempt, monkeypatch, path):
    migrate = schema._migrate

    def migrate_without_room(connection, version):
        on_disk = connection.execute("PRAGMA database_list").fetchone()[2]
        connection.execute(f"PRAGMA max_page_count = {1 if on_disk else 1000}")
        migrate(connection, version)

    monkeypatch.setattr(schema, "_migrate", migrate_without_room)

    check_forgetful(opened(), f"the disk is full ({path})", attempt)


def test_a_damaged_file_that_can_not_be_moved_stays(opened, path, attempt, monkeypatch):
    content = b"random bytes" * 100
    path.parent.mkdir()
    path.write_bytes(content)

    def refuse(*_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "rename", refuse)

    check_forgetful(opened(), f"Permission denied ({path})", attempt)
    assert path.read_bytes() == content
