"""The nouns of a class's results: what the course asks, and what the answers say about it."""

from dataclasses import dataclass
from enum import StrEnum

from asynclearn.judging.claim import Claim
from asynclearn.progress.calibration import Tally


class Asks(StrEnum):
    """What a question asks for."""

    PREDICTION = "prediction"
    NUMBER = "number"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Known:
    """A question that the course has now."""

    id: str
    """What attempts name it by: a challenge's id, or lesson and part."""
    digest: str
    title: str
    asks: Asks
    where: str
    """`path:line` of its program."""
    foreseen: tuple[Claim, ...] = ()
    """The wrong predictions that have their feedback in the course."""


class Refusal(StrEnum):
    """Why there is no discrimination."""

    TOO_FEW = "fewer than 30 learners"
    ALIKE = "all answered alike"


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """Something wrong that was answered at first."""

    claim: Claim
    """As judging compares it; of an estimate the number is its text."""
    learners: int
    foreseen: bool = False
    """Whether the course has feedback on it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the first answers to one question say. Near misses that were accepted are right."""

    id: str
    digest: str
    title: str
    asks: Asks
    where: str
    """Empty if the course does not have this question."""
    first: Tally
    """A learner answers first only once, so these are learners."""
    again: Tally
    """All later answers."""
    sure: Tally
    """Of the first answers, those that were said to be sure."""
    near_misses: int
    """Of the wrong ones, those in which only case, quotes or inner spaces differ."""
    hinted: int
    """How many read a hint before."""
    doubts: tuple[str, ...]
    """What learners hold against it."""
    wrong: tuple[WrongAnswer, ...]
    """The most common first, without near misses."""
    compared: int
    """How many of the learners have answered another question, too."""
    discrimination: float | Refusal

    @property
    def sure_and_wrong(self) -> int:
        """How many were sure and wrong."""
        return self.sure.asked - self.sure.right


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """What became of a challenge for which a program is written."""

    id: str
    title: str
    solved: Tally
    """Of the learners who tried, those whose program met every demand at last."""
    hinted: int


@dataclass(frozen=True, slots=True)
class ClassResults:
    """All of it."""

    learners: int
    """How many have answered anything."""
    joined: int
    """How many exports were of learners who have another export here."""
    questions: tuple[Result, ...]
    """The hardest first."""
    programs: tuple[ProgramResult, ...]
    earlier: tuple[tuple[str, int], ...]
    """Questions of which there are answers to an earlier program, and how many."""

    @property
    def first(self) -> Tally:
        """All first answers."""
        return sum((each.first for each in self.questions), Tally())

    @property
    def again(self) -> Tally:
        """All later answers."""
        return sum((each.again for each in self.questions), Tally())
