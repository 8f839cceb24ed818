import json
import os
import resource
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asynclearn.errors import ProgressError
from asynclearn.progress.exchange import export_answers, export_to, import_from
from asynclearn.progress.sitting import Asked, Doubt, Draft, Sitting
from asynclearn.progress.store import Progress

HOUR = timedelta(hours=1)


@pytest.fixture
def sitting(now):
    def make(name="one", **more):
        return Sitting(name, now, (Asked("q", "d"), Asked("p", "e")), 7, "lesson 4", **more)

    return make


@pytest.fixture
def other(opened, tmp_path):
    """The progress on another machine."""
    return opened(tmp_path / "other" / "progress.sqlite3")


@pytest.fixture
def here(opened):
    """The progress on this machine."""
    return opened()


@pytest.fixture
def move(tmp_path, now):
    """Exports from one and imports to the other; how many answers were written and were new."""
    numbers = count()

    def move(source, target):
        file = tmp_path / f"export-{next(numbers)}.json"
        return export_to(file, source, now), import_from(file, target)

    return move


def everything(progress):
    return (
        progress.attempts(), progress.positions(), progress.sittings(), progress.doubts(),
    )  # fmt: skip


@pytest.fixture
def full(here, attempt, position, sitting):
    """All kinds of things that a learner leaves behind."""
    first = attempt(claim="lone \ud800 surrogate\n!hangs", why=True, sitting="one", hints=2)
    here.record(first)
    here.record(attempt("p", at=first.at + HOUR, confidence=3, accepted=True, share=0.25))
    here.move_to(position(draft="half", done=True))
    here.begin(sitting(draft=Draft("q", "ty", 1), exam="file", minutes=12.5))
    here.end("one", first.at + HOUR)
    here.note(Doubt("q", "d", "claim", "odd", first.at))
    return here


def test_what_is_exported_is_imported_without_loss(full, other, move):
    assert move(full, other) == (2, 2)

    assert everything(other) == everything(full)


def test_importing_twice_doubles_nothing(full, other, move):
    move(full, other)

    assert move(full, other) == (2, 0)

    assert everything(other) == everything(full)


def test_there_and_back_joins_both(here, other, move, attempt, position):
    now = attempt().at
    here.record(attempt("here"))
    here.record(attempt("both"))
    other.record(attempt("both", accepted=True, why=False))
    other.record(attempt("there", at=now + HOUR))
    here.move_to(position(step="old", done=True))
    other.move_to(position(step="new", at=now + HOUR))

    move(here, other)
    move(other, here)

    assert {each.question for each in here.attempts()} == {"here", "both", "there"}
    assert set(here.attempts()) == set(other.attempts())
    assert here.positions() == other.positions()
    [place] = here.positions()
    assert (place.step, place.done) == ("new", True)
    [both] = here.attempts("both")
    assert (both.accepted, both.why) == (True, False)


def test_whom_the_learner_trusts_is_not_exported(here, other, move, now):
    here.trust("course x", now)

    move(here, other)

    assert not other.trusts("course x")


def broken(**change):
    good: dict[str, Any] = {
        "format": "asynclearn/progress", "version": 1, "exported": "2025-03-01T00:00:00+00:00",
        "attempts": [
            {
                "question": "q", "digest": "d", "claim": "c", "right": True, "share": 1.0,
                "at": "2025-03-01T00:00:00+00:00", "near_miss": False, "accepted": False,
                "confidence": 2, "hints": 0, "why": None, "sitting": None,
            }
        ],
        "positions": [], "sittings": [], "doubts": [],
    }  # fmt: skip
    for key, value in change.items():
        if key in good:
            good[key] = value
        else:
            good["attempts"][0][key] = value
    return json.dumps(good)


