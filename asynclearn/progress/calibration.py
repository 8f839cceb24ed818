"""Whether a learner knows what they know: how often they were right when they were sure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from asynclearn.progress.attempt import Attempt
from asynclearn.progress.schedule import SURE, UNSURE

WORDS = {1: "were guessing", 2: "were fairly sure", 3: "were sure"}
"""How sure, in words that follow "when you"."""
_FEWEST = 3
"""So many answers it takes to say how often one was right."""
_ENOUGH = 4
_FAR_OFF = 0.25


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some answers were right."""

    right: int = 0
    asked: int = 0

    @property
    def share(self) -> float:
        """The share that was right; 0 of none."""
        return self.right / self.asked if self.asked else 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.asked + other.asked)


def tally(attempts: Iterable[Attempt]) -> Tally:
    """How many of these answers were right."""
    answers = [attempt.counts for attempt in attempts]
    return Tally(sum(answers), len(answers))


def calibration(attempts: Iterable[Attempt]) -> dict[int, Tally]:
    """How many were right, by how sure the learner was: 1 to 3, those that were said."""
    found: dict[int, Tally] = {}
    for attempt in attempts:
        if attempt.confidence is not None:
            sofar = found.get(attempt.confidence, Tally())
            found[attempt.confidence] = sofar + Tally(int(attempt.counts), 1)
    return dict(sorted(found.items()))


def by_week(attempts: Iterable[Attempt]) -> dict[date, Tally]:
    """How many were right in each week with an answer, by its Monday (UTC)."""
    found: dict[date, Tally] = {}
    for attempt in sorted(attempts, key=lambda each: each.at):
        day = attempt.at.date()
        monday = day - timedelta(days=day.weekday())
        found[monday] = found.get(monday, Tally()) + Tally(int(attempt.counts), 1)
    return found


def in_a_sentence(found: dict[int, Tally]) -> str:
    """The calibration as one plain sentence; empty if too few answers say anything about it."""
    telling = {level: each for level, each in found.items() if each.asked >= _FEWEST}
    if not telling:
        return ""
    level = max(telling)
    at_level = telling[level]
    said = f"When you {WORDS[level]} you were right {_in(at_level)}"
    guessed = telling.get(UNSURE)
    if level != UNSURE and guessed:
        said += f", and when you were guessing {_in(guessed)}"
    return f"{said}{_judgement(level, at_level)}."


def _in(found: Tally) -> str:
    times = "time" if found.right == 1 else "times"
    return f"{found.right} {times} in {found.asked}"


def _judgement(level: int, found: Tally) -> str:
    if found.asked < _ENOUGH:
        return ""
    if level == SURE and found.share < 1 - _FAR_OFF:
        return ": you are surer than you can be"
    if level < SURE and found.share > 1 - _FAR_OFF:
        return ": you know more than you think"
    return ""
