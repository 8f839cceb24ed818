"""How soon a hang is known, beside a program that ends at the same place.

pytest tests/benchmarks/test_hangs.py -n 0 --benchmark-columns=median,max,rounds
"""

import asyncio
import time

import pytest

from asynclearn.sandbox.outcome import Ending, Program
from asynclearn.sandbox.runner import run

ROUNDS = 30
TIME_TO_TYPE = 0.15
"""Seconds in which a spare gets ready."""

PROGRAMS = {
    "ends": ("async def main(): pass", Ending.FINISHED),
    "queue": ("async def main(): await asyncio.Queue().get()", Ending.STUCK),
    "200 tasks": (
        "async def main(): await asyncio.gather(*(asyncio.Event().wait() for _ in range(200)))",
        Ending.STUCK,
    ),
    "blocked loop": (
        "async def main(): __import__('threading').Event().wait()",
        Ending.STUCK,
    ),
    "poll": ("async def main():\n    while True: await asyncio.sleep(0)", Ending.ENDLESS),
    "poll with a timer": (
        "async def main():\n    while True: await asyncio.sleep(1)",
        Ending.ENDLESS,
    ),
    "busy": ("async def main():\n    while True: pass", Ending.ENDLESS),
}
FAR_TOO_LATE = 10.0


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner.get_loop()


@pytest.mark.benchmark(group="until the ending is known")
@pytest.mark.parametrize(("source", "ending"), PROGRAMS.values(), ids=PROGRAMS)
def test_time_to_the_verdict(benchmark, loop, source, ending):
    program = Program(f"import asyncio\n{source}\nasyncio.run(main())\n")
    rounds = ROUNDS if ending is not Ending.ENDLESS else 3

    def type_a_prediction():
        time.sleep(TIME_TO_TYPE)
        return (), {}

    def known():
        outcome = loop.run_until_complete(run(program))
        assert outcome.ending is ending
        return outcome.seconds

    known()
    benchmark.pedantic(known, setup=type_a_prediction, rounds=rounds, warmup_rounds=0)
    assert benchmark.stats.stats.median < FAR_TOO_LATE
