"""How well a learner masters each topic: the chance that they answer a new question of it rightly.

It is the share of right answers to questions that were new to them, or that they had not seen for
a month. What comes back sooner says what is remembered of one question, not what is understood:
counted as well, simulated learners look much better than they are. Newer answers weigh more, each
7 % less than the next newer one of its topic, and all are drawn towards one half by two answers
that nobody gave: one right answer is no mastery.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from asynclearn.progress.attempt import Attempt

FADING = 0.93
FORGOTTEN = timedelta(days=30)
"""After so long without it a question is as good as new."""
PRIOR_WEIGHT = 2.0
PRIOR_SHARE = 0.5
MASTERED = 0.75
"""From this on a topic or level counts as mastered."""


@dataclass(frozen=True, slots=True)
class Mastery:
    """What the answers say about one topic."""

    share: float = PRIOR_SHARE
    """The share, 0 to 1, of its questions that the learner would answer rightly."""
    answered: int = 0
    right: int = 0

    @property
    def mastered(self) -> bool:
        """Whether the learner can go on to what is harder."""
        return self.share >= MASTERED


UNKNOWN = Mastery()


def mastery(attempts: Iterable[Attempt], groups: Mapping[str, Iterable[str]]) -> dict[str, Mastery]:
    """The mastery of each group that was asked about, in order of their names.

    `groups` says to which groups the questions of a digest belong, such as its topics.
    """
    found: dict[str, list[bool]] = {}
    seen: dict[str, datetime] = {}
    for attempt in sorted(attempts, key=lambda each: each.at):
        last = seen.get(attempt.digest)
        seen[attempt.digest] = attempt.at
        if last is not None and attempt.at - last < FORGOTTEN:
            continue
        for group in groups.get(attempt.digest, ()):
            found.setdefault(group, []).append(attempt.counts)
    return {group: of_answers(found[group]) for group in sorted(found)}


def of_answers(answers: list[bool]) -> Mastery:
    """The mastery that follows from these answers, the oldest first."""
    weight, right = PRIOR_WEIGHT, PRIOR_WEIGHT * PRIOR_SHARE
    factor = 1.0
    for answer in reversed(answers):
        weight += factor
        right += factor * answer
        factor *= FADING
    return Mastery(right / weight, len(answers), sum(answers))
