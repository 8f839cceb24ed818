"""Timers that come late: what is nearly a tie falls the other way, and nothing else does."""

import pytest

from asynclearn.sandbox.outcome import Clock, Shake

LATE = tuple(Shake(lateness=0.02, seed=seed) for seed in range(16))

NEAR = """\
import asyncio

async def steps(name, *seconds):
    for each in seconds:
        await asyncio.sleep(each)
    print(name)

async def main():
    await asyncio.gather(steps("a", 0.1, 0.2), steps("b", 0.15, 0.16))

asyncio.run(main())
"""

NEAR_THREAD = """\
import asyncio, time

def work():
    time.sleep(0.1)
    print("thread")

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(work))
        await asyncio.sleep(0.11)
        print("loop")

asyncio.run(main())
"""

NEAR_TIMEOUT = """\
import asyncio

async def main():
    try:
        async with asyncio.timeout(0.11):
            await asyncio.sleep(0.05)
            await asyncio.sleep(0.05)
        print("done")
    except TimeoutError:
        print("timeout")

asyncio.run(main())
"""

EQUAL = """\
import asyncio

async def steps(name):
    for _ in range(3):
        await asyncio.sleep(0.1)
        print(name)

async def main():
    await asyncio.gather(*(steps(name) for name in "abcdefgh"))

asyncio.run(main())
"""

EIGHT_AFTER_ONE = """\
import asyncio

async def steps(name, count, seconds):
    for _ in range(count):
        await asyncio.sleep(seconds)
    print(name)

async def main():
    await asyncio.gather(steps("eight", 8, 0.1), steps("one", 1, 0.8))

asyncio.run(main())
"""

FAR = """\
import asyncio, time

async def steps(name, seconds):
    await asyncio.sleep(seconds)
    print(name)

def work():
    time.sleep(0.4)
    print("thread")

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(work))
        for name, seconds in (("c", 0.3), ("a", 0.1), ("b", 0.2), ("d", 0.5)):
            group.create_task(steps(name, seconds))
        async with asyncio.timeout(1):
            await asyncio.sleep(0.9)
    time.sleep(0.1)
    print("end")

asyncio.run(main())
"""

CLOSE_BUT_ORDERED = """\
import asyncio

async def steps(name, seconds):
    await asyncio.sleep(seconds)
    print(name)

async def main():
    await asyncio.gather(*(steps(number, number / 100) for number in range(5, 0, -1)))

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("source", "two"),
    [
        (NEAR, {"a b", "b a"}),
        (NEAR_THREAD, {"thread loop", "loop thread"}),
        (NEAR_TIMEOUT, {"done", "timeout"}),
    ],
)
def test_what_is_nearly_a_tie_falls_both_ways(outputs_of, source, two):
    assert set(outputs_of(source, *LATE)) == two
    assert len(set(outputs_of(source, None, None, Shake(order=1), Shake(lateness=0.0)))) == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (EQUAL, "a b c d e f g h a b c d e f g h a b c d e f g h"),
        (EIGHT_AFTER_ONE, "one eight"),
        (FAR, "a b c thread d end"),
        (CLOSE_BUT_ORDERED, "1 2 3 4 5"),
    ],
)
def test_an_order_that_a_late_loop_keeps_is_kept(outputs_of, source, expected):
    assert set(outputs_of(source, None, *LATE[:8])) == {expected}


def test_a_seed_stands_for_the_same_delays(outcomes_of):
    found = [each.virtual_seconds for each in outcomes_of(NEAR, *LATE[:4], *LATE[:4])]
    assert found[:4] == found[4:]
    assert len(set(found)) > 1


def test_delays_are_no_longer_than_was_said(outcomes_of):
    source = "import asyncio\nfor _ in range(5): asyncio.run(asyncio.sleep(1))"
    for each in outcomes_of(source, *LATE):
        assert 5 <= each.virtual_seconds <= 5.12


def test_on_the_real_clock_there_are_none(outcomes_of):
    source = "import asyncio\nasyncio.run(asyncio.sleep(0.01))"
    (outcome,) = outcomes_of(source, Shake(lateness=PATIENCE), clock=Clock.REAL)
    assert outcome.seconds < PATIENCE


PATIENCE = 15.0
