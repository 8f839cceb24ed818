"""What is remembered, and that it comes back exactly."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asynclearn.errors import ProgressError
from asynclearn.progress.attempt import Attempt, Position
from asynclearn.progress.store import Progress

HOUR = timedelta(hours=1)

moments = st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=5.5))))
typed = st.text(st.characters())  # with lone surrogates and null characters
names = st.text(st.characters(exclude_categories=["Cs"]))
attempts = st.builds(
    Attempt,
    question=names,
    digest=names,
    claim=typed,
    right=st.booleans(),
    at=moments,
    share=st.floats(0, 1),
    near_miss=st.booleans(),
    accepted=st.booleans(),
    confidence=st.none() | st.integers(1, 3),
    hints=st.integers(0, 9),
)
positions = st.builds(
    Position,
    lesson=names,
    part=names,
    step=names,
    ordinal=st.integers(0, 99),
    at=moments,
    done=st.booleans(),
    draft=typed,
)
in_one_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@in_one_file
@given(attempts)
def test_an_attempt_comes_back_exactly(path, now, attempt):
    with Progress.open(path, now) as progress:
        progress.record(attempt)
        assert attempt in progress.attempts(attempt.question)
        assert progress.latest(attempt.question, attempt.digest) is not None


@in_one_file
@given(positions)
def test_a_position_comes_back_exactly(path, now, position):
    with Progress.open(path, now) as progress:
        progress.move_to(position)
        assert position == progress.position(position.lesson)


def test_a_new_file_is_empty(opened, path):
    progress = opened()

    assert progress.attempts() == ()
    assert progress.latest("q", "d") is None
    assert progress.positions() == ()
    assert progress.position("04-small") is None
    assert progress.notices == ()
    assert progress.saved
    assert path.is_file()
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_it_is_there_again_the_next_time(opened, path, now, attempt, position):
    with Progress.open(path, now) as first:
        first.record(attempt())
        first.move_to(position())

    second = opened()

    assert second.attempts() == (attempt(),)
    assert second.positions() == (position(),)
    assert second.notices == ()


def test_attempts_come_the_oldest_first(opened, now, attempt):
    progress = opened()
    late, early, other = (
        attempt("q", at=now + HOUR),
        attempt("q", at=now),
        attempt("p", at=now + HOUR),
    )
    for each in (late, early, other):
        progress.record(each)

    assert progress.attempts() == (early, late, other)
    assert progress.attempts("q") == (early, late)
    assert progress.attempts("nothing") == ()


def test_the_latest_attempt_is_about_the_same_program(opened, now, attempt):
    progress = opened()
    first, again, changed = (
        attempt(digest="1", right=False),
        attempt(digest="1"),
        attempt(digest="2", at=now + HOUR),
    )
    for each in (first, again, changed):
        progress.record(each)

    assert progress.latest("q", "1") == again
    assert progress.latest("q", "2") == changed
    assert progress.latest("q", "3") is None


def test_a_lesson_has_one_position_and_the_last_visited_comes_first(opened, now, position):
    progress = opened()
    progress.move_to(position("04-a", at=now + HOUR))
    progress.move_to(position("05-b", at=now))
    progress.move_to(position("05-b", at=now + 2 * HOUR, step="t", draft="so far"))

    assert progress.positions() == (
        position("05-b", at=now + 2 * HOUR, step="t", draft="so far"),
        position("04-a", at=now + HOUR),
    )


def test_forgetting_a_lesson_keeps_its_answers_and_the_other_lessons(opened, attempt, position):
    progress = opened()
    progress.record(attempt("04-a/part-1"))
    progress.move_to(position("04-a"))
    progress.move_to(position("05-b"))

    progress.forget("04-a")
    progress.forget("never visited")

    assert progress.position("04-a") is None
    assert progress.positions() == (position("05-b"),)
    assert progress.attempts() == (attempt("04-a/part-1"),)


def test_a_time_without_a_zone_is_refused(opened, path, attempt, position):
    naive = datetime(2025, 3, 1)  # noqa: DTZ001 - that is the mistake

    with pytest.raises(ValueError, match="has no time zone"):
        opened().record(attempt(at=naive))
    with pytest.raises(ValueError, match="has no time zone"):
        opened().move_to(position(at=naive))
    with pytest.raises(ValueError, match="has no time zone"):
        Progress.open(path, naive)


def test_an_answer_is_synced_to_the_disk(opened):
    connection = opened()._connection

    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_full_disk_is_told(opened, path, attempt, position):
    progress = opened()
    progress.record(attempt())
    pages = progress._connection.execute("PRAGMA page_count").fetchone()[0]
    progress._connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(ProgressError) as full:
        progress.record(attempt(claim="x" * 100_000))
    with pytest.raises(ProgressError, match="Your place in the lesson was not saved"):
        progress.move_to(position(draft="x" * 100_000))

    assert str(full.value) == (
        f"This answer was not saved: the disk is full ({path}); make room on it, then try again."
    )
    assert progress.attempts() == (attempt(),)


def test_a_locked_file_is_told(opened, path, attempt):
    progress, other = opened(), opened()
    other._connection.execute("BEGIN IMMEDIATE")

    with pytest.raises(ProgressError) as locked:
        progress.record(attempt())
    other._connection.execute("ROLLBACK")
    progress.record(attempt())

    assert str(locked.value) == (
        f"This answer was not saved: another program is using the file ({path}); "
        "close it, then try again."
    )
    assert progress.attempts() == (attempt(),)


def test_a_table_that_vanishes_is_told(opened, path):
    progress = opened()
    progress._connection.execute("DROP TABLE attempt")

    with pytest.raises(ProgressError) as broken:
        progress.attempts()

    assert str(broken.value) == (
        f"Your progress could not be read: no such table: attempt ({path}); "
        "look after that file, then try again."
    )


def test_trust_in_a_subject_is_remembered_once(opened, now):
    for _ in range(2):
        opened().trust("course x", now)
        opened().trust("file lone \udcff.py", now)

    assert opened().trusts("course x")
    assert opened().trusts("file lone \udcff.py")
    assert not opened().trusts("course y")
