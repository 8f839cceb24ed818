"""Two texts -> the rows of their diff, as the docstring of `verdict` draws them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from operator import itemgetter

from asynclearn.judging.matching import Matches, lines_in_order, lines_moved, match_in_turn
from asynclearn.judging.near import fold, fold_claimed, near_misses
from asynclearn.judging.verdict import LineKind, LineVerdict

PAIRS_WEIGHED = 400
"""In a gap with more pairs of lines than this, lines are paired off from the top."""
WEIGHED_LENGTH = 100
"""How much of a line is looked at to see how similar it is to another one."""

Pair = tuple[int, int]
_Pairing = tuple[float, tuple[Pair, ...]]
"""Pairs of lines, and how similar they are altogether."""
NO_PAIRING: _Pairing = (-1.0, ())


@dataclass(frozen=True, slots=True)
class _Texts:
    """Both texts, and where the lines are that moved."""

    claimed: Sequence[str]
    actual: Sequence[str]
    printed_as: Matches
    claimed_as: Matches

    def left(self, place: int) -> LineVerdict:
        number = self.printed_as.get(place)
        return LineVerdict(
            LineKind.EXTRA if number is None else LineKind.MOVED,
            claimed=self.claimed[place],
            claimed_number=place + 1,
            printed_as=None if number is None else number + 1,
        )

    def right(self, place: int) -> LineVerdict:
        number = self.claimed_as.get(place)
        return LineVerdict(
            LineKind.MISSING if number is None else LineKind.MOVED,
            actual=self.actual[place],
            actual_number=place + 1,
            claimed_as=None if number is None else number + 1,
        )

    def both(self, mine: int, its: int) -> LineVerdict:
        if self.claimed[mine] != self.actual[its] and mine in self.printed_as:
            return LineVerdict(
                LineKind.MOVED,
                claimed=self.claimed[mine],
                actual=self.actual[its],
                claimed_number=mine + 1,
                actual_number=its + 1,
                printed_as=self.printed_as[mine] + 1,
                claimed_as=self.claimed_as[its] + 1,
            )
        return row(self.claimed, self.actual, mine, its)


def row(claimed: Sequence[str], actual: Sequence[str], mine: int, its: int) -> LineVerdict:
    """The row of two lines that stand for each other, SAME or CHANGED."""
    same = claimed[mine] == actual[its]
    return LineVerdict(
        LineKind.SAME if same else LineKind.CHANGED,
        claimed=claimed[mine],
        actual=actual[its],
        claimed_number=mine + 1,
        actual_number=its + 1,
        near=() if same else near_misses(claimed[mine], actual[its]),
    )


def rows_in_order(
    claimed: Sequence[str], actual: Sequence[str]
) -> tuple[tuple[LineVerdict, ...], int]:
    """The rows of two texts whose order matters, and how many lines are right and in order."""
    kept = lines_in_order(claimed, actual)
    moved = lines_moved(claimed, actual, kept)
    anchors = dict(kept)
    for stretch in _stretches(kept, moved):
        places = _drawn_row_by_row(stretch, kept, claimed, actual)
        if places:
            for mine, _ in stretch:
                anchors.pop(mine, None)
                moved.pop(mine, None)
            anchors.update(places)
            odd = [(mine, its) for mine, its in places if claimed[mine] != actual[its]]
            moved |= match_in_turn(
                ((mine, claimed[mine]) for mine, _ in odd), ((its, actual[its]) for _, its in odd)
            )
    texts = _Texts(claimed, actual, moved, {its: mine for mine, its in moved.items()})
    return tuple(_rows(texts, sorted(anchors.items()))), len(kept)


def rows_in_any_order(
    claimed: Sequence[str], actual: Sequence[str]
) -> tuple[tuple[LineVerdict, ...], int]:
    """The rows of two texts whose order does not matter, and how many lines are right.

    They follow the claim; what it leaves out comes last.
    """
    same = match_in_turn(enumerate(claimed), enumerate(actual))
    taken = set(same.values())
    mine = [place for place in range(len(claimed)) if place not in same]
    its = [place for place in range(len(actual)) if place not in taken]
    rest = [actual[place] for place in its]
    near = match_in_turn(
        zip(mine, fold_claimed([claimed[place] for place in mine], rest), strict=True),
        zip(its, map(fold, rest), strict=True),
    )
    pairs = same | near
    taken.update(near.values())
    texts = _Texts(claimed, actual, {}, {})
    rows = [
        texts.both(mine, pairs[mine]) if mine in pairs else texts.left(mine)
        for mine in range(len(claimed))
    ]
    rows += [texts.right(its) for its in range(len(actual)) if its not in taken]
    return tuple(rows), len(same)


def _stretches(kept: Matches, moved: Matches) -> Iterator[list[Pair]]:
    """The shortest stretches of lines that only changed places with each other."""
    pairs = sorted((kept | moved).items())
    ranks = {its: rank for rank, its in enumerate(sorted(its for _, its in pairs))}
    stretch: list[Pair] = []
    highest = 0
    for rank, (mine, its) in enumerate(pairs):
        stretch.append((mine, its))
        highest = max(highest, ranks[its])
        if highest == rank:
            if len(stretch) > 1:
                yield stretch
            stretch = []


def _drawn_row_by_row(
    stretch: list[Pair], kept: Matches, claimed: Sequence[str], actual: Sequence[str]
) -> list[Pair]:
    """The rows of a stretch if it is best drawn as such: when fewer of them are MOVED.

    Drawn otherwise, each line that did not keep its order takes two rows. Empty, if
    lines that are in one text only come in between in different places.
    """
    left, right = [mine for mine, _ in stretch], sorted(its for _, its in stretch)
    if [mine - left[0] for mine in left] != [its - right[0] for its in right]:
        return []
    places = list(zip(left, right, strict=True))
    differing = sum(claimed[mine] != actual[its] for mine, its in places)
    moving = sum(mine not in kept for mine in left)
    return places if differing <= 2 * moving else []


def _rows(texts: _Texts, anchors: list[Pair]) -> Iterator[LineVerdict]:
    """The rows of both texts, where the anchors are the pairs known by now, in order."""
    mine = its = 0
    for pair in (*anchors, None):
        next_mine, next_its = pair or (len(texts.claimed), len(texts.actual))
        yield from _gap(texts, range(mine, next_mine), range(its, next_its))
        if pair:
            yield texts.both(*pair)
        mine, its = next_mine + 1, next_its + 1


def _gap(texts: _Texts, left: range, right: range) -> Iterator[LineVerdict]:
    """The rows between two anchors: what did not move is paired up, the rest stands alone."""
    free_left = [place for place in left if place not in texts.printed_as]
    free_right = [place for place in right if place not in texts.claimed_as]
    mine, its = left.start, right.start
    for pair in (*_paired(texts, free_left, free_right), (left.stop, right.stop)):
        yield from (texts.left(place) for place in range(mine, pair[0]))
        yield from (texts.right(place) for place in range(its, pair[1]))
        if pair != (left.stop, right.stop):
            yield texts.both(*pair)
        mine, its = pair[0] + 1, pair[1] + 1


def _paired(texts: _Texts, left: list[int], right: list[int]) -> Sequence[Pair]:
    """As many pairs as the shorter side has lines, in order, the most similar together."""
    if len(left) == len(right) or len(left) * len(right) > PAIRS_WEIGHED:
        return list(zip(left, right, strict=False))
    if len(left) > len(right):
        flipped = _Texts(texts.actual, texts.claimed, {}, {})
        return [(mine, its) for its, mine in _paired(flipped, right, left)]
    best: list[_Pairing] = [(0.0, ())] * (len(right) + 1)
    for count, mine in enumerate(left, start=1):
        above, best = best, [NO_PAIRING] * count
        for its, (weight, pairs) in zip(right[count - 1 :], above[count - 1 :], strict=False):
            together = weight + _similarity(texts.claimed[mine], texts.actual[its])
            best.append(max(best[-1], (together, (*pairs, (mine, its))), key=itemgetter(0)))
    return best[-1][1]


def _similarity(claimed: str, actual: str) -> float:
    """How similar two lines are, 0 to 1, and 2 for near misses."""
    (claimed,) = fold_claimed([claimed[:WEIGHED_LENGTH]], [actual[:WEIGHED_LENGTH]])
    actual = fold(actual[:WEIGHED_LENGTH])
    if claimed == actual:
        return 2.0
    return SequenceMatcher(None, claimed, actual, autojunk=False).ratio()
