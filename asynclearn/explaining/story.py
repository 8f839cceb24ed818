"""The nouns of a story: lanes for those who run, steps downwards in time, the program beside.

A step's `text` is what its lane does, without the lane's name: "prints `report`". So a table
puts it below the lane's title, and a sentence puts the lane's `subject` before it. Text in
backticks is code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from asynclearn.sandbox.outcome import Outcome


class StepKind(StrEnum):
    """What a step is about, so that it can be drawn differently."""

    RUNS = "runs"
    WAITS = "waits"
    PRINTS = "prints"
    CLOSES = "closes"
    ENDS = "ends"
    GAP = "gap"
    OUTCOME = "outcome"
    """How the run ended; a screen puts it behind the last step."""


class Mark(StrEnum):
    """What a printed line has to do with a prediction."""

    RIGHT = "right"
    """The last line that was right."""
    WRONG = "wrong"
    """The first line that was not."""
    EXPECTED = "expected"
    """The line that the learner expected there, when it comes at last."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Somebody who runs: a task, the module's own code, a thread, the event loop itself."""

    title: str
    """For the head of a column: `main()`, `task "A"`, `closing rows()`."""
    subject: str
    """For the beginning of a sentence: "`main()`", "the task closing `rows()`"."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a learner should know of."""

    lane: int
    """The place of its lane in the story's."""
    kind: StepKind
    text: str
    seconds: float
    """The program's own time."""
    line: int | None = None
    """The line of the program that it is about."""
    printed: str | None = None
    """What it prints, as printed."""
    output_lines: tuple[int, ...] = ()
    """The numbers of the printed lines that begin here, from 1."""
    events: tuple[int, ...] = ()
    """The numbers of the events that it tells."""
    mark: Mark | None = None

    @property
    def has_lane(self) -> bool:
        """Whether somebody does it: a gap and the outcome belong to nobody."""
        return self.kind not in (StepKind.GAP, StepKind.OUTCOME)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of the program."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, as a learner would tell it to another one."""

    title: str
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    """The short version."""
    details: tuple[Step, ...]
    """The long one: a step for each event."""
    code: tuple[CodeLine, ...]
    """The program, without blank lines before and after it."""
    notes: tuple[str, ...] = ()
    """What there is to say below: what became of the line that the learner expected."""
    outcome: Outcome | None = None
    """The run, if the story goes to its end: how it ended is the last thing that is told."""

    def sentence(self, step: Step) -> str:
        """The step as a sentence of its own."""
        if not step.has_lane:
            return f"{step.text[:1].upper()}{step.text[1:]}."
        subject = self.lanes[step.lane].subject
        return f"{subject[:1].upper()}{subject[1:]} {step.text}."

    def code_at(self, line: int | None) -> str:
        """The text of a line of the program, without its indentation; empty if there is none."""
        if line is None or not self.code:
            return ""
        place = line - self.code[0].number
        return self.code[place].text.strip() if 0 <= place < len(self.code) else ""


def used_lanes(steps: Sequence[Step]) -> list[int]:
    """The lanes that these steps need, in the order in which they appear."""
    return list(dict.fromkeys(step.lane for step in steps if step.has_lane))
