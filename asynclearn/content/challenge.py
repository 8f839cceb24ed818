"""The nouns of a challenge, frozen. Every value knows the file and line that it stands on."""

from dataclasses import dataclass
from enum import StrEnum

from asynclearn.content.blocks import Allowance, Block, Location, Snippet


class Kind(StrEnum):
    """What a challenge asks for."""

    PREDICT = "predict"
    DEBUG = "debug"
    DESIGN = "design"
    ESTIMATE = "estimate"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to the `## Why` question."""

    text: str
    right: bool
    feedback: str
    location: Location


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint, as Markdown."""

    markdown: str
    location: Location
    """The line of its heading."""
    text_line: int
    """The line that its text begins on."""


@dataclass(frozen=True, slots=True)
class Check:
    """One demand on a learner's program."""

    name: str
    """The function's name, such as `check_closes_every_source`."""
    demand: str
    """Its docstring: the demand in the learner's words."""
    location: Location


@dataclass(frozen=True, slots=True)
class WrongSolution:
    """A solution that fails a check, and why."""

    snippet: Snippet
    feedback: str
    location: Location
    fails: str
    """The name of the check that it is written to fail."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What `debug` and `design` challenges add."""

    checks_source: str
    checks_program: str
    """The checks, each line at its own line number in the file."""
    checks: tuple[Check, ...]
    solutions: tuple[Snippet, ...]
    wrong: tuple[WrongSolution, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Estimate:
    """What `estimate` challenges add: which guesses count."""

    unit: str
    within: float
    """A guess is right within this factor, at least 1, of what is measured."""
    choices: tuple[float, ...] = ()
    """The numbers to choose from; empty where any number may be typed."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One file of `challenges/`."""

    id: str
    """The file's stem."""
    kind: Kind
    level: int
    lesson: int
    topics: tuple[str, ...]
    title: str
    question: tuple[Block, ...]
    """All that comes before the snippet."""
    snippet: Snippet
    """The program to predict or to measure; the starter of a workshop."""
    explanation: tuple[Block, ...]
    location: Location
    hints: tuple[Hint, ...] = ()
    why_question: tuple[Block, ...] = ()
    """What stands above the choices of `## Why`."""
    why: tuple[Choice, ...] = ()
    workshop: Workshop | None = None
    estimate: Estimate | None = None
    python: str | None = None
    timeout: float | None = None
    needs: tuple[str, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    key_lines: tuple[tuple[str, int], ...] = ()
    """The keys of the front matter, each with its line."""
    title_line: int = 1

    def line_of(self, key: str) -> int:
        """The line of a key of the front matter; 1 if it is not there."""
        return dict(self.key_lines).get(key, 1)
