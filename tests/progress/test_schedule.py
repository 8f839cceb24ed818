from datetime import timedelta

import pytest

from asynclearn.progress.calibration import Tally, by_week, calibration, in_a_sentence
from asynclearn.progress.mastery import UNKNOWN, mastery
from asynclearn.progress.schedule import LONG_REST, grade, memories

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("answer", "first", "expected"),
    [
        ({"right": False, "confidence": 3}, True, 1),
        ({"right": True, "confidence": 1}, True, 2),
        ({"right": True, "confidence": 3, "hints": 1}, True, 2),
        ({"right": True, "confidence": 2}, True, 3),
        ({"right": True, "confidence": 3}, False, 3),
        ({"right": True, "confidence": 3}, True, 4),
        ({"right": False, "accepted": True, "confidence": 2}, True, 3),
    ],
)
def test_how_an_answer_is_graded(attempt, answer, first, expected):
    assert grade(attempt(**answer), first=first) == expected


def test_a_wrong_answer_comes_back_tomorrow_and_a_right_one_later(attempt, now):
    found = memories([attempt(digest="w", right=False), attempt(digest="r", confidence=2)], now)

    assert found["w"].due == now + DAY
    assert found["r"].due > now + DAY


def test_being_sure_counts_for_the_first_answer_only(attempt, now):
    def due(*confidences):
        answers = [
            attempt(at=now + number * 3 * DAY, confidence=confidence)
            for number, confidence in enumerate(confidences)
        ]
        return memories(answers, now + 9 * DAY)["d"].due

    assert due(3) > due(2)
    assert due(2, 3) == due(2, 2)


def test_only_a_last_answer_that_was_sure_and_wrong_is_confidently_wrong(attempt, now):
    def last(**answer):
        return memories([attempt(right=False, confidence=3), attempt(**answer)], now)["d"]

    assert last(right=False, confidence=3).confidently_wrong
    assert not last(right=False, confidence=2).confidently_wrong
    assert not last(right=True, confidence=3).confidently_wrong


def test_a_question_is_due_when_recall_has_fallen_to_nine_tenths(attempt, now):
    answers, at = [], now
    for _ in range(6):
        answers.append(attempt(at=at, confidence=2))
        at = memories(answers, at)["d"].due

    memory = memories(answers, at)["d"]
    gap = memory.due - memory.last.at
    assert gap > 30 * DAY
    assert memory.recall(memory.due) == pytest.approx(0.9, abs=0.01)


def test_the_same_answers_give_the_same_dates(attempt, now):
    answers = [attempt(at=now + number * DAY, right=number % 3 > 0) for number in range(9)]

    first = memories(answers, now + 9 * DAY)["d"]
    second = memories(reversed(answers), now + 9 * DAY)["d"]

    assert first == second


def test_after_each_third_miss_a_question_rests(attempt, now):
    misses = [attempt(at=now + number * 2 * DAY, right=False) for number in range(6)]

    rests = [
        memories(misses[:count], now + 20 * DAY)["d"].due - misses[count - 1].at
        for count in range(1, 7)
    ]

    assert rests[2] == rests[5] == LONG_REST
    assert all(rest < LONG_REST for rest in (rests[0], rests[1], rests[3], rests[4]))


def test_an_answer_from_the_future_is_due_until_it_is_answered_again(attempt, now):
    future = attempt(at=now + 900 * DAY)

    alone = memories([future], now)["d"]
    answered = memories([future, attempt(at=now, confidence=2)], now)["d"]

    assert alone.due <= now
    assert now < answered.due < now + 30 * DAY


def test_a_clock_that_jumps_back_a_little_changes_nothing(attempt, now):
    answers = [attempt(at=now + timedelta(hours=2), confidence=2)]

    assert memories(answers, now)["d"].due > now + DAY


def test_a_clock_that_is_far_behind_sees_only_its_own_answers(attempt, now):
    then = now - 20_000 * DAY
    answers = [attempt(at=now), attempt(at=then, confidence=2)]

    assert then < memories(answers, then + timedelta(hours=1))["d"].due < then + 30 * DAY


def test_mastery_rises_with_right_answers_and_one_is_not_enough(attempt, now):
    groups = {str(number): ["topic"] for number in range(9)}
    answers = [attempt(digest=str(number), at=now + number * DAY) for number in range(9)]

    shares = [mastery(answers[:count], groups)["topic"].share for count in range(1, 10)]

    assert shares == sorted(shares)
    assert not mastery(answers[:1], groups)["topic"].mastered
    assert mastery(answers[:3], groups)["topic"].mastered
    assert not UNKNOWN.mastered


def test_newer_answers_count_more(attempt, now):
    groups = {str(number): ["topic"] for number in range(10)}
    better = [
        attempt(digest=str(number), at=now + number * DAY, right=number >= 5)
        for number in range(10)
    ]
    worse = [
        attempt(digest=str(number), at=now + number * DAY, right=number < 5) for number in range(10)
    ]

    assert mastery(better, groups)["topic"].share > mastery(worse, groups)["topic"].share


def test_a_question_read_again_soon_says_nothing_about_mastery(attempt, now):
    wrong = attempt(right=False)
    soon = [attempt(at=now + number * DAY) for number in range(1, 10)]
    late = attempt(at=now + 60 * DAY)

    first = mastery([wrong], {"d": ["topic"]})["topic"]

    assert mastery([wrong, *soon], {"d": ["topic"]})["topic"] == first
    assert mastery([wrong, *soon, late], {"d": ["topic"]})["topic"].share > first.share


def test_calibration_counts_by_how_sure(attempt):
    answers = [
        *(attempt(right=number < 5, confidence=3) for number in range(8)),
        attempt(right=False, confidence=1),
        attempt(confidence=None),
    ]

    found = calibration(answers)

    assert found == {1: Tally(0, 1), 3: Tally(5, 8)}
    assert in_a_sentence({**found, 1: Tally(0, 3)}) == (
        "When you were sure you were right 5 times in 8, and when you were guessing 0 times in 3: "
        "you are surer than you can be."
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({}, ""),
        ({3: Tally(0, 1), 1: Tally(2, 2)}, ""),
        ({3: Tally(1, 3)}, "When you were sure you were right 1 time in 3."),
        ({1: Tally(1, 4), 3: Tally(0, 2)}, "When you were guessing you were right 1 time in 4."),
        ({3: Tally(8, 8)}, "When you were sure you were right 8 times in 8."),
        (
            {1: Tally(4, 5)},
            "When you were guessing you were right 4 times in 5: you know more than you think.",
        ),
        ({2: Tally(1, 3)}, "When you were fairly sure you were right 1 time in 3."),
    ],
)
def test_calibration_is_one_plain_sentence(found, said):
    assert in_a_sentence(found) == said


def test_weeks_begin_on_monday(attempt, now):
    answers = [attempt(at=now + number * DAY, right=number > 0) for number in range(8)]

    found = by_week(answers)

    assert [str(monday) for monday in found] == ["2025-02-24", "2025-03-03"]
    assert sum(found.values(), Tally()) == Tally(7, 8)
