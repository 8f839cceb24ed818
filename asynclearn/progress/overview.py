"""The nouns of `asynclearn progress`: where a learner stands, in numbers and dates."""

from dataclasses import dataclass
from datetime import date, datetime

from asynclearn.progress.calibration import Tally
from asynclearn.progress.mastery import Mastery


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """One topic of the course."""

    topic: str
    mastery: Mastery
    questions: int
    """How many questions the course has about it."""
    met: int
    """How many of them the learner has answered."""


@dataclass(frozen=True, slots=True)
class DueQuestion:
    """A question that was answered and will come back."""

    question: str
    title: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """How a week went, from its Monday."""

    monday: date
    all: Tally
    sure: Tally
    """Of the answers that the learner was sure of."""


@dataclass(frozen=True, slots=True)
class PastQuiz:
    """One quiz of the past."""

    at: datetime
    wish: str
    tally: Tally
    asked: int
    """How many questions its set had."""
    exam: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it."""

    now: datetime
    topics: tuple[TopicStanding, ...]
    due: tuple[DueQuestion, ...]
    """The first first."""
    unseen: int
    """How many questions were never asked."""
    calibration: tuple[tuple[int, Tally], ...]
    """By how sure, 1 to 3."""
    weeks: tuple[Week, ...]
    quizzes: tuple[PastQuiz, ...]
    """The oldest first."""
    gone: int
    """How many answers are about questions that have left the course."""
    doubts: int
    quiz: str = "asynclearn quiz"
    """The command that asks more."""
