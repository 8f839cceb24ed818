"""The nouns of a course file, frozen: what stands on a page, each with its file and line."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from asynclearn.judging.claim import Claim, MatchRule


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A line of a course file, counted from 1."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Role(StrEnum):
    """What happens to a snippet in a lesson."""

    SHOW = "show"
    RUN = "run"
    PREDICT = "predict"


class Stream(StrEnum):
    """What an `output` block makes a claim about."""

    STDOUT = "stdout"
    STDERR = "stderr"


@dataclass(frozen=True, slots=True)
class ExpectedOutput:
    """An `output` block: the author's claim about the snippet above it."""

    claim: Claim
    rule: MatchRule
    stream: Stream
    python: str | None
    """The versions that it holds for, such as `>=3.12`; None for all."""
    location: Location
    """The line of its opening fence."""


@dataclass(frozen=True, slots=True)
class WrongPrediction:
    """An `output wrong` block: a claim that people really make, and what to tell them."""

    claim: Claim
    feedback: str
    """The block quote below it, as Markdown."""
    location: Location
    """The line of its opening fence."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """One runnable fence."""

    source: str
    """The fence as written."""
    program: str
    """What is run: the snippets it uses, then itself, each line at its own line number in the
    Markdown file and blank lines between, so that tracebacks point into that file."""
    location: Location
    """The first line of the source, just below the opening fence."""
    role: Role
    name: str | None = None
    uses: tuple[str, ...] = ()
    real_clock: bool = False
    expected: tuple[ExpectedOutput, ...] = ()
    wrong: tuple[WrongPrediction, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines of its source as the file counts them: only a line feed ends one."""
        return self.source.removesuffix("\n").split("\n")

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that change only when the program itself does.

        Blank lines don't count, so that text added above a snippet changes nothing.
        """
        lines = (line.rstrip() for line in self.program.splitlines())
        text = "\n".join(line for line in lines if line)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Allowance:
    """`<!-- asynclearn: allow RULE because REASON -->`: a file breaks a rule knowingly."""

    rule: str
    reason: str
    location: Location


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a page, below its title."""

    level: int
    text: str
    """Its inline Markdown."""
    location: Location


@dataclass(frozen=True, slots=True)
class Prose:
    """Ordinary Markdown: paragraphs, lists, quotes, tables, and fences in other languages."""

    markdown: str
    location: Location


class AlertKind(StrEnum):
    """The five alerts of GitHub's Markdown."""

    NOTE = "NOTE"
    TIP = "TIP"
    IMPORTANT = "IMPORTANT"
    WARNING = "WARNING"
    CAUTION = "CAUTION"


@dataclass(frozen=True, slots=True)
class Alert:
    """A block quote that opens with `[!NOTE]` or one of its four relatives."""

    kind: AlertKind
    markdown: str
    location: Location


Block = Heading | Prose | Alert | Snippet