def sitting_with(**change):
    """A sitting as an export has it, with a changed draft."""
    return {
        "id": "one", "at": "2025-03-01T00:00:00+00:00", "questions": [], "seed": 1,
        "draft": {"question": "q", "text": "t", "hints": 0, **change},
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "", "no json", "[]", "{}", '"text"', "[" * 100_000,
        broken(format="other"), broken(attempts=None), broken(attempts=[1]), broken(sittings=[{}]),
        broken(right=1), broken(right="yes"), broken(at="yesterday"), broken(at=7),
        broken(at="2025-03-01T00:00:00"), broken(confidence=9), broken(hints=10**30),
        broken(question="\ud800"), broken(claim=None), broken(share="1"), broken(share=1),
        broken(sittings=[sitting_with(text=1)]), broken(sittings=[sitting_with(hints=[])]),
        broken(positions=[{"lesson": "04"}]), broken(doubts=[{"question": "q"}]),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_changes_nothing(opened, tmp_path, attempt, text):
    here = opened()
    here.record(attempt())
    (tmp_path / "file").write_text(text)

    with pytest.raises(ProgressError, match="Nothing was changed"):
        import_from(tmp_path / "file", here)

    assert here.attempts() == (attempt(),)


def test_the_file_that_the_broken_ones_are_made_of_is_sound(opened, tmp_path):
    (tmp_path / "file").write_text(broken(sittings=[sitting_with()]))

    assert import_from(tmp_path / "file", opened()) == 1


def test_an_export_of_a_newer_version_is_refused(opened, tmp_path):
    (tmp_path / "file").write_text(broken(version=2))

    with pytest.raises(ProgressError, match="newer asynclearn"):
        import_from(tmp_path / "file", opened())


def test_a_file_is_never_overwritten(opened, tmp_path, now):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(ProgressError, match="is there already"):
        export_to(tmp_path / "file", opened(), now)

    assert (tmp_path / "file").read_text() == "mine"


def test_an_export_that_can_not_be_written_whole_leaves_no_file(full, tmp_path, now):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(ProgressError, match="can't be written: File too large"):
            export_to(tmp_path / "file", full, now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert not (tmp_path / "file").exists()
    export_to(tmp_path / "file", full, now)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_whatever_stands_in_a_file_it_is_refused_kindly(path, now, tmp_path, value):
    with Progress.open(path, now) as progress:
        for key in ("attempts", "positions", "sittings", "doubts", "at", "claim", "hints"):
            (tmp_path / "file").write_text(broken(**{key: value}))
            try:
                import_from(tmp_path / "file", progress)
            except ProgressError as error:
                assert "Nothing was changed" in str(error)  # noqa: PT017 - it may also be sound


def test_a_reset_leaves_a_copy_of_everything_and_forgets_it(opened, path, now, attempt, sitting):
    here = opened()
    here.record(attempt())
    here.begin(sitting())
    here.trust("course x", now)
    copy = path.with_name("copy.sqlite3")

    here.reset(copy)

    assert everything(here) == ((), (), (), ())
    assert here.trusts("course x")
    assert opened(copy).attempts() == (attempt(),)


def test_an_answer_that_is_given_during_a_reset_is_in_the_copy(opened, path, attempt):
    here, another = opened(), opened()
    copy = path.with_name("copy.sqlite3")
    late = [attempt("late")]

    def answer(statement):
        if statement == "BEGIN IMMEDIATE" and late:
            another.record(late.pop())

    here._connection.set_trace_callback(answer)
    here.reset(copy)

    assert here.attempts() == ()
    assert opened(copy).attempts() == (attempt("late"),)


def test_a_copy_may_lie_in_a_folder_whose_name_is_no_text(opened, tmp_path, attempt):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/home-\xff"))
    here = opened(folder / "progress.sqlite3")
    here.record(attempt())

    here.reset(folder / "copy.sqlite3")
    assert opened(folder / "copy.sqlite3").attempts() == (attempt(),)


def test_a_sitting_comes_back_exactly_and_the_last_open_one_is_found(opened, now, sitting):
    progress = opened()
    first = sitting("first")
    second = sitting("second", exam="lone \udcff.jsonl", minutes=3.5)
    progress.begin(first)
    progress.begin(second)
    progress.keep_draft("second", Draft("p", "lone \ud800", 2))

    assert progress.sittings() == (first, replace(second, draft=Draft("p", "lone \ud800", 2)))
    assert progress.open_sitting() == first
    assert progress.open_sitting(exam=True) == progress.sittings()[1]

    progress.end("second", now)
    progress.end("second", now + HOUR)

    assert progress.sittings()[1].ended == now
    assert progress.open_sitting(exam=True) is None
    assert progress.open_sitting() == first


def test_a_transaction_that_fails_leaves_nothing(opened, attempt):
    progress = opened()

    def fail() -> None:
        with progress.transaction():
            progress.record(attempt())
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert progress.attempts() == ()


def test_answers_for_an_instructor_are_not_imported(full, other, tmp_path, now):
    assert export_answers(tmp_path / "answers.jsonl", full, now) == 2

    with pytest.raises(ProgressError, match=r"`asynclearn stats` only.*Nothing was changed"):
        import_from(tmp_path / "answers.jsonl", other)

    assert everything(other) == ((), (), (), ())
