import re
from datetime import UTC, datetime, timedelta

import pytest

from asynclearn.errors import ClaimError
from asynclearn.judging.dates import in_words
from asynclearn.judging.estimate import (
    Measurement,
    describe_measurement,
    in_unit,
    parse_guess,
    parse_number,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20", 20), (" 20 ms", 20), ("1_000", 1000), ("1,200.5", 1200.5), (".5", 0.5),
        ("1e3", 1000), ("-3", -3), ("20.", 20), ("1 000", 1000),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["ms", "about 20", "1e999", "nan", "--", "."])
def test_what_is_no_number_is_said(text):
    with pytest.raises(ClaimError, match=rf"^`{re.escape(text)}` is no number; type one such as"):
        parse_number(text)


@pytest.mark.parametrize("text", ["", " \n"])
def test_that_nothing_was_typed_is_said(text):
    with pytest.raises(ClaimError, match=r"^no number was typed; type one such as"):
        parse_number(text)


def test_nobody_guesses_less_than_nothing():
    assert [parse_guess("0"), parse_guess("0.5 ms")] == [0, 0.5]
    with pytest.raises(ClaimError, match="`-3 ms` is less than nothing; type a number from 0 on"):
        parse_guess(" -3 ms")


@pytest.mark.parametrize(
    ("guess", "measured", "right"),
    [
        (10, 20, True), (40, 20, True), (9.99, 20, False), (40.1, 20, False), (0, 0, True),
        (1, 0, False), (-15, -20, True), (20, -20, False), (0, 20, False),
    ],
)  # fmt: skip
def test_a_guess_is_right_within_the_factor(guess, measured, right):
    found = Measurement(guess, measured, "ms", 2)

    assert found.right is right
    assert 0 <= found.share <= 1
    assert (found.share == 1) is right


@pytest.mark.parametrize("guess", [5e-324, 1e-300, 1e300, 1.7e308])
@pytest.mark.parametrize("measured", [5e-324, 2.5, -1e300, 1.7e308])
def test_whatever_was_guessed_is_judged_in_words(guess, measured):
    found = Measurement(guess, measured, "ms", 2)

    assert 0 <= found.share <= 1
    assert describe_measurement(found).endswith(".")


def test_nearer_is_better():
    shares = [Measurement(guess, 20, "ms", 2).share for guess in (30, 60, 200, 1999)]

    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize(
    ("guess", "said"),
    [
        (25, "Right: it is 20 ms, and from 10 ms to 40 ms counts as right. You said 25 ms."),
        (
            100,
            "You said 100 ms, but it is 20 ms, 5 times less; from 10 ms to 40 ms counts as right.",
        ),
        (2, "You said 2 ms, but it is 20 ms, 10 times more; from 10 ms to 40 ms counts as right."),
        (0, "You said 0 ms, but it is 20 ms; from 10 ms to 40 ms counts as right."),
    ],
)
def test_the_verdict_is_a_sentence(guess, said):
    assert describe_measurement(Measurement(guess, 20, "ms", 2)) == said


@pytest.mark.parametrize(
    ("guess", "measured", "said"),
    [(0.9, 0.5, "1.8 times less"), (0.1, 0.5, "5 times more")],
)
def test_how_far_off_a_guess_is_said_of_small_numbers_too(guess, measured, said):
    assert f", {said}; from " in describe_measurement(Measurement(guess, measured, "s", 1.5))


@pytest.mark.parametrize(
    ("guess", "said"),
    [(0, "Right: it is 0 ms."), (3, "You said 3 ms, but it is 0 ms; nothing else is right.")],
)
def test_nothing_has_no_range(guess, said):
    assert describe_measurement(Measurement(guess, 0, "ms", 2)) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(20, "20 ms"), (0.12345, "0.123 ms"), (123456, "123,456 ms"), (0.00001, "0.00001 ms")],
)
def test_numbers_are_written_without_exponents(number, said):
    assert in_unit(number, "ms") == said


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(0), "now"), (-timedelta(days=1), "now"), (timedelta(minutes=5), "in an hour"),
        (timedelta(hours=3), "in 3 hours"), (timedelta(hours=20), "tomorrow"),
        (timedelta(days=1), "tomorrow"), (timedelta(days=1, hours=1), "in 2 days"),
        (timedelta(days=13), "in 13 days"), (timedelta(days=21), "in 3 weeks"),
        (timedelta(days=90), "in 3 months"),
    ],
)  # fmt: skip
def test_a_date_is_as_far_off_as_people_say(away, said):
    assert in_words(NOW + away, NOW) == said
