"""Near ties are told: those of which either may come first, and no others."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from asynclearn.sandbox.ending import near_ties
from asynclearn.sandbox.outcome import Clock, Ending, NearTie, Shake

STEPS = """\
import asyncio

async def first(*seconds):
    for each in seconds:
        await asyncio.sleep(each)

async def other(*seconds):
    for each in seconds:
        await asyncio.sleep(each)

async def main():
    await asyncio.gather(first({}), other({}))

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("first", "other", "when"),
    [
        ("0.1, 0.2", "0.15, 0.15", 0.3),
        ("0.1, 0.2", "0.15, 0.151", 0.3),
        ("0.1, 0.199", "0.15, 0.15", 0.299),
        ("0.3", "0.1, 0.199", 0.299),
    ],
)
def test_timers_that_were_set_in_different_turns(outcomes_of, interpreter, first, other, when):
    (outcome,) = outcomes_of(STEPS.format(first, other), Shake(), interpreter=interpreter)
    (tie,) = outcome.near_ties
    assert tie.seconds == pytest.approx(when, abs=0.001)
    assert (tie.lines, tie.threads) == ((5, 9), False)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("0.3", "0.3"),
        ("0.3", "0.302"),
        ("0.1, 0.2", "0.1, 0.2"),
        ("0.3", "0.1, 0.2"),
        ("0.3", "0.1, 0.1, 0.1"),
        ("0.8", ", ".join(["0.1"] * 8)),
        ("0.1, 0.2", "0.1, 0.1, 0.1"),
        ("0.1, 0.2", "0.15, 0.16"),
        ("1", "2"),
        ("", ""),
    ],
)
def test_timers_that_keep_their_order_however_late_a_loop_wakes(outcomes_of, first, other):
    (outcome,) = outcomes_of(STEPS.format(first, other), Shake())
    assert (outcome.ending, outcome.near_ties) == (Ending.FINISHED, ())


def test_a_timeout_that_is_nearly_over(outcomes_of):
    source = """\
    import asyncio

    async def main():
        await asyncio.sleep(1)
        async with asyncio.timeout(1):
            await asyncio.sleep(0.5)
            await asyncio.sleep(0.4995)

    asyncio.run(main())
    """
    # It was set before the second sleep, so a late wake could have it be first.
    (outcome,) = outcomes_of(source, Shake())
    assert [each.lines for each in outcome.near_ties] == [(7,)]


@pytest.mark.parametrize(
    ("seconds", "ties"),
    [("0.2", (NearTie(0.2, threads=True),)), ("0.25", ())],
)
def test_a_thread_that_wakes_with_a_loop(outcomes_of, seconds, ties):
    source = f"""\
    import asyncio, time

    async def main():
        await asyncio.gather(asyncio.to_thread(time.sleep, 0.2), asyncio.sleep({seconds}))

    asyncio.run(main())
    """
    (outcome,) = outcomes_of(source, Shake())
    assert [(round(each.seconds, 2), each.threads) for each in outcome.near_ties] == [
        (each.seconds, each.threads) for each in ties
    ]


def test_one_that_comes_again_and_again_is_told_once(outcomes_of):
    source = STEPS.format("*[0.1, 0.2] * 50", "*[0.15, 0.15] * 50")
    (outcome,) = outcomes_of(source, Shake())
    assert len(outcome.near_ties) == 1


def test_they_are_told_of_a_program_that_is_stuck(outcomes_of):
    source = STEPS.format("0.1, 0.2", "0.15, 0.15") + "asyncio.run(asyncio.Event().wait())\n"
    (outcome,) = outcomes_of(source, Shake())
    assert outcome.ending is Ending.STUCK
    assert len(outcome.near_ties) == 1


@pytest.mark.slow
def test_ten_thousand_timers_do_not_use_up_a_programs_time(outcomes_of):
    source = """\
    import asyncio

    async def main():
        await asyncio.gather(*(asyncio.sleep(number / 100) for number in range(10_000)))

    asyncio.run(main())
    """
    (outcome,) = outcomes_of(source, Shake(order=2))
    assert (outcome.ending, outcome.near_ties) == (Ending.FINISHED, ())


def test_without_a_shake_or_on_the_real_clock_none_are_told(outcomes_of):
    source = STEPS.format("0.01, 0.02", "0.015, 0.015")
    (unshaken,) = outcomes_of(source, None)
    (real,) = outcomes_of(source, Shake(), clock=Clock.REAL)
    assert unshaken.near_ties == real.near_ties == ()


def test_to_look_for_them_changes_no_time(outcomes_of):
    source = STEPS.format("0.1, 0.2", "0.15, 0.15") + "import time\nprint(time.monotonic())\n"
    plain, shaken = outcomes_of(source, None, Shake())
    assert plain.stdout == shaken.stdout


ANYTHING = some.none() | some.booleans() | some.integers() | some.floats() | some.text()
CLAIM = some.fixed_dictionaries(
    {"seconds": ANYTHING, "lines": ANYTHING | some.lists(ANYTHING), "threads": ANYTHING}
)


@given(ANYTHING | some.lists(ANYTHING | CLAIM))
def test_a_report_that_makes_no_sense_is_dropped(ties):
    found = near_ties(json.dumps({"what": "near_ties", "ties": ties}))
    assert all(0 <= each.seconds < float("inf") for each in found)
