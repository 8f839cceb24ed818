"""What a quiz needs of the world, besides what every flow needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from asynclearn.content.catalogue import Catalogue
from asynclearn.content.challenge import Choice
from asynclearn.content.course import Lesson
from asynclearn.judging.estimate import Measurement
from asynclearn.progress.report import Report
from asynclearn.teaching.port import Desk, Key, Terminal

Typed = tuple[str, bool]
"""What was typed so far, and whether a hint is wanted before it goes on."""


class QuizTerminal(Terminal, Protocol):
    """A terminal that can hold a quiz. It raises on leaving as every terminal does."""

    def open_question(
        self, number: int, total: int, title: str, about: str, time_left: str = ""
    ) -> None:
        """Says where the learner is: question `number` of `total`; `about` says what kind.

        `time_left`, such as `12 minutes left`, is that of an exam that has an end.
        """

    async def ask_prediction(self, draft: str, keep: Callable[[str], None], hint: str) -> Typed:
        """Asks what a program prints, until it can be read as a claim.

        `hint` names the next hint, such as `hint 1 of 3`; empty if there is none.
        """

    async def ask_number(
        self, unit: str, draft: str, keep: Callable[[str], None], hint: str
    ) -> Typed:
        """Asks for a number, until one can be read."""

    async def pick(self, question: str, keys: Sequence[Key]) -> str:
        """One of the keys; unlike in a menu, Enter means none of them."""

    async def ask_note(self, label: str) -> str:
        """One line of text. EOFError gives it up."""

    def show_hint(self, number: int, total: int, markdown: str) -> None:
        """Hint `number` of `total`."""

    def show_choices(self, choices: Sequence[str]) -> None:
        """Answers to choose from, as Markdown, numbered from 1."""

    def show_reason(self, chosen: Choice, right: Choice, number: int, *, is_why: bool) -> None:
        """Whether the choice is right, with its feedback; else also the right one, `number`.

        `is_why` says whether it was asked why, and not something else about the program.
        """

    def show_measurement(self, found: Measurement) -> None:
        """A guess beside what was measured."""

    def show_report(self, report: Report) -> None:
        """What came of a quiz."""

    def show_to_copy(self, sentence: str, text: str) -> None:
        """A command or path to copy, unbroken, on a line of its own below what it is for."""


@dataclass(frozen=True, slots=True)
class QuizDesk(Desk):
    """What a quiz works with."""

    terminal: QuizTerminal
    catalogue: Catalogue
    lessons: Callable[[int], Lesson]
    """Reads a lesson by its number, for what to read again; raises AsynclearnError."""
