"""Who is who: what was handed in -> the learners, each once.

An id that a file gives is believed. Without one, two exports that share an answer are of one
learner: the same export, a later one, or one of a second computer to which the first was imported.
An answer is shared if its question, its program, its text and its moment agree; a moment counts for
that only if it tells microseconds, as those of asynclearn do, and not if somebody has rounded it.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from asynclearn.classroom.reading import Handed
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.sitting import Doubt


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner of the class."""

    attempts: tuple[Attempt, ...]
    """The oldest first, each once."""
    doubts: tuple[Doubt, ...]


def tell_apart(handed: Sequence[Handed]) -> tuple[Learner, ...]:
    """The learners, in an order that does not depend on that of what they handed in."""
    learners = [_join(group) for group in _groups(handed)]
    return tuple(sorted(learners, key=lambda each: [*map(_order, each.attempts)]))


def _groups(handed: Sequence[Handed]) -> Iterator[list[Handed]]:
    """What belongs together: all that can be reached over shared marks."""
    by_mark: dict[Hashable, list[int]] = {}
    for index, each in enumerate(handed):
        for mark in _marks(each):
            by_mark.setdefault(mark, []).append(index)
    seen: set[int] = set()
    for start in range(len(handed)):
        group: list[Handed] = []
        waiting = [start]
        while waiting:
            index = waiting.pop()
            if index not in seen:
                seen.add(index)
                group.append(handed[index])
                # Each mark once: a class that hands in the same file a hundred times is quick, too.
                waiting += [
                    each for mark in _marks(handed[index]) for each in by_mark.pop(mark, ())
                ]
        if group:
            yield group


def _marks(handed: Handed) -> set[Hashable]:
    if handed.learner:
        return {handed.learner}
    return {_mark(attempt) for attempt in handed.attempts if attempt.at.microsecond}


def _mark(attempt: Attempt) -> tuple[Hashable, ...]:
    return attempt.question, attempt.digest, attempt.at, attempt.claim


def _join(group: Iterable[Handed]) -> Learner:
    attempts: dict[Hashable, Attempt] = {}
    doubts: set[Doubt] = set()
    for handed in group:
        doubts.update(handed.doubts)
        for attempt in handed.attempts:
            other = attempts.setdefault(_mark(attempt), attempt)
            # The greater one: that in which a near miss was counted as right later.
            attempts[_mark(attempt)] = max(other, attempt, key=_order)
    return Learner(
        tuple(sorted(attempts.values(), key=_order)),
        tuple(sorted(doubts, key=lambda each: (each.at, each.question, each.note))),
    )


def _order(attempt: Attempt) -> tuple[object, ...]:
    """By the moment, and then by all that a statistic reads, so that no order is left to chance."""
    return (
        *(attempt.at, attempt.question, attempt.digest, attempt.claim),
        *(attempt.accepted, attempt.right, attempt.near_miss),
        *(attempt.confidence or 0, attempt.hints, attempt.sitting or ""),
    )
