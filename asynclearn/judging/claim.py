"""A claim about a run: what it prints and how it ends. Authors and learners make the same kind."""

from dataclasses import dataclass
from enum import StrEnum


class MatchRule(StrEnum):
    """How a claimed text is held against the real one."""

    EXACT = "exact"
    """The same lines in the same order."""
    UNORDERED = "unordered"
    """The same lines in any order: for lessons whose point is that order is not promised."""
    CONTAINS = "contains"
    """Each claimed line is part of some later real line: for stderr, where paths vary."""


class Finish(StrEnum):
    """The ways in which a claim can say that a program ends."""

    FINISHES = "finishes"
    RAISES = "raises"
    EXITS = "exits"
    HANGS = "hangs"


@dataclass(frozen=True, slots=True)
class ClaimedEnding:
    """How a program is claimed to end. `str()` gives the line that a learner types."""

    finish: Finish = Finish.FINISHES
    exception: str | None = None
    """The class of the exception, for RAISES."""
    exit_code: int | None = None
    """The exit code, for EXITS."""

    def __str__(self) -> str:
        detail = self.exception if self.exception is not None else self.exit_code
        return f"!{self.finish}" if detail is None else f"!{self.finish} {detail}"


FINISHES = ClaimedEnding()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run is said to print and how it is said to end."""

    stdout: str
    """The claimed text. Trailing spaces and a missing last newline never count."""
    ending: ClaimedEnding = FINISHES
