"""When a question should come back: what the learner's answers say to FSRS.

The log of answers is the truth; a memory is only what follows from it, and is never stored.
FSRS-6 is Jarrett Ye's model of how fast memories fade (https://github.com/open-spaced-repetition).
It is used without its learning steps, as nobody waits ten minutes at a command line, and without
fuzz, as a date that is told has to hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from asynclearn.progress.attempt import Attempt

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

RETENTION = 0.9
"""A question is due when the chance that it would be answered rightly has fallen to this."""

UNSURE, SURE = 1, 3
CLOCK_SKEW = timedelta(days=1)
"""How far in the future an answer may be dated before its date is not believed."""


MISSES_TO_REST = 3
LONG_REST = timedelta(days=7)
"""After each third miss a question rests: to ask it day after day teaches nothing, and the report
names what to read instead."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one question that was answered."""

    last: Attempt
    due: datetime
    misses: int = 0
    """How many answers were wrong."""
    _card: "Card | None" = None

    def recall(self, now: datetime) -> float:
        """The chance, 0 to 1, that it would be answered rightly; FSRS counts whole days."""
        if self._card is None:
            return 0.0
        return float(_scheduler().get_card_retrievability(self._card, now.astimezone(UTC)))

    @property
    def confidently_wrong(self) -> bool:
        """Whether the last answer was wrong and the learner was sure of it."""
        return not self.last.counts and self.last.confidence == SURE


def memories(attempts: Iterable[Attempt], now: datetime) -> dict[str, Memory]:
    """The memory of each question, by the digest of its program.

    A question that was renamed keeps its memory; one whose program was changed is a new one.
    The date of an answer that lies in the future is no date: such an answer counts as given,
    and the question as due, until it is answered again.
    """
    found: dict[str, Memory] = {}
    for attempt in sorted(attempts, key=lambda each: each.at):
        earlier = found.get(attempt.digest)
        if attempt.at <= now + CLOCK_SKEW:
            found[attempt.digest] = review(earlier, attempt)
        elif earlier is None:
            found[attempt.digest] = Memory(attempt, due=now)
    return found


def review(earlier: Memory | None, attempt: Attempt) -> Memory:
    """The memory after one more answer."""
    from fsrs import Card, Rating  # noqa: PLC0415  (kept out of start-up)

    card = None if earlier is None else earlier._card  # noqa: SLF001
    rating = Rating(grade(attempt, first=card is None))
    # A card without an id of ours waits a millisecond to get one of its own.
    card = card or Card(card_id=0)
    card, _ = _scheduler().review_card(card, rating, attempt.at.astimezone(UTC))
    misses = (0 if earlier is None else earlier.misses) + (not attempt.counts)
    rests = not attempt.counts and misses % MISSES_TO_REST == 0
    due = max(card.due, attempt.at + LONG_REST) if rests else card.due
    return Memory(attempt, due, misses, card)


def grade(attempt: Attempt, *, first: bool) -> int:
    """FSRS's rating: 1 again, 2 hard, 3 good, 4 easy."""
    if not attempt.counts:
        return 1
    if attempt.hints or attempt.confidence == UNSURE:
        return 2
    return 4 if first and attempt.confidence == SURE else 3


@cache
def _scheduler() -> "Scheduler":
    from fsrs import Scheduler  # noqa: PLC0415  (see above)

    return Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
