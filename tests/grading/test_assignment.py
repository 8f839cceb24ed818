"""What counts how much, as `assignment.toml` says it."""

from dataclasses import replace

import pytest

from asynclearn.content.challenge import Estimate, Kind
from asynclearn.errors import UsageError
from asynclearn.grading.assignment import read_assignment, shared_out, whole_course


@pytest.fixture
def read(challenge, prediction, tmp_path):
    """The assignment in a file of a folder `week-4`, of a course with three challenges."""
    estimate = replace(prediction, id="sleeps", kind=Kind.ESTIMATE, estimate=Estimate("ms", 2))

    def read(text):
        path = tmp_path / "week-4" / "assignment.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return read_assignment(path, [challenge, prediction, estimate])

    return read


def test_points_are_shared_by_the_checks_as_their_weights_say(read):
    found = read(
        """
        title = "Streams"
        [[challenge]]
        id = "doubled"
        points = 8
        [challenge.weights]
        check_each = 3
        """
    )

    [item] = found.items
    assert (found.title, found.most) == ("Streams", 8)
    assert item.points == {"check_each": 6, "check_nothing": 2}


def test_a_check_counts_one_and_a_challenge_too_unless_the_file_says_otherwise(read):
    found = read('[[challenge]]\nid = "doubled"\n[[challenge]]\nid = "greeting"\n')

    assert found.title == "week-4"
    assert [item.points for item in found.items] == [
        {"check_each": 1, "check_nothing": 0},
        {"claim": 1},
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no challenge; write `[[challenge]]` with an `id`"),
        ("challenge = 3", "names no challenge"),
        ("challenge = [3]", "`challenge` is no table; write `[[challenge]]`"),
        ('tilte = "x"', "`tilte` is not known; did you mean `title`?"),
        ('title = 3\n[[challenge]]\nid = "doubled"', "`title` is no text; put it in quotes"),
        ("[[challenge]]\npoints = 1", "has no `id`; write `id = "),
        ('[[challenge]]\nid = "dubled"', "no challenge `dubled`; did you mean `doubled`?"),
        ('[[challenge]]\nid = "zzz"', "no challenge `zzz`; `asynclearn list` shows all"),
        ('[[challenge]]\nid = "sleeps"', "is an estimate, which differs by machine; remove it"),
        ('[[challenge]]\nid = "doubled"\n' * 2, "names a challenge twice; keep one of them"),
        ('[[challenge]]\nid = "doubled"\npoints = 0', "is 0; write a whole number from 1 on"),
        ('[[challenge]]\nid = "doubled"\npoints = true', "is True; write a whole number"),
        ('[[challenge]]\nid = "doubled"\nweights = 1', "write `[challenge.weights]`"),
        (
            '[[challenge]]\nid = "doubled"\nweights = {check_eahc = 1}',
            "has no check `check_eahc`; did you mean `check_each`?",
        ),
        (
            '[[challenge]]\nid = "doubled"\nweights = {check_each = -1}',
            "the weight of `check_each` is -1; write a whole number from 0 on",
        ),
        (
            '[[challenge]]\nid = "doubled"\nweights = {check_each = 0, check_nothing = 0}',
            "no check of `doubled` counts; give one a weight",
        ),
    ],
)
def test_a_mistake_is_told_with_what_to_do(read, text, said):
    with pytest.raises(UsageError) as refused:
        read(text)

    assert said in str(refused.value)


def test_without_a_file_each_check_that_was_handed_in_counts_one(challenge, prediction):
    found = whole_course([prediction, challenge], frozenset({"doubled", "greeting", "other"}))

    [item] = found.items
    assert item.points == {"check_each": 1, "check_nothing": 1}
    with pytest.raises(UsageError, match="no submission is for a challenge of this course"):
        whole_course([prediction, challenge], frozenset({"greeting"}))


@pytest.mark.parametrize(
    ("points", "weights", "shares"),
    [
        (10, {"a": 1, "b": 1, "c": 1}, {"a": 4, "b": 3, "c": 3}),
        (10, {"a": 3, "b": 1}, {"a": 8, "b": 2}),
        (1, {"a": 1, "b": 1}, {"a": 1, "b": 0}),
        (5, {"a": 0, "b": 2}, {"a": 0, "b": 5}),
    ],
)
def test_points_are_shared_out_in_whole_numbers_that_add_up(points, weights, shares):
    assert shared_out(points, weights) == shares
    assert sum(shares.values()) == points
