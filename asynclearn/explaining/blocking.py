"""Time that passes inside a task's turn: nobody else can run meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from asynclearn.explaining.code import Code
from asynclearn.explaining.facts import Facts
from asynclearn.sandbox.trace import Event, What

_LEAST = 0.01
"""Seconds. What takes less is, on the real clock, only the computer at work."""
_THREAD = "thread "


@dataclass(frozen=True, slots=True)
class Block:
    """Between two events of one turn the time moved on."""

    before: Event
    after: Event
    line: int | None
    """The line that blocks, if only one of the program can have done it."""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.after.seconds - self.before.seconds


def blocks(events: Sequence[Event], facts: Facts, code: Code) -> Iterator[Block]:
    """Each place where the one at work kept all others waiting."""
    for before, after in pairwise(events):
        if (
            after.seconds - before.seconds >= _LEAST
            and before.turn == after.turn > 0
            and before.who == after.who
            and not after.who.startswith(_THREAD)
        ):
            yield Block(before, after, _line(before, after, facts, code))


def _line(before: Event, after: Event, facts: Facts, code: Code) -> int | None:
    """The one call of `time.sleep` between the two lines, or in the function, or at all."""
    sleeps = code.blocking_sleeps
    first = before.line
    if first is None:
        waited = facts.last_of(before.who, before.number, What.SUSPENDED)
        first = None if waited is None else waited.line
    last = after.line
    if last is not None:
        function = code.function_at(last)
        inside = [line for line in sleeps if code.function_at(line) == function]
        between = [line for line in inside if first is not None and first <= line <= last]
        for found in (between, inside):
            if len(found) == 1:
                return found[0]
    return sleeps[0] if len(sleeps) == 1 else None
