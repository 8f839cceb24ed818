"""The nouns of judging: a run as the judge sees it, and what comes of a claim about it.

A verdict's lines are the rows of a side-by-side diff, in the order in which to draw them.
Downwards the claimed numbers rise and so do the actual ones, and under EXACT and UNORDERED
each claimed line stands in one row only (on the left), each printed line too (on the right).
Under UNORDERED the actual numbers need not rise.

    you said             it printed
    1  start             1  start             SAME
    2  Hello             2  hello             CHANGED, near (CASE,)
    3  bye                                    EXTRA: it was never printed
    4  go                3  go                SAME
                         4  world             MISSING: you left it out
    5  two    is 6 →     5  one    ← was 6    MOVED
    6  one    is 5 →     6  two    ← was 5    MOVED
    7  end    is 9 →                          MOVED
    8  last              7  last              SAME
    9  more              8  more              SAME
                         9  end    ← was 7    MOVED

A line that is in both texts but out of order is MOVED wherever it stands. Where the lines of
a stretch only changed places, as in a swap, they stand row by row (5 and 6 above): then the
two texts of a row are not the same line. A line that travelled past others that kept their
order has two rows with one side each (7 and 9 above). `printed_as` and `claimed_as` say
where the other one is.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from asynclearn.judging.claim import ClaimedEnding, MatchRule


class RaisedLike(Protocol):
    """An exception that nothing caught."""

    @property
    def type(self) -> str:
        """The name of its class."""


class Run(Protocol):
    """What the judge needs to know of a run; the sandbox's Outcome is one."""

    @property
    def stdout(self) -> str:
        """What it printed."""

    @property
    def ending(self) -> str:
        """One of the words that `run --json` prints, such as `finished`."""

    @property
    def exception(self) -> RaisedLike | None:
        """What nothing caught."""

    @property
    def exit_code(self) -> int | None:
        """The interpreter's exit code, if it ended by itself."""


class NearMiss(StrEnum):
    """A difference that may be a slip of the fingers."""

    CASE = "case"
    QUOTES = "quotes"
    SPACES = "spaces"
    OUTER_QUOTES = "outer quotes"
    """Quotes around a whole claimed line: the text as a program writes it, not as it prints it."""


class LineKind(StrEnum):
    """What a row of the diff says."""

    SAME = "same"
    CHANGED = "changed"
    """One line was claimed and another one printed in its place."""
    MISSING = "missing"
    """Printed but not claimed: the learner left it out."""
    EXTRA = "extra"
    """Claimed but not printed."""
    MOVED = "moved"
    """Claimed and printed, but out of order."""


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """A row of the diff; the module's docstring draws some."""

    kind: LineKind
    claimed: str | None = None
    """The text on the left, without trailing space."""
    actual: str | None = None
    """The text on the right. Under CONTAINS it may be longer than the claimed one."""
    claimed_number: int | None = None
    """The number of `claimed` among the claimed lines, from 1."""
    actual_number: int | None = None
    """The number of `actual` among the printed lines, from 1."""
    near: tuple[NearMiss, ...] = ()
    """All that differs, for CHANGED; empty if the texts differ in more than that."""
    printed_as: int | None = None
    """For MOVED with a left side: the number of the line that printed `claimed`."""
    claimed_as: int | None = None
    """For MOVED with a right side: the number of the line that claimed `actual`."""


@dataclass(frozen=True, slots=True)
class ActualEnding:
    """How a run ended."""

    word: str
    """One of the words that `run --json` prints, such as `finished`."""
    exception: str | None = None
    exit_code: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim held against a run."""

    rule: MatchRule
    lines: tuple[LineVerdict, ...]
    right_lines: int
    """How many lines are right and in order. A swap of two neighbours costs one line."""
    claimed_ending: ClaimedEnding
    actual_ending: ActualEnding
    ending_right: bool
    near_miss: tuple[NearMiss, ...] = ()
    """All that keeps the whole claim from being right; empty if it is right or more differs."""
    further_lines: int = 0
    """Printed lines that nobody had to claim, and that have no row: the rest of an endless
    output, and what CONTAINS passes over."""

    @property
    def right(self) -> bool:
        """Whether the claim is true."""
        return self.content_right and self.order_right and self.ending_right

    @property
    def content_right(self) -> bool:
        """Whether the same lines were claimed and printed, in whatever order."""
        return all(line.kind in {LineKind.SAME, LineKind.MOVED} for line in self.lines)

    @property
    def order_right(self) -> bool:
        """Whether the lines that were both claimed and printed are in order."""
        return all(line.kind is not LineKind.MOVED for line in self.lines)

    @property
    def claimed_lines(self) -> int:
        """How many lines were claimed."""
        return sum(line.claimed is not None for line in self.lines)

    @property
    def actual_lines(self) -> int:
        """How many printed lines count; `further_lines` do not."""
        return sum(line.actual is not None for line in self.lines)

    @property
    def total_lines(self) -> int:
        """How many lines there were to get right: the longer of both texts."""
        return max(self.claimed_lines, self.actual_lines)

    @property
    def share(self) -> float:
        """The share of the lines that is right, 0 to 1; 1 where nothing is claimed or printed."""
        return self.right_lines / self.total_lines if self.total_lines else 1.0
