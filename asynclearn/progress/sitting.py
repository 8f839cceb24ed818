"""The nouns of a quiz: a sitting with its set of questions, and a doubt about a question."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set. The digest finds it again when its file was renamed."""

    question: str
    """The challenge's id."""
    digest: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a learner has typed and read for the question before them."""

    question: str = ""
    text: str = ""
    hints: int = 0
    """How many hints they have read."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One quiz: which questions, in which order. Its answers are attempts that name it."""

    id: str
    at: datetime
    """When it began."""
    questions: tuple[Asked, ...]
    seed: int
    """Repeats the choice and the order, for the same course and the same progress."""
    wish: str = ""
    """What it was narrowed to, in words such as `lesson 4, level 2`."""
    ended: datetime | None = None
    """When its last question was answered, or another set was begun instead."""
    exam: str = ""
    """The file that holds the claims of an exam; empty for a quiz."""
    minutes: float | None = None
    """How long an exam lasts."""
    draft: Draft = Draft()


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a learner holds against a question, for its author."""

    question: str
    digest: str
    claim: str
    """What the learner had answered."""
    note: str
    at: datetime
