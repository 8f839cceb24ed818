"""The terminal without boxes, colours or redraws, in a quiz."""

from collections.abc import Callable, Sequence

from rich.text import Text

from asynclearn.content.challenge import Choice
from asynclearn.errors import ClaimError
from asynclearn.judging.estimate import Measurement, describe_measurement, parse_guess
from asynclearn.judging.typed import parse_claim
from asynclearn.progress.report import Report
from asynclearn.terminal.plain import PlainTerminal
from asynclearn.terminal.prose import PageMarkdown
from asynclearn.terminal.report import report, to_copy
from asynclearn.terminal.text import visible
from asynclearn.terminal.wording import END_MARK, ENDINGS, HINT_MARK, NO_HINT, about_choice

ANEW_MARK = "#"
"""A line with only this drops what was typed: here nothing goes back."""
_ASK = "What does it print? One line at a time; a line with only . ends the prediction."


class PlainQuizTerminal(PlainTerminal):
    """A terminal of lines and sentences that can hold a quiz."""

    def open_question(
        self, number: int, total: int, title: str, about: str, time_left: str = ""
    ) -> None:
        """Says which question this is."""
        time = f" {time_left[0].upper()}{time_left[1:]}." if time_left else ""
        self._print(Text(f"Question {number} of {total}. {title}. {about}.{time}"))

    async def ask_prediction(
        self, draft: str, keep: Callable[[str], None], hint: str
    ) -> tuple[str, bool]:
        """A prediction, up to a line with only `.` or the end of input; `?` asks for a hint."""
        lines = draft.split("\n") if draft else []
        if lines:
            self._print(Text(f"You have typed this so far, and can go on:\n{draft}"))
            self._console.print(Text(f"A line with only {ANEW_MARK} begins anew."))
        self._console.print(Text(" ".join([_ASK, ENDINGS, *_say_hint(hint)])))
        while True:
            try:
                line = self._read_line()
            except (EOFError, KeyboardInterrupt):
                # A claim that was not ended is none: it waits as a draft.
                keep("\n".join(lines))
                raise
            if line == HINT_MARK:
                if hint:
                    return "\n".join(lines), True
                self._console.print(Text(NO_HINT))
                continue
            if draft and line == ANEW_MARK:
                lines.clear()
                continue
            if line == END_MARK:
                complaint = _complaint(parse_claim, "\n".join(lines))
                if not complaint:
                    return "\n".join(lines), False
                lines.pop()
                self._console.print(Text(f"{complaint} The lines before it are kept; go on."))
                continue
            lines.append(line)

    async def ask_number(
        self, unit: str, draft: str, keep: Callable[[str], None], hint: str
    ) -> tuple[str, bool]:
        """A number on a line; `?` asks for a hint."""
        if draft:
            self._print(Text(f"You had typed {draft}."))
        question = " ".join([f"Your guess, in {unit}.", *_say_hint(hint)])
        while True:
            self._console.print(Text(question))
            try:
                line = self._read_line().strip()
            except (EOFError, KeyboardInterrupt):
                keep(draft)
                raise
            if line == HINT_MARK:
                if hint:
                    return draft, True
                question = NO_HINT
                continue
            question = _complaint(parse_guess, line or draft)
            if not question:
                return line or draft, False

    async def pick(self, question: str, keys: Sequence[tuple[str, str]]) -> str:
        """A key or its word, followed by Enter; Enter alone is asked again."""
        words = ", ".join(f"{word} ({key})" if word else key for key, word in keys)
        text = f"{question} Choose: {words}."
        while True:
            self._console.print(Text(text))
            answer = self._read_line().strip().casefold()
            for key, word in keys:
                if answer and answer in (key, word):
                    return key
            said = f"There is no `{visible(answer)}` here. " if answer else ""
            text = f"{said}Choose: {words}."

    async def ask_note(self, label: str) -> str:
        """One line of text; an empty one gives it up."""
        self._console.print(Text(f"{label} One line."))
        return self._read_line()

    def show_hint(self, number: int, total: int, markdown: str) -> None:
        """A hint with its number."""
        self._console.print(Text(f"Hint {number} of {total}:"))
        self._print(PageMarkdown(markdown, plain=True))

    def show_choices(self, choices: Sequence[str]) -> None:
        """The choices, numbered."""
        for number, choice in enumerate(choices, 1):
            self._console.print(PageMarkdown(f"{number}\\. {choice}", plain=True))
        self._console.print()

    def show_reason(self, chosen: Choice, right: Choice, number: int, *, is_why: bool) -> None:
        """The feedback on a choice, and on the right one if it was another."""
        self._reason(about_choice(chosen, is_why=is_why), chosen)
        if not chosen.right:
            self._reason(f"It is {number}. {right.text}", right)

    def _reason(self, head: str, choice: Choice) -> None:
        self._print(PageMarkdown(f"{head} {choice.feedback}", plain=True))

    def show_measurement(self, found: Measurement) -> None:
        """A guess beside what was measured, in a sentence."""
        self._print(Text(describe_measurement(found)))

    def show_report(self, found: Report) -> None:
        """What came of a quiz."""
        self._console.print(report(found, self._console.width, plain=True), crop=False)
        self._console.print()

    def show_to_copy(self, sentence: str, text: str) -> None:
        """A command or path on a line of its own."""
        self._console.print(PageMarkdown(sentence, plain=True))
        self._console.print(to_copy(text), crop=False)
        self._console.print()


def _say_hint(hint: str) -> list[str]:
    return [f"A line with only {HINT_MARK} gives {hint}."] if hint else []


def _complaint(parse: Callable[[str], object], text: str) -> str:
    try:
        parse(text)
    except ClaimError as error:
        return str(error)
    return ""
