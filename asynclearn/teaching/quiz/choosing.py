"""Which questions a quiz asks: pure, so that simulated learners can be put through it.

First what is due for review, then what the learner was sure of and had wrong, then new ones at
the edge of what they master. No program stands twice in a set.
"""

import heapq
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter

from asynclearn.content.catalogue import Entry
from asynclearn.content.challenge import Kind
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.mastery import UNKNOWN, Mastery, mastery
from asynclearn.progress.schedule import Memory, memories

ASKED_KINDS = (Kind.PREDICT, Kind.ESTIMATE)
"""What a quiz can ask. The other kinds want an editor and an afternoon."""

REST = timedelta(hours=1)
"""How long what was confidently wrong rests: at once it would only be read back."""

HIGHEST_LEVEL = 3
CROWDED = 0.15
"""How much stronger a topic seems for each question that it already has in a set."""


_Standing = tuple[bool, int, float]
"""How a new challenge lies to the learner: the smaller, the better to ask it now."""


class Reason(StrEnum):
    """Why a question was chosen."""

    DUE = "due"
    SURE_AND_WRONG = "sure and wrong"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a learner narrows a quiz to."""

    lesson: int | None = None
    level: int | None = None
    topic: str | None = None
    kind: Kind | None = None
    count: int = 10
    due: bool = False
    """Only what is due."""
    new: bool = False
    """Only what was never asked."""

    def admits(self, entry: Entry) -> bool:
        """Whether a challenge is among those that are wished for."""
        return (
            (self.lesson is None or entry.lesson == self.lesson)
            and (self.level is None or entry.level == self.level)
            and (self.topic is None or self.topic in entry.topics)
            and (self.kind is None or entry.kind is self.kind)
        )

    def __str__(self) -> str:
        """The wish in words, such as `lesson 4, only due`; empty for none."""
        words = [
            f"lesson {self.lesson}" if self.lesson is not None else "",
            f"level {self.level}" if self.level is not None else "",
            f"topic {self.topic}" if self.topic is not None else "",
            f"kind {self.kind}" if self.kind is not None else "",
            "only due" if self.due else "",
            "only new" if self.new else "",
        ]
        return ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Learner:
    """What choosing has to know of the learner."""

    memories: Mapping[str, Memory]
    """By the digest of the program."""
    topics: Mapping[str, Mastery]
    steps: Mapping[str, Mastery]
    """By topic and level, as `step_of` writes them."""
    lessons_read: AbstractSet[int]
    now: datetime

    def edge(self, entry: Entry) -> int:
        """The lowest level that the learner does not master, in any topic of a challenge."""
        return min(map(self._edge_of_topic, entry.topics))

    def weakness(self, entry: Entry) -> float:
        """How well its weakest topic is mastered: 0 not at all, 1 perfectly."""
        return min(self.topics.get(topic, UNKNOWN).share for topic in entry.topics)

    def _edge_of_topic(self, topic: str) -> int:
        for level in range(1, HIGHEST_LEVEL):
            if not self.steps.get(step_of(topic, level), UNKNOWN).mastered:
                return level
        return HIGHEST_LEVEL


def step_of(topic: str, level: int) -> str:
    """The name of a topic at a level."""
    return f"{topic} {level}"


def meet(
    entries: Iterable[Entry],
    attempts: Sequence[Attempt],
    lessons_read: AbstractSet[int],
    now: datetime,
) -> Learner:
    """The learner as their answers show them."""
    topics = {entry.digest: entry.topics for entry in entries}
    steps = {
        entry.digest: [step_of(topic, entry.level) for topic in entry.topics] for entry in entries
    }
    known = [attempt for attempt in attempts if attempt.digest in topics]
    return Learner(
        memories=memories(known, now),
        topics=mastery(known, topics),
        steps=mastery(known, steps),
        lessons_read=lessons_read,
        now=now,
    )


def fresh_seed() -> int:
    """A seed that can be typed."""
    return random.randrange(1_000_000)  # noqa: S311  (nothing secret, only an order)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question of the set, and why it is in it."""

    entry: Entry
    reason: Reason


def choose(entries: Sequence[Entry], learner: Learner, wish: Wish, seed: int) -> tuple[Chosen, ...]:
    """At most `wish.count` questions in the order in which to ask them.

    The same seed gives the same set for the same course and the same learner.
    """
    chance = random.Random(seed)  # noqa: S311  (nothing secret, only an order)
    wished = _one_of_each_program(entry for entry in entries if wish.admits(entry))
    chance.shuffle(wished)
    chosen = [
        *_due(wished, learner, wish),
        *_sure_and_wrong(wished, learner, wish),
    ][: wish.count]
    if not wish.due:
        chosen += _new(wished, learner, wish.count - len(chosen))
    chance.shuffle(chosen)
    return tuple(chosen)


def _one_of_each_program(entries: Iterable[Entry]) -> list[Entry]:
    return list({entry.digest: entry for entry in entries}.values())


def _due(entries: Sequence[Entry], learner: Learner, wish: Wish) -> list[Chosen]:
    """What should be asked again by now, that most likely forgotten first."""
    if wish.new:
        return []
    remembered = [(learner.memories.get(entry.digest), entry) for entry in entries]
    due = [
        (memory.recall(learner.now), entry)
        for memory, entry in remembered
        if memory is not None and memory.due <= learner.now
    ]
    return [Chosen(entry, Reason.DUE) for _, entry in sorted(due, key=itemgetter(0))]


def _sure_and_wrong(entries: Sequence[Entry], learner: Learner, wish: Wish) -> list[Chosen]:
    if wish.new or wish.due:
        return []
    return [
        Chosen(entry, Reason.SURE_AND_WRONG)
        for entry in entries
        if (memory := learner.memories.get(entry.digest)) is not None
        and memory.confidently_wrong
        and memory.last.at + REST <= learner.now < memory.due
    ]


def _new(entries: Sequence[Entry], learner: Learner, count: int) -> list[Chosen]:
    """What was never asked: of the lessons read first, nearest to the edge, weak topics first.

    Each topic that is taken waits a little before it is taken again, so that one weak topic
    does not fill the whole set.
    """
    taken: Counter[str] = Counter()

    def rank(entry: Entry, standing: _Standing) -> _Standing:
        unread, distance, weakness = standing
        crowded = CROWDED * max(taken[topic] for topic in entry.topics)
        return unread, distance, weakness + crowded

    # What was taken only ever moves others back, so that a rank has to be looked at again only
    # when its turn comes.
    standings = [
        (_standing(entry, learner), entry)
        for entry in entries
        if entry.digest not in learner.memories
    ]
    left = [(standing, place) for place, (standing, _) in enumerate(standings)]
    heapq.heapify(left)
    chosen: list[Chosen] = []
    while left and len(chosen) < count:
        ranked, place = heapq.heappop(left)
        standing, entry = standings[place]
        now = rank(entry, standing)
        if now > ranked:
            heapq.heappush(left, (now, place))
            continue
        taken.update(entry.topics)
        chosen.append(Chosen(entry, Reason.NEW))
    return chosen


def _standing(entry: Entry, learner: Learner) -> _Standing:
    """How a new challenge lies to the learner: the smaller, the better to ask it now."""
    steps = entry.level - learner.edge(entry)
    # What lies below the edge is dull, what lies above is too hard: dull is the lesser evil.
    distance = 2 * steps if steps >= 0 else -2 * steps - 1
    return entry.lesson not in learner.lessons_read, distance, learner.weakness(entry)
