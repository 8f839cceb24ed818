"""Learners of known skill and known forgetting, put through the real choosing and scheduling.

A learner has a skill in each topic, the chance to answer a new question of it rightly, and
forgets as FSRS says that people do on average, times a factor of their own.
"""

import random
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from asynclearn.content.catalogue import Entry
from asynclearn.content.challenge import Kind
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.mastery import mastery
from asynclearn.progress.schedule import Memory, memories, review
from asynclearn.teaching.quiz.choosing import Learner, Reason, Wish, choose, meet

START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
TOPICS = tuple(f"topic-{letter}" for letter in "abcdefgh")
EACH = 30
DAYS = 60
DILIGENCE = 0.7
"""The chance that a learner sits down on a day."""
DECAY = 0.1542
"""FSRS-6's exponent for people on average; the factor makes recall 0.9 at the stability."""

COURSE = tuple(
    Entry(
        f"{topic}-{number}", Kind.PREDICT, 1 + number % 3, 1 + place // 2, (topic,), "Title",
        f"digest-{topic}-{number}", None, (),
    )
    for place, topic in enumerate(TOPICS)
    for number in range(EACH)
)  # fmt: skip
GROUPS = {entry.digest: entry.topics for entry in COURSE}


@dataclass
class Person:
    """A simulated learner."""

    chance: random.Random
    skill: dict[str, float]
    pace: float
    """How long memories last, 1 for people on average."""
    attempts: list[Attempt] = field(default_factory=list)
    memories: dict[str, Memory] = field(default_factory=dict)
    recalls: list[float] = field(default_factory=list)
    """The true chance to remember, each time that a review came on the day it was due."""
    just_failed: list[float] = field(default_factory=list)
    """The same where memory is shorter than the day that FSRS waits at least."""
    asked: Counter[str] = field(default_factory=Counter)
    """How many new questions of each topic were asked in the first two weeks."""
    in_a_row: int = 0
    """The most quizzes in a row in which the same question came."""
    most_asked: int = 0
    """How often the question was asked that was asked most."""

    def answer(self, entry: Entry, reason: Reason, now: datetime) -> None:
        memory = self.memories.get(entry.digest)
        right = self.chance.random() < (self.skill[entry.topics[0]] if memory is None
                                        else self.recall(memory, now))  # fmt: skip
        if memory is not None and reason is Reason.DUE:
            assert memory._card is not None
            assert memory._card.stability is not None
            if memory._card.stability < 1:
                self.just_failed.append(self.recall(memory, now))
            elif now - memory.due < timedelta(days=1):
                self.recalls.append(self.recall(memory, now))
        sure = self.chance.random() < (0.6 if right else 0.25)
        confidence = 3 if sure else self.chance.choice((1, 2))
        attempt = Attempt(entry.id, entry.digest, "", right, now, confidence=confidence)
        self.attempts.append(attempt)
        self.memories[entry.digest] = review(memory, attempt)

    def recall(self, memory: Memory, now: datetime) -> float:
        assert memory._card is not None
        assert memory._card.stability is not None
        days = (now - memory.last.at) / timedelta(days=1)
        factor = 0.9 ** (-1 / DECAY) - 1
        return float((1 + factor * days / (memory._card.stability * self.pace)) ** -DECAY)

    def study(self, days: int = DAYS) -> None:
        lessons = frozenset(entry.lesson for entry in COURSE)
        streak: dict[str, int] = {}
        for day in range(days):
            if self.chance.random() > DILIGENCE:
                continue
            now = START + timedelta(days=day, minutes=self.chance.randrange(120))
            learner = self._met(lessons, now)
            chosen = choose(COURSE, learner, Wish(), seed=self.chance.randrange(2**32))
            assert len({each.entry.digest for each in chosen}) == len(chosen)
            today = {each.entry.digest for each in chosen}
            streak = {digest: streak.get(digest, 0) + 1 for digest in today}
            self.in_a_row = max(self.in_a_row, *streak.values(), 0)
            for each in chosen:
                self.answer(each.entry, each.reason, now)
                if day < 14:
                    self.asked[each.entry.topics[0]] += 1
        often = Counter(attempt.digest for attempt in self.attempts)
        self.most_asked = max(often.values(), default=0)

    def _met(self, lessons: frozenset[int], now: datetime) -> Learner:
        """`meet` without going through all answers again: the memories are kept up to date."""
        met = meet(COURSE, (), lessons, now)
        topics = mastery(self.attempts, GROUPS)
        steps = mastery(self.attempts, STEPS)
        return Learner(self.memories, topics, steps, met.lessons_read, now)


