from datetime import UTC, datetime, timedelta

import pytest

from asynclearn.content.catalogue import Entry
from asynclearn.content.challenge import Kind
from asynclearn.progress.attempt import Attempt
from asynclearn.teaching.quiz.choosing import Reason, Wish, choose, meet

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(name, level=1, lesson=4, topics=("closing",), kind=Kind.PREDICT):
    return Entry(name, kind, level, lesson, topics, name, f"digest-{name}", None, ())


def answered(name, *, right=True, ago=DAY, sure=2):
    return Attempt(name, f"digest-{name}", "", right, NOW - ago, confidence=sure)


def chosen(entries, attempts=(), read=frozenset({4}), seed=1, **wish):
    learner = meet(entries, attempts, read, NOW)
    return choose(entries, learner, Wish(**wish), seed)


def names(found):
    return sorted(each.entry.id for each in found)


def test_what_is_due_comes_before_what_is_new():
    entries = [entry(name) for name in "abcdef"]
    attempts = [answered("a", right=False, ago=2 * DAY), answered("b", ago=40 * DAY)]

    found = chosen(entries, attempts, count=3)

    assert {each.entry.id: each.reason for each in found if each.reason is Reason.DUE} == {
        "a": Reason.DUE,
        "b": Reason.DUE,
    }
    assert len(found) == 3


def test_what_is_most_likely_forgotten_is_asked_first():
    entries = [entry("short"), entry("long")]
    attempts = [answered("short", ago=3 * DAY), answered("long", ago=200 * DAY)]

    assert names(chosen(entries, attempts, count=1)) == ["long"]


def test_confidently_wrong_comes_back_before_it_is_due_and_before_new_ones():
    entries = [entry("sure"), entry("unsure"), entry("fresh")]
    attempts = [
        answered("sure", right=False, ago=timedelta(hours=2), sure=3),
        answered("unsure", right=False, ago=timedelta(hours=2), sure=1),
    ]

    [found] = chosen(entries, attempts, count=1)

    assert (found.entry.id, found.reason) == ("sure", Reason.SURE_AND_WRONG)
    assert names(chosen(entries, attempts, count=3)) == ["fresh", "sure"]


def test_confidently_wrong_rests_for_an_hour():
    attempts = [answered("a", right=False, ago=timedelta(minutes=10), sure=3)]

    assert chosen([entry("a")], attempts) == ()


def test_what_was_answered_and_is_not_due_is_not_asked():
    assert chosen([entry("a")], [answered("a", ago=timedelta(hours=3))]) == ()


def test_lessons_that_were_read_come_first():
    entries = [entry("read", lesson=4, level=3), entry("unread", lesson=5)]

    assert names(chosen(entries, read=frozenset({4}), count=1)) == ["read"]


def test_levels_rise_with_what_is_mastered():
    entries = [entry(f"{level}{number}", level=level) for level in (1, 2, 3) for number in range(9)]

    first = chosen(entries, count=4)
    ones = [answered(f"1{number}", ago=timedelta(hours=1)) for number in range(4)]
    second = chosen(entries, ones, count=4)
    twos = [answered(f"2{number}", ago=timedelta(hours=1)) for number in range(4)]
    third = chosen(entries, [*ones, *twos], count=4)

    assert {each.entry.level for each in first} == {1}
    assert {each.entry.level for each in second} == {2}
    assert {each.entry.level for each in third} == {3}


def test_a_level_that_is_not_mastered_is_asked_on():
    entries = [entry(f"{level}{number}", level=level) for level in (1, 2) for number in range(9)]
    attempts = [
        answered(f"1{number}", right=False, ago=timedelta(hours=1), sure=1) for number in range(4)
    ]

    assert {each.entry.level for each in chosen(entries, attempts, count=4)} == {1}


def test_weak_topics_are_asked_more_and_not_only():
    entries = [
        entry(f"{topic}{number}", topics=(topic,))
        for topic in ("weak", "strong")
        for number in range(20)
    ]
    recent = timedelta(hours=2)
    attempts = [
        *(answered(f"weak{number}", right=False, ago=recent, sure=1) for number in range(2)),
        *(
            answered(f"strong{number}", right=number == 0, ago=recent, sure=1)
            for number in range(2)
        ),
    ]

    found = chosen(entries, attempts, count=10)
    weak = sum(each.entry.topics == ("weak",) for each in found)

    assert 5 < weak < 10


def test_no_program_stands_twice_in_a_set():
    twins = [entry("a"), Entry("twin", Kind.PREDICT, 1, 4, ("closing",), "", "digest-a", None, ())]

    assert len(chosen(twins)) == 1


def test_the_order_is_random_and_a_seed_repeats_it():
    entries = [entry(f"q{number}") for number in range(10)]

    orders = {tuple(each.entry.id for each in chosen(entries, seed=seed)) for seed in range(20)}

    assert len(orders) == 20
    assert chosen(entries, seed=3) == chosen(entries, seed=3)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"lesson": 5}, ["five"]),
        ({"level": 2}, ["two"]),
        ({"topic": "timing"}, ["estimate"]),
        ({"kind": Kind.ESTIMATE}, ["estimate"]),
        ({"due": True}, ["old"]),
        ({"new": True}, ["estimate", "five", "two"]),
        ({}, ["estimate", "five", "old", "two"]),
    ],
)
def test_a_wish_narrows(wish, expected):
    entries = [
        entry("five", lesson=5),
        entry("two", level=2),
        entry("estimate", topics=("timing",), kind=Kind.ESTIMATE),
        entry("old"),
    ]

    assert names(chosen(entries, [answered("old", ago=50 * DAY)], **wish)) == expected


def test_a_wish_says_itself():
    wish = Wish(4, 2, "closing", Kind.PREDICT, due=True)

    assert str(wish) == "lesson 4, level 2, topic closing, kind predict, only due"
    assert str(Wish()) == ""
