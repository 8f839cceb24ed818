"""From an open question to a locked answer: what is claimed, how sure, with how many hints."""

from collections.abc import Callable
from dataclasses import dataclass

from asynclearn.content.challenge import Challenge, Estimate
from asynclearn.judging.estimate import in_unit
from asynclearn.progress.sitting import Draft
from asynclearn.teaching.quiz.port import QuizDesk

HOW_SURE = (("1", "guessing"), ("2", "fairly sure"), ("3", "sure"))


@dataclass(frozen=True, slots=True)
class Locked:
    """An answer that can't be changed any more."""

    text: str
    """The prediction or the number, as typed."""
    confidence: int
    hints: int = 0


async def lock_in(
    challenge: Challenge,
    draft: Draft,
    keep: Callable[[Draft], None],
    desk: QuizDesk,
    *,
    hints: bool = True,
) -> Locked:
    """Asks until the learner says how sure they are; until then hints and changes are free.

    `keep` is handed each new draft, so that leaving loses neither text nor the count of hints.
    """
    asking = _Asking(challenge, keep, desk, offered=challenge.hints if hints else ())
    sofar = draft if draft.question == challenge.id else Draft(challenge.id)
    for number in range(sofar.hints):
        asking.show_hint(number)
    while True:
        text, wants_hint = await asking.ask(sofar)
        sofar = Draft(challenge.id, text, sofar.hints)
        if not wants_hint:
            keep(sofar)
            key = await asking.pick(sofar)
            if key.isdecimal():
                return Locked(text, int(key), sofar.hints)
            wants_hint = key == "h"
        if wants_hint:
            sofar = asking.give_hint(sofar)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question that is being answered."""

    challenge: Challenge
    keep: Callable[[Draft], None]
    desk: QuizDesk
    offered: tuple[object, ...]

    async def ask(self, sofar: Draft) -> tuple[str, bool]:
        """What is typed, and whether a hint is wanted."""
        terminal, estimate = self.desk.terminal, self.challenge.estimate
        hint = self._next_hint(sofar)

        def keep_text(text: str) -> None:
            self.keep(Draft(self.challenge.id, text, sofar.hints))

        if estimate is None:
            return await terminal.ask_prediction(sofar.text, keep_text, hint)
        if not estimate.choices:
            return await terminal.ask_number(estimate.unit, sofar.text, keep_text, hint)
        return await self._choose(estimate, hint)

    async def _choose(self, estimate: Estimate, hint: str) -> tuple[str, bool]:
        keys = [
            (str(number), in_unit(choice, estimate.unit))
            for number, choice in enumerate(estimate.choices, 1)
        ]
        more = [("h", hint)] if hint else []
        key = await self.desk.terminal.pick("Your guess", [*keys, *more])
        return ("", True) if key == "h" else (f"{estimate.choices[int(key) - 1]:g}", False)

    async def pick(self, sofar: Draft) -> str:
        """How sure, 1 to 3; `e` to change the answer, `h` for a hint."""
        hint = self._next_hint(sofar)
        more = [("h", hint)] if hint else []
        keys = [*HOW_SURE, ("e", "change the answer"), *more]
        return await self.desk.terminal.pick("How sure are you?", keys)

    def give_hint(self, sofar: Draft) -> Draft:
        """Shows the next hint and counts it, first of all."""
        if not self._next_hint(sofar):
            return sofar
        counted = Draft(sofar.question, sofar.text, sofar.hints + 1)
        self.keep(counted)
        self.show_hint(sofar.hints)
        return counted

    def show_hint(self, number: int) -> None:
        """One hint, counted from 0."""
        hints = self.challenge.hints
        if number < len(hints):
            self.desk.terminal.show_hint(number + 1, len(hints), hints[number].markdown)

    def _next_hint(self, sofar: Draft) -> str:
        total = len(self.offered)
        return f"hint {sofar.hints + 1} of {total}" if sofar.hints < total else ""
