"""An estimate held against what was measured: right within a factor."""

import math
import re
from dataclasses import dataclass

from asynclearn.errors import ClaimError

_NUMBER = re.compile(r"[-+]?(\d[\d_ ,]*)?(\.\d+)?([eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Measurement:
    """A guess beside the truth."""

    guess: float
    measured: float
    unit: str
    within: float
    """The factor, at least 1, within which a guess is right."""

    @property
    def low(self) -> float:
        """The smallest guess that is right; of a negative truth the one nearest to 0."""
        return self.measured / self.within

    @property
    def high(self) -> float:
        """The largest guess that is right."""
        return self.measured * self.within

    @property
    def right(self) -> bool:
        """Whether the guess is near enough; of nothing only nothing is."""
        low, high = sorted((self.low, self.high))
        return low <= self.guess <= high

    @property
    def factor(self) -> float | None:
        """How many times too much was guessed, below 1 too little; None if no factor says it."""
        if self.guess * self.measured <= 0:
            return None
        factor = self.guess / self.measured
        return factor if 0 < factor < math.inf else None

    @property
    def share(self) -> float:
        """How near it is, 0 to 1: 1 if right, else falling to 0 at a hundred times too much."""
        if self.right:
            return 1.0
        if self.factor is None:
            return 0.0
        return max(0.0, 1 - abs(math.log10(self.factor)) / 2)


def describe_measurement(found: Measurement) -> str:
    """The verdict on a guess, in a sentence."""
    said = f"You said {in_unit(found.guess, found.unit)}"
    truth = f"it is {in_unit(found.measured, found.unit)}"
    low, high = in_unit(found.low, found.unit), in_unit(found.high, found.unit)
    if found.right and low == high:
        return f"Right: {truth}."
    counted = f"from {low} to {high} counts as right" if low != high else "nothing else is right"
    if found.right:
        return f"Right: {truth}, and {counted}. {said}."
    return f"{said}, but {truth}{_too(found)}; {counted}."


def in_unit(number: float, unit: str) -> str:
    """A number with at most three digits that say something, and its unit."""
    text = f"{number:.3g}"
    if "e" in text and abs(number) < _SPELLED_OUT:
        text = f"{number:,.0f}" if abs(number) >= 1 else f"{number:.6f}".rstrip("0")
    return f"{text} {unit}"


_SPELLED_OUT = 1e9


def parse_number(text: str) -> float:
    """The number that was typed or printed, be it `1,200`, `1_200`, `1.5e3`, or with its unit.

    Raises ClaimError.
    """
    found = _NUMBER.match(text.strip())
    digits = re.sub(r"[_ ,]", "", found[0]) if found else ""
    try:
        number = float(digits)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        said = f"`{text.strip()}` is no number" if text.strip() else "no number was typed"
        raise ClaimError(f"{said}; type one such as 0.5, 20 or 1_000.")
    return number


def parse_guess(text: str) -> float:
    """Likewise what a learner guesses: of bytes, seconds and turns there are never less than none.

    Raises ClaimError.
    """
    number = parse_number(text)
    if number < 0:
        raise ClaimError(f"`{text.strip()}` is less than nothing; type a number from 0 on.")
    return number


def _too(found: Measurement) -> str:
    factor = found.factor
    if factor is None:
        return ""
    if factor > 1:
        return f", {factor:.3g} times less"
    return f", {1 / factor:.3g} times more"
