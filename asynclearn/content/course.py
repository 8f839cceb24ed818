"""The nouns of a course, frozen. Every value knows the file and line that it stands on."""

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


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a lesson. Number 0 is its front page."""

    number: int
    slug: str
    """The file's stem, such as `part-2-async-generators`."""
    title: str
    blocks: tuple[Block, ...]
    location: Location
    needs: tuple[str, ...] = ()
    """What its programs use beyond the standard library, such as `aiohttp`."""
    allowances: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A folder of `lessons/`."""

    number: int
    slug: str
    """The folder's name, such as `04-async-generators`."""
    title: str
    summary: str
    outcomes: tuple[str, ...]
    prerequisites: tuple[str, ...]
    opening: Part
    parts: tuple[Part, ...]
    """Parts 1, 2, … in order, without the opening."""
    location: Location
    course: str = ""
    """The name of its course; empty for the built-in one."""
    option: str = ""
    """That of its course: see `Course.option`."""

    @property
    def command(self) -> str:
        """What takes this lesson, on the command line."""
        return f"asynclearn {self.option}lesson {self.number}"

    @property
    def key(self) -> str:
        """What a learner's data knows it by, such as `01-tasks@acme`: no two courses share one."""
        return f"{self.slug}@{self.course}" if self.course else self.slug

    @property
    def pages(self) -> tuple[Part, ...]:
        """The opening, then the parts."""
        return (self.opening, *self.parts)


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


@dataclass(frozen=True, slots=True)
class Course:
    """A folder with `lessons/`, `challenges/` or both."""

    root: Path
    builtin: bool
    """Whether it is the course that asynclearn brings along."""
    name: str = ""
    """What the command line and a learner's data call it."""
    title: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    option: str = ""
    """What has to be typed for this course to be meant, such as `--course acme` with a space behind
    it; empty if it goes without saying."""

    @property
    def tag(self) -> str:
        """What its lessons are marked with in a learner's data; empty for the built-in one."""
        return "" if self.builtin else self.name

    def __str__(self) -> str:
        """Which course it is and where it lies, within a sentence."""
        if self.builtin:
            return "the built-in course"
        return f"the course `{self.name}` (`{self.root}`)"
