"""What the tests of progress share: a moment, an attempt, a position, and a file."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from asynclearn.progress.attempt import Attempt, Position
from asynclearn.progress.store import Progress

NOW = datetime(2025, 3, 1, 12, 30, 15, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "progress.sqlite3"


@pytest.fixture
def opened(path: Path) -> Iterator[Callable[..., Progress]]:
    """Opens the progress, patient for no time at all, and closes it after the test."""
    with ExitStack() as stack:
        yield lambda at=path: stack.enter_context(Progress.open(at, NOW, patience=0))


@pytest.fixture
def attempt() -> Callable[..., Attempt]:
    """An attempt: `attempt("a question", right=False)`."""

    def attempt(question: str = "q", **more) -> Attempt:
        return Attempt(
            **{
                "question": question,
                "digest": "d",
                "claim": "a\n!hangs",
                "right": True,
                "at": NOW,
                **more,
            }
        )

    return attempt


@pytest.fixture
def position() -> Callable[..., Position]:
    """A position: `position("04-small", step="2")`."""

    def position(lesson: str = "04-small", **more) -> Position:
        return Position(
            **{"lesson": lesson, "part": "part-1", "step": "s", "ordinal": 0, "at": NOW, **more}
        )

    return position
