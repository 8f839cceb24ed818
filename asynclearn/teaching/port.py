"""What a flow needs of the world: a terminal, a sandbox, a memory and the time."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from asynclearn.content.blocks import Block
from asynclearn.content.course import Lesson, Part
from asynclearn.explaining.story import Story
from asynclearn.judging.claim import Claim
from asynclearn.judging.verdict import Verdict
from asynclearn.progress.store import Progress
from asynclearn.sandbox.outcome import Limits, Outcome, Program

Run = Callable[[Program, Limits], Awaitable[Outcome]]
Clock = Callable[[], datetime]
Key = tuple[str, str]
"""A key and the word for what it does: `("n", "next")`."""


class Terminal(Protocol):
    """Shows values and asks for answers.

    Whatever asks raises EOFError when the learner leaves (Esc, Ctrl-D, end of input) and
    KeyboardInterrupt on Ctrl-C, so that flows end the same way on every terminal.
    """

    def open_step(self, lesson: Lesson, part: Part, step: int, steps: int) -> None:
        """Says where the learner is: step `step` of `steps`, counted from 1."""

    def show_front(self, lesson: Lesson) -> None:
        """The lesson's title and summary."""

    def show_outcomes(self, lesson: Lesson) -> None:
        """What the lesson teaches, and what it builds on."""

    async def show(self, block: Block) -> None:
        """Something to read, a program included. It may wait until the screen was read."""

    async def ask_claim(self, draft: str, keep: Callable[[str], None]) -> Claim:
        """Asks what the program prints and how it ends, until that can be read.

        `draft` stands in the editor at first; `keep` is handed what was typed if the
        learner leaves instead of answering.
        """

    def running(self) -> AbstractContextManager[None]:
        """Says that a program runs, and drops what is typed meanwhile."""

    def show_outcome(self, outcome: Outcome) -> None:
        """What a program printed and how it ended."""

    def show_verdict(
        self, claim: Claim, outcome: Outcome, verdict: Verdict, feedback: str | None
    ) -> None:
        """The verdict in words, the diff, and the feedback (Markdown) on a known mistake."""

    async def show_story(self, story: Story) -> None:
        """What happened in a run, step by step. It may wait until the learner has seen it."""

    async def choose(self, keys: Sequence[Key]) -> str:
        """One of the keys; the first is the one that Enter means."""

    async def edit(self, source: str) -> str:
        """The program as the learner changed it."""

    def say(self, text: str) -> None:
        """One sentence or two."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every flow works with."""

    terminal: Terminal
    run: Run
    progress: Progress
    now: Clock
    python: str
    """The version that programs run on, such as `3.13.0`."""
