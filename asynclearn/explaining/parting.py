"""Where a prediction and a run part: the printed lines between which the reason lies."""

from collections.abc import Iterator
from dataclasses import dataclass

from asynclearn.judging.claim import MatchRule
from asynclearn.judging.verdict import LineKind, LineVerdict, NearMiss, Verdict


@dataclass(frozen=True, slots=True)
class Parting:
    """The first place where the two are not the same."""

    last_right: int | None
    """The number of the printed line before it; None at the very beginning."""
    first_wrong: int | None
    """The number of the line that was printed there; None where the output ends."""
    expected: str | None
    """What the learner expected there; None if nothing more."""
    actual: str | None
    """What was printed there; None where the output ends."""
    comes_as: int | None = None
    """The number under which the expected line is printed after all."""
    left_out: bool = False
    """Whether the printed line is nowhere in the prediction."""


def parting_of(verdict: Verdict) -> Parting | None:
    """Where they part; None if all lines are right, or near misses: no run explains a slip."""
    for place, row in enumerate(verdict.lines):
        if row.kind is not LineKind.SAME and not row.near:
            return _parting(verdict, place)
    return None


def near_misses(verdict: Verdict) -> tuple[NearMiss, ...]:
    """All that differs in the lines that are nearly right."""
    found = {each for row in verdict.lines for each in row.near}
    return tuple(each for each in NearMiss if each in found)


def _parting(verdict: Verdict, place: int) -> Parting:
    row = verdict.lines[place]
    rest = verdict.lines[place:]
    actual = next(_with_actual(rest), None)
    if row.kind is LineKind.EXTRA and verdict.rule is not MatchRule.EXACT:
        # There the order says nothing of what was printed in its place.
        return Parting(None, None, row.claimed, None)
    expected = _claimed_next(rest)
    first_wrong = None if actual is None else actual.actual_number
    before = [each.actual_number for each in verdict.lines[:place] if each.actual_number]
    last_right = first_wrong - 1 if first_wrong is not None else max(before, default=0)
    return Parting(
        last_right=last_right or None,
        first_wrong=first_wrong,
        expected=None if expected is None else expected.claimed,
        actual=None if actual is None else actual.actual,
        comes_as=None if expected is None else _comes_as(expected, verdict, first_wrong),
        left_out=row.kind is LineKind.MISSING,
    )


def _with_actual(rows: tuple[LineVerdict, ...]) -> Iterator[LineVerdict]:
    return (row for row in rows if row.actual is not None)


def _claimed_next(rows: tuple[LineVerdict, ...]) -> LineVerdict | None:
    return next((row for row in rows if row.claimed is not None), None)


def _comes_as(expected: LineVerdict, verdict: Verdict, first_wrong: int | None) -> int | None:
    """Where the expected line is printed: later than where it was expected."""
    if expected.printed_as is not None:
        return expected.printed_as
    if expected.kind is LineKind.SAME:
        return expected.actual_number
    later = (
        row.actual_number
        for row in verdict.lines
        if row.actual == expected.claimed and row.actual_number is not None
    )
    return next((number for number in later if number > (first_wrong or 0)), None)
