"""Rounds that are all alike, told once or twice: a loop that goes round 5,890 times is no story."""

from collections.abc import Sequence

from asynclearn.explaining.story import Step, StepKind

_LONGEST = 16
"""So many steps a round may have: longer ones nobody recognizes as the same."""
_KEPT = 2
"""So many rounds are told before the others are folded; of these the last one is told, too."""
_LEAST = 3
"""So many rounds at least are worth a fold."""


def folded(steps: Sequence[Step]) -> list[Step]:
    """The steps, where of many equal rounds the first ones and the last one are left.

    A marked step is equal to no other, so that it stays where it is.
    """
    kinds = _kinds(steps)
    told: list[Step] = []
    place = 0
    while place < len(steps):
        length, rounds = _rounds(kinds, place)
        if rounds < _KEPT + _LEAST + 1:
            told.append(steps[place])
            place += 1
            continue
        first, last = place + _KEPT * length, place + (rounds - 1) * length
        place += rounds * length
        told += [
            *steps[first - _KEPT * length : first],
            _fold(steps[first:last], length),
            *steps[last:place],
        ]
    return told


def _kinds(steps: Sequence[Step]) -> list[int]:
    """A number for each step, the same for those that say the same."""
    known: dict[tuple[object, ...], int] = {}
    return [
        known.setdefault(
            (step.lane, step.kind, step.text, step.line, step.mark and place), len(known)
        )
        for place, step in enumerate(steps)
    ]


def _rounds(kinds: Sequence[int], place: int) -> tuple[int, int]:
    """The length of the rounds that begin here, and how many there are; the shortest rounds."""
    for length in range(1, _LONGEST + 1):
        end = place + length
        while end < len(kinds) and kinds[end] == kinds[end - length]:
            end += 1
        rounds = (end - place) // length
        if rounds >= _KEPT + _LEAST + 1:
            return length, rounds
    return 1, 1


def _fold(steps: Sequence[Step], length: int) -> Step:
    times = f"{len(steps) // length:,} times"
    these = "" if length == 1 else f"these {length} steps "
    return Step(
        lane=steps[0].lane,
        kind=StepKind.GAP,
        text=f"… and so on, {these}{times}",
        seconds=steps[0].seconds,
        output_lines=tuple(number for step in steps for number in step.output_lines),
        events=tuple(number for step in steps for number in step.events),
    )
