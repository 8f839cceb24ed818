"""A page for its author: drawn as in the lesson or the quiz, with all that a learner finds out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from asynclearn.authoring.report import Report
from asynclearn.content.blocks import Block, Location, Snippet
from asynclearn.content.challenge import Challenge, Estimate, Workshop
from asynclearn.content.course import Lesson, Part
from asynclearn.content.expected import match_rule
from asynclearn.judging.claim import Claim
from asynclearn.judging.judge import judge
from asynclearn.judging.verdict import Verdict
from asynclearn.judging.wording import describe, describe_lines
from asynclearn.sandbox.outcome import Outcome
from asynclearn.terminal.plain_quiz import PlainQuizTerminal
from asynclearn.terminal.prose import block_of
from asynclearn.terminal.rich_quiz import RichQuizTerminal
from asynclearn.terminal.workshop import PlainBench, RichBench


class Sight(Protocol):
    """What is known of a page; `authoring.preview.Preview` is one."""

    @property
    def report(self) -> Report:
        """What a check of it found."""

    @property
    def path(self) -> Path:
        """Its file."""

    @property
    def python(self) -> str:
        """The version that its programs ran on."""

    @property
    def challenge(self) -> Challenge | None:
        """The challenge, if it is one and can be read."""

    @property
    def part(self) -> Part | None:
        """The part of a lesson, if it is one and can be read."""

    @property
    def lesson(self) -> Lesson | None:
        """The lesson of a part."""

    def outcome(self, location: Location) -> Outcome | None:
        """What the program there did."""


def draw(sight: Sight, console: Console, *, plain: bool) -> None:
    """The page, if it can be read."""
    stage: _Stage = _PlainStage(console) if plain else _RichStage(console)
    if sight.challenge is not None:
        _challenge(sight.challenge, sight, stage)
    elif sight.part is not None and sight.lesson is not None:
        _part(sight.lesson, sight.part, sight, stage)


def line_with(section: str) -> Rule:
    """A line across the page with the name of what begins below."""
    return Rule(Text(section, style="place"), align="left", style="place")


class _Stage(Protocol):
    """What lessons, quizzes and workshops draw, and a little more."""

    # What each draws is said where it is drawn.
    # fmt: off
    def open_step(self, lesson: Lesson, part: Part, step: int, steps: int) -> None: ...
    def show_front(self, lesson: Lesson) -> None: ...
    def show_outcomes(self, lesson: Lesson) -> None: ...
    def open_question(self, number: int, total: int, title: str, about: str) -> None: ...
    def open_challenge(self, challenge: Challenge) -> None: ...
    def show_outcome(self, outcome: Outcome) -> None: ...
    def show_hint(self, number: int, total: int, markdown: str) -> None: ...
    def show_choices(self, choices: Sequence[str]) -> None: ...
    def show_markdown(self, label: str, markdown: str) -> None: ...
    def compare(self, claim: Claim, outcome: Outcome, verdict: Verdict) -> None: ...
    def read(self, block: Block) -> None: ...
    def name(self, section: str) -> None: ...
    # fmt: on


class _RichStage(RichQuizTerminal, RichBench):
    """The drawn terminal, which here never waits until somebody has read."""

    def compare(self, claim: Claim, outcome: Outcome, verdict: Verdict) -> None:
        """What the learner sees of the difference; what is on stderr stands above already."""
        self.show_verdict(claim, replace(outcome, stderr=""), verdict, None)

    def read(self, block: Block) -> None:
        """Something to read."""
        self._emit(block_of(block))

    def name(self, section: str) -> None:
        """What only the author sees at once is told apart by a line with its name."""
        self._emit(line_with(section))
        self._console.print()


class _PlainStage(PlainQuizTerminal, PlainBench):
    """The terminal of sentences, likewise."""

    def compare(self, claim: Claim, outcome: Outcome, verdict: Verdict) -> None:
        """The difference; the output stands above already."""
        del claim, outcome
        self._print(Text("\n".join([*describe(verdict), *describe_lines(verdict)])))

    def read(self, block: Block) -> None:
        """Something to read."""
        self._console.print(block_of(block, plain=True))

    def name(self, section: str) -> None:
        """Where a section begins."""
        self._print(Text(f"{section}:"))


def _part(lesson: Lesson, part: Part, sight: Sight, stage: _Stage) -> None:
    stage.open_step(lesson, part, 1, 1)
    if part.number == 0:
        stage.show_front(lesson)
    for block in part.blocks:
        _block(block, sight, stage)
    if part.number == 0:
        stage.show_outcomes(lesson)


def _challenge(challenge: Challenge, sight: Sight, stage: _Stage) -> None:
    if challenge.workshop is None:
        about = f"{challenge.kind}, level {challenge.level}"
        stage.open_question(1, 1, challenge.title, about)
    else:
        stage.open_challenge(challenge)
    for block in (*challenge.question, challenge.snippet):
        _block(block, sight, stage)
    if challenge.estimate is not None:
        stage.show_markdown("The guess", _estimate(challenge.estimate))
    if challenge.workshop is not None:
        _workshop(challenge.workshop, sight, stage)
    if challenge.hints:
        stage.name("Hints")
    for number, hint in enumerate(challenge.hints, start=1):
        stage.show_hint(number, len(challenge.hints), hint.markdown)
    if challenge.why:
        _why(challenge, sight, stage)
    stage.name("Explanation")
    for block in challenge.explanation:
        _block(block, sight, stage)


def _block(block: Block, sight: Sight, stage: _Stage) -> None:
    """Something to read; of a program also what it did, and what people predict."""
    stage.read(block)
    if not isinstance(block, Snippet):
        return
    outcome = sight.outcome(block.location)
    if outcome is not None:
        stage.show_outcome(outcome)
    for number, wrong in enumerate(block.wrong, start=1):
        stage.name(f"Wrong prediction {number} of {len(block.wrong)}, line {wrong.location.line}")
        if outcome is not None:
            verdict = judge(wrong.claim, outcome, match_rule(block, sight.python))
            stage.compare(wrong.claim, outcome, verdict)
        stage.show_markdown("About your answer", wrong.feedback)


def _workshop(workshop: Workshop, sight: Sight, stage: _Stage) -> None:
    demands = "\n".join(f"- {check.demand}" for check in workshop.checks)
    stage.show_markdown("The demands", demands)
    for number, solution in enumerate(workshop.solutions, start=1):
        stage.name(f"Solution {number} of {len(workshop.solutions)}")
        _block(solution, sight, stage)
    for number, wrong in enumerate(workshop.wrong, start=1):
        stage.name(f"Wrong solution {number} of {len(workshop.wrong)}")
        _block(wrong.snippet, sight, stage)
        stage.show_markdown(f"It fails {wrong.fails}", wrong.feedback)


def _why(challenge: Challenge, sight: Sight, stage: _Stage) -> None:
    stage.name("Why")
    for block in challenge.why_question:
        _block(block, sight, stage)
    stage.show_choices([choice.text for choice in challenge.why])
    for number, choice in enumerate(challenge.why, start=1):
        word = "right" if choice.right else "wrong"
        stage.show_markdown(f"{number} is {word}", choice.feedback)


def _estimate(estimate: Estimate) -> str:
    choices = ", ".join(f"{choice:g}" for choice in estimate.choices)
    offered = f" To choose from: {choices}." if choices else ""
    return f"In {estimate.unit}, right within a factor of {estimate.within:g}.{offered}"
