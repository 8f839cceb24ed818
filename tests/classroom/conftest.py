"""What the tests of a class share: answers, learners' exports, and questions of a course."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from asynclearn.classroom.reading import Handed
from asynclearn.classroom.results import Asks, Known
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.exchange import export_answers, export_to
from asynclearn.progress.store import Progress

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_seconds = count()


@pytest.fixture
def answer() -> Callable[..., Attempt]:
    """An answer in a quiz, each a second after the last one: `answer("q", right=False)`."""

    def answer(question: str = "q", **more) -> Attempt:
        at = NOW + timedelta(seconds=next(_seconds), microseconds=7)
        return Attempt(
            **{
                "question": question, "digest": "d", "claim": "a\n", "right": True, "at": at,
                "sitting": "s", **more,
            }
        )  # fmt: skip

    return answer


@pytest.fixture
def handed() -> Callable[..., Handed]:
    """What one learner handed in: `handed(answer(), answer("p"))`."""
    return lambda *attempts, learner="", doubts=(): Handed(learner, attempts, tuple(doubts))


@pytest.fixture
def known() -> Callable[..., Known]:
    """A question of the course: `known("q")`."""

    def known(name: str = "q", digest: str = "d", **more) -> Known:
        return Known(
            **{
                "id": name, "digest": digest, "title": f"The {name}", "asks": Asks.PREDICTION,
                "where": f"{name}.md:9", **more,
            }
        )  # fmt: skip

    return known


@pytest.fixture
def exported(tmp_path: Path) -> Callable[..., Path]:
    """What `asynclearn progress export NAME` writes for a learner with these answers."""

    def exported(name: str, *attempts: Attempt, doubts=()) -> Path:
        path = tmp_path / "class" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with Progress.open(tmp_path / f"{name}.sqlite3", now=NOW) as progress:
            for attempt in attempts:
                progress.record(attempt)
            for doubt in doubts:
                progress.note(doubt)
            (export_answers if path.suffix == ".jsonl" else export_to)(path, progress, NOW)
        return path

    return exported
