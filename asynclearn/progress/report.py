"""The nouns of a quiz's report: what came of it, in numbers and names."""

from dataclasses import dataclass
from datetime import datetime

from asynclearn.progress.calibration import Tally


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that was not answered rightly."""

    title: str
    misconception: str
    """What the answer shows, as Markdown; empty if it is no known mistake."""
    command: str
    """The command that goes to what should be read again; empty if the course has nothing."""
    part: str
    """The title of what it goes to."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a quiz."""

    asked: int
    """How many questions the set has."""
    tally: Tally
    """Of those that were answered."""
    topics: tuple[tuple[str, Tally], ...]
    levels: tuple[tuple[str, Tally], ...]
    calibration: str
    """In a sentence; empty if nothing was said."""
    missed: tuple[Missed, ...]
    next_due: datetime | None
    """When the first question comes back."""
    due_now: int
    """How many questions are due by now, of all."""
    now: datetime
    coming: int = 1
    """How many come back as soon as the first, as people count: all those of tomorrow."""
    unanswered: int = 0
    """How many questions of an exam that was handed in have no answer; they count as wrong."""
    before: Tally | None = None
    """The quiz before this one, if the two can be compared."""
    mended: int = 0
    """How many were wrong the last time and are right now."""
    hints: int = 0
    quiz: str = "asynclearn quiz"
    """The command that asks more."""
