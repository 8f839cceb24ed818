"""What came of a check."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from asynclearn.errors import Problem


class Weight(StrEnum):
    """How much it weighs when a rule is broken."""

    ERROR = "error"
    """The file is wrong: the check fails."""
    ADVICE = "advice"
    """The question could be better, as far as can be told. The check does not fail."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was looked at."""

    files: int = 0
    snippets: int = 0
    """Programs that were read."""
    runs: int = 0
    """Runs that were made of them."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.files + other.files, self.snippets + other.snippets, self.runs + other.runs
        )


@dataclass(frozen=True, slots=True, order=True)
class Allowed:
    """A problem that its file allows, and why."""

    problem: Problem
    reason: str


Item = TypeVar("Item", Problem, Allowed)


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found, in the order of files and lines."""

    errors: tuple[Problem, ...] = ()
    advice: tuple[Problem, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    skipped: tuple[Problem, ...] = ()
    """What could not be looked at, and why."""
    counts: Counts = Counts()

    @property
    def ok(self) -> bool:
        """Whether the check passes: advice does not count."""
        return not self.errors


def joined(reports: Iterable[Report]) -> Report:
    """Several reports as one, each problem once."""
    every = tuple(reports)
    return Report(
        errors=_once(report.errors for report in every),
        advice=_once(report.advice for report in every),
        allowed=_once(report.allowed for report in every),
        skipped=_once(report.skipped for report in every),
        counts=sum((report.counts for report in every), Counts()),
    )


def _once(lists: Iterable[tuple[Item, ...]]) -> tuple[Item, ...]:
    return tuple(sorted({item for items in lists for item in items}))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a file, before its allowances are heard."""

    problem: Problem
    weight: Weight


def report_of(
    found: Iterable[Found], allowed: Iterable[Allowed], skipped: Iterable[Problem], counts: Counts
) -> Report:
    """The report, each problem once."""
    by_weight: dict[Weight, set[Problem]] = {Weight.ERROR: set(), Weight.ADVICE: set()}
    for each in found:
        by_weight[each.weight].add(each.problem)
    return Report(
        errors=tuple(sorted(by_weight[Weight.ERROR])),
        advice=tuple(sorted(by_weight[Weight.ADVICE])),
        allowed=tuple(sorted(set(allowed))),
        skipped=tuple(sorted(set(skipped))),
        counts=counts,
    )