STEPS = {entry.digest: [f"{entry.topics[0]} {entry.level}"] for entry in COURSE}


def people(count: int, days: int = DAYS) -> Iterator[Person]:
    for seed in range(count):
        chance = random.Random(seed)  # noqa: S311  (a simulation)
        skill = {topic: chance.uniform(0.15, 0.95) for topic in TOPICS}
        person = Person(chance, skill, pace=chance.lognormvariate(0, 0.3))
        person.study(days)
        yield person


@dataclass
class Figures:
    """What came of many learners."""

    recall: float
    """The mean true recall at a review that came when it was due."""
    recall_after_a_miss: float
    weak_share: float
    """Answers in the weaker half of the topics, as a share."""
    correlation: float
    """Of mastery found with mastery given, over all learners and topics."""
    error: float
    """The mean absolute difference of the two."""
    bias: float
    in_a_row: int
    most_asked: int
    questions: float
    """How many different ones a learner was asked."""
    answers: int


def figures(group: list[Person]) -> Figures:
    given, found, weak, total = [], [], 0, 0
    for person in group:
        seen = mastery(person.attempts, GROUPS)
        for topic, each in seen.items():
            given.append(person.skill[topic])
            found.append(each.share)
        weaker = sorted(TOPICS, key=person.skill.__getitem__)[: len(TOPICS) // 2]
        weak += sum(person.asked[topic] for topic in weaker)
        total += sum(person.asked.values())
    return Figures(
        recall=statistics.mean(each for person in group for each in person.recalls),
        recall_after_a_miss=statistics.mean(each for one in group for each in one.just_failed),
        weak_share=weak / total,
        correlation=statistics.correlation(given, found),
        error=statistics.mean(abs(a - b) for a, b in zip(given, found, strict=True)),
        bias=statistics.mean(b - a for a, b in zip(given, found, strict=True)),
        in_a_row=max(person.in_a_row for person in group),
        most_asked=max(person.most_asked for person in group),
        questions=statistics.mean(len(person.memories) for person in group),
        answers=sum(len(person.attempts) for person in group),
    )


def check(found: Figures) -> None:
    # Weak topics are asked more: with no preference it would be one half.
    assert found.weak_share > 0.6
    # Memory has fallen to about 90 % when a review comes; learners differ in how fast they forget.
    assert 0.86 <= found.recall <= 0.92
    # Nobody is stuck: no question comes in every quiz, and there is always something new.
    assert found.in_a_row <= 15
    assert found.most_asked < DAYS * DILIGENCE * 0.75
    assert found.questions > 60
    # Mastery found agrees with mastery given.
    assert found.correlation > 0.75
    assert found.error < 0.13
    assert abs(found.bias) < 0.06


def test_a_few_simulated_learners():
    check(figures(list(people(25))))


@pytest.mark.slow
def test_thousands_of_simulated_learners(record_property):
    found = figures(list(people(2000)))

    for name in vars(found):
        record_property(name, getattr(found, name))
    check(found)


def test_the_simulation_uses_the_memories_that_the_log_gives():
    [person] = people(1, days=10)

    assert memories(person.attempts, START + timedelta(days=10)) == person.memories
