"""The terminal for people who see it, in a quiz."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from asynclearn.content.challenge import Choice
from asynclearn.errors import ClaimError
from asynclearn.judging.estimate import Measurement, describe_measurement, parse_guess
from asynclearn.progress.report import Report
from asynclearn.terminal.editor import Manner, complaint_about_claim, edit_answer
from asynclearn.terminal.keyboard import drop_typed_keys
from asynclearn.terminal.measure import measure
from asynclearn.terminal.menu import press
from asynclearn.terminal.prose import Bar, PageMarkdown
from asynclearn.terminal.report import report, to_copy
from asynclearn.terminal.rich_terminal import RichTerminal
from asynclearn.terminal.theme import NARROW
from asynclearn.terminal.wording import ENDINGS, HINT_MARK, NO_HINT, about_choice

_CLAIM_KEYS = (("Enter", "new line"), ("Ctrl-S", "that is my answer"), ("Esc", "leave"))
_NUMBER_KEYS = (("Enter", "that is my guess"), ("Esc", "leave"))
_NOTE_KEYS = (("Enter", "note it"), ("Esc", "back"))


class RichQuizTerminal(RichTerminal):
    """A terminal drawn with rich that can hold a quiz."""

    def open_question(
        self, number: int, total: int, title: str, about: str, time_left: str = ""
    ) -> None:
        """A line across the screen that says which question this is."""
        where = f"Question {number} of {total}"
        narrow = self._width < NARROW
        if time_left and not narrow:
            where = f"{where} · {time_left}"
        place = Table.grid(expand=True)
        place.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
        place.add_column(justify="right", no_wrap=True)
        place.add_row(Text(where, style="place"), Text(about, style="place"))
        if time_left and narrow:
            place.add_row(Text(time_left, style="place"), "")
        self._sheet.turn_over()
        self._emit(Text())
        self._emit(Rule(style="place"))
        self._print(place)
        self._print(Text(title, style="title"))

    async def ask_prediction(
        self, draft: str, keep: Callable[[str], None], hint: str
    ) -> tuple[str, bool]:
        """A prediction, from the editor."""
        manner = Manner(_with_hint(_CLAIM_KEYS, hint), ENDINGS, complaint_about_claim, keep)
        return await self._ask("What does it print?", manner, draft, hint)

    async def ask_number(
        self, unit: str, draft: str, keep: Callable[[str], None], hint: str
    ) -> tuple[str, bool]:
        """A number, from the editor."""
        keys = _with_hint(_NUMBER_KEYS, hint)
        manner = Manner(keys, complain=_complaint_about_number, keep=keep, lines=False)
        return await self._ask(f"Your guess, in {unit}", manner, draft, hint)

    async def pick(self, question: str, keys: Sequence[tuple[str, str]]) -> str:
        """One key; Enter means none of them."""
        self._emit(Text(question, style="label"))
        self._sheet.lines_unread = 0
        drop_typed_keys()
        with self._room_below():
            key = await press(keys, enter=False)
        self._console.print(Text(dict(keys)[key] or key, style="quiet"))
        self._console.print()
        return key

    async def ask_note(self, label: str) -> str:
        """One line of text."""
        self._emit(Text(label, style="label"))
        drop_typed_keys()
        manner = Manner(_NOTE_KEYS, lines=False, redraw=self._sheet.redraw)
        text, _ = await edit_answer(manner, "")
        self._console.print()
        return text

    def show_hint(self, number: int, total: int, markdown: str) -> None:
        """A hint with its number."""
        label = Text(f"Hint {number} of {total}", style="label.note")
        self._print(Bar(Group(label, PageMarkdown(markdown)), "alert.note"))

    def show_choices(self, choices: Sequence[str]) -> None:
        """The choices, numbered."""
        table = Table.grid(padding=(0, 1, 0, 0))
        for number, choice in enumerate(choices, 1):
            table.add_row(Text(str(number), style="key"), PageMarkdown(choice))
        self._print(table)

    def show_reason(self, chosen: Choice, right: Choice, number: int, *, is_why: bool) -> None:
        """The feedback on a choice, and on the right one if it was another."""
        said = about_choice(chosen, is_why=is_why)
        if chosen.right:
            self._reason(Text.assemble(("✓ ", "sign.right"), (said, "bold")), chosen)
            return
        self._reason(Text.assemble(("✗ ", "sign.wrong"), (said, "bold")), chosen)
        self._reason(PageMarkdown(f"It is **{number}**: {right.text}"), right)

    def _reason(self, head: RenderableType, choice: Choice) -> None:
        said = Bar(PageMarkdown(choice.feedback), "alert.note") if choice.feedback else ""
        self._print(Group(head, said))

    def show_measurement(self, found: Measurement) -> None:
        """A guess beside what was measured, as bars."""
        sign, style = ("✓", "sign.right") if found.right else ("✗", "sign.wrong")
        self._print(Text.assemble((f"{sign} ", style), (describe_measurement(found), "bold")))
        self._print(measure(found, self._width))

    def show_report(self, found: Report) -> None:
        """What came of a quiz."""
        self._console.print()
        self._emit(Rule(style="place"))
        self._console.print(report(found, self._width, plain=False), width=self._width, crop=False)
        self._console.print()

    def show_to_copy(self, sentence: str, text: str) -> None:
        """A command or path on a line of its own, which only the terminal itself breaks."""
        self._emit(PageMarkdown(sentence))
        self._console.print(to_copy(text), crop=False)
        self._console.print()
        self._sheet.lines_unread += 2

    @contextmanager
    def _room_below(self) -> Iterator[None]:
        """A blank line below an input that ends because the time is up."""
        try:
            yield
        except asyncio.CancelledError:
            self._console.print()
            raise

    async def _ask(self, label: str, manner: Manner, draft: str, hint: str) -> tuple[str, bool]:
        self._emit(Text(label, style="label"))
        drop_typed_keys()
        manner = replace(manner, hint=hint, no_hint=NO_HINT, redraw=self._sheet.redraw)
        with self._room_below():
            answer = await edit_answer(manner, draft)
        self._sheet.lines_unread = 0
        self._console.print()
        return answer


def _with_hint(keys: Sequence[tuple[str, str]], hint: str) -> Sequence[tuple[str, str]]:
    return [*keys, (f"{HINT_MARK} Enter", hint)] if hint else keys


def _complaint_about_number(text: str) -> str:
    try:
        parse_guess(text)
    except ClaimError as error:
        return str(error)
    return ""
