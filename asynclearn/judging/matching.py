"""Which claimed line is which printed line: lines that keep their order, and lines that moved."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

TABLE_CELLS = 250_000
"""Two texts with more pairs of lines than this are matched in a faster, rougher way."""

Matches = dict[int, int]
"""The place of a claimed line -> the place of the same line among the printed ones, from 0."""


def lines_in_order(claimed: Sequence[str], actual: Sequence[str]) -> Matches:
    """The most lines that are in both texts in the same order.

    Of two long texts it may be fewer than the most, where lines repeat.
    """
    shorter = min(len(claimed), len(actual))
    head = 0
    while head < shorter and claimed[head] == actual[head]:
        head += 1
    tail = 0
    while tail < shorter - head and claimed[-1 - tail] == actual[-1 - tail]:
        tail += 1
    inner_claimed = claimed[head : len(claimed) - tail]
    inner_actual = actual[head : len(actual) - tail]
    fits = len(inner_claimed) * len(inner_actual) <= TABLE_CELLS
    inner = (_longest if fits else _long)(inner_claimed, inner_actual)
    return (
        {place: place for place in range(head)}
        | {head + mine: head + its for mine, its in inner.items()}
        | {len(claimed) - back: len(actual) - back for back in range(tail, 0, -1)}
    )


def lines_moved(claimed: Sequence[str], actual: Sequence[str], kept: Matches) -> Matches:
    """The lines that are in both texts besides those in order, the first with the first."""
    taken = set(kept.values())
    return match_in_turn(
        ((place, line) for place, line in enumerate(claimed) if place not in kept),
        ((place, line) for place, line in enumerate(actual) if place not in taken),
    )


def match_in_turn(claimed: Iterable[tuple[int, str]], actual: Iterable[tuple[int, str]]) -> Matches:
    """Equal lines with each other: the first with the first, the second with the second."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, line in actual:
        places[line].append(place)
    return {place: places[line].popleft() for place, line in claimed if places[line]}


def _longest(claimed: Sequence[str], actual: Sequence[str]) -> Matches:
    """The longest common subsequence, by the table of those of all ends of both texts."""
    lengths = [[0] * (len(actual) + 1)]
    for line in reversed(claimed):
        below, row = lengths[-1], [0] * (len(actual) + 1)
        for place in range(len(actual) - 1, -1, -1):
            row[place] = (
                below[place + 1] + 1 if line == actual[place] else max(below[place], row[place + 1])
            )
        lengths.append(row)
    lengths.reverse()
    matches: Matches = {}
    mine = its = 0
    while mine < len(claimed) and its < len(actual):
        if claimed[mine] == actual[its]:
            matches[mine] = its
            mine, its = mine + 1, its + 1
        elif lengths[mine + 1][its] >= lengths[mine][its + 1]:
            mine += 1
        else:
            its += 1
    return matches


def _long(claimed: Sequence[str], actual: Sequence[str]) -> Matches:
    """A long common subsequence: of the lines matched in turn, the longest run that rises."""
    in_turn = match_in_turn(enumerate(claimed), enumerate(actual))
    ends: list[int] = []
    """The smallest printed place at which a rising run of each length can end."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for mine, its in in_turn.items():
        length = bisect_left(ends, its)
        before[mine] = tails[length - 1] if length else None
        ends[length : length + 1] = [its]
        tails[length : length + 1] = [mine]
    run: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        run.append(last)
        last = before[last]
    return {mine: in_turn[mine] for mine in reversed(run)}
