"""Texts that differ only by case, quotes or spaces, or by quotes around a claimed line."""

import re
from collections.abc import Callable, Iterable
from itertools import combinations

from asynclearn.judging.verdict import NearMiss

ALL = tuple(NearMiss)
FEWEST_FIRST = tuple(some for count in (1, 2, 3, 4) for some in combinations(ALL, count))

QUOTES = str.maketrans(dict.fromkeys('"‘’‚‛“”„‟', "'"))  # noqa: RUF001 - the quotes meant


def near_misses(claimed: str, actual: str) -> tuple[NearMiss, ...]:
    """The fewest differences that explain how two unlike lines differ; empty if none do."""
    return fewest(lambda some: fold_claimed([claimed], [actual], some) == [fold(actual, some)])


def fewest(alike: Callable[[tuple[NearMiss, ...]], bool]) -> tuple[NearMiss, ...]:
    """The fewest differences without which two things are alike; empty if they never are."""
    if not alike(ALL):
        return ()
    return next(some for some in FEWEST_FIRST if alike(some))


def fold_claimed(
    claimed: Iterable[str], actual: Iterable[str], some: tuple[NearMiss, ...] = ALL
) -> list[str]:
    """The claimed lines without the differences named.

    Quotes around a line are dropped from claimed lines only, and where no actual line has them:
    who leaves out quotes that are printed has overlooked a `repr`.
    """
    if NearMiss.OUTER_QUOTES not in some:
        return [fold(line, some) for line in claimed]
    known = {fold(line, some) for line in actual}
    return [
        folded if (folded := fold(line, some)) in known else fold(_without_quotes(line), some)
        for line in claimed
    ]


def _without_quotes(line: str) -> str:
    """`done` for `'done'`; the line itself if it is no single quoted text."""
    first, inner, last = line[:1], line[1:-1], line[1:][-1:]
    quoted = first.translate(QUOTES) == last.translate(QUOTES) == "'"
    return inner if quoted and first not in inner and last not in inner else line


def fold(line: str, some: tuple[NearMiss, ...] = ALL) -> str:
    """The line without the differences named."""
    if NearMiss.CASE in some:
        line = line.casefold()
    if NearMiss.QUOTES in some:
        line = line.translate(QUOTES)
    if NearMiss.SPACES in some:
        line = _without_spaces(line)
    return line


def _without_spaces(line: str) -> str:
    """`[1,2]` for `[1, 2]`; but one space stays between words, as `1 23` is not `12 3`."""
    return re.sub(r"(?<!\w) | (?!\w)", "", " ".join(line.split()))
