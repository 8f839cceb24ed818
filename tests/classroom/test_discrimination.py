import random
from math import isclose
from statistics import correlation

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asynclearn.classroom.discrimination import FEWEST_LEARNERS, discriminations
from asynclearn.classroom.results import Refusal

CLASSES = st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=30, max_size=45)


def everyone_answered(rows):
    return [dict(enumerate(row)) for row in rows]


@settings(max_examples=60)
@given(CLASSES)
def test_where_everyone_answered_everything_it_is_the_item_rest_correlation(rows):
    for question, (compared, found) in discriminations(everyone_answered(rows)).items():
        answers = [row[question] for row in rows]
        rests = [sum(row) - row[question] for row in rows]
        assert compared == len(rows)
        if len(set(answers)) == 1 or len(set(rests)) == 1:
            assert found is Refusal.ALIKE
        else:
            assert isinstance(found, float)
            assert isclose(found, correlation(answers, rests), abs_tol=1e-9)


@settings(max_examples=30)
@given(CLASSES, st.randoms(use_true_random=False))
def test_the_order_of_the_learners_changes_nothing(rows, shuffler):
    scores = [
        {question: right for question, right in enumerate(row) if shuffler.random() < 0.8}
        for row in rows
    ]
    told = discriminations(scores)

    shuffler.shuffle(scores)

    assert discriminations(scores) == told


@pytest.mark.parametrize(("learners", "refused"), [(29, True), (30, False)])
def test_it_is_refused_below_thirty_learners(learners, refused):
    rows = [[number % 2 == 0, number % 3 == 0] for number in range(learners)]

    compared, found = discriminations(everyone_answered(rows))[0]

    assert compared == learners
    assert (found is Refusal.TOO_FEW) == refused


def test_learners_who_answered_nothing_else_are_not_compared():
    rows = [{"q": number % 2 == 0, "p": number % 3 == 0} for number in range(29)]

    compared, found = discriminations([*rows, {"q": True}])["q"]

    assert (compared, found) == (29, Refusal.TOO_FEW)


def test_learners_who_got_the_easy_questions_are_not_taken_for_the_better_ones():
    """Half of the class was asked what all know, half what nobody knows: luck, not skill."""
    chance = random.Random(1)  # noqa: S311 - no secret
    scores = [
        {"q": lucky, **{f"{lucky}{n}": lucky ^ (chance.random() < 0.1) for n in range(5)}}
        for lucky in (True, False) * FEWEST_LEARNERS
    ]

    _, found = discriminations(scores)["q"]

    assert isinstance(found, float)
    assert abs(found) < 0.4
