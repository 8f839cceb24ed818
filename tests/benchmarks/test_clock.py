"""What virtual time saves, and what it costs.

    CLOCK_BANK=folder pytest tests/benchmarks/test_clock.py -n 0 --benchmark-columns=median,rounds

The figure in brackets behind a median is the ratio to the faster clock of its group. Without
CLOCK_BANK, a handful of programs stands for the bank.
"""

import asyncio
import os
from pathlib import Path

import pytest

from asynclearn.sandbox.outcome import Clock, Limits, Program
from asynclearn.sandbox.runner import run

BANK = os.environ.get("CLOCK_BANK")
HELLO = "import asyncio\nasync def main(): print('hi')\nasyncio.run(main())"
SLEEPS = [
    f"import asyncio\nasync def main():\n    await asyncio.sleep({n / 10})\nasyncio.run(main())"
    for n in range(1, 6)
]


def sources():
    if BANK is None:
        return SLEEPS
    return [path.read_text() for path in sorted(Path(BANK).glob("*.py"))]


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner.get_loop()


def run_all(loop, programs, clock):
    for source in programs:
        loop.run_until_complete(run(Program(source, clock=clock), Limits(seconds=10)))


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.benchmark(group="a program without sleeps")
def test_hello(benchmark, loop, clock):
    benchmark.pedantic(run_all, args=(loop, [HELLO], clock), rounds=100, warmup_rounds=3)


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.benchmark(group="all programs, one after the other")
def test_bank(benchmark, loop, clock):
    benchmark.pedantic(run_all, args=(loop, sources(), clock), rounds=1, warmup_rounds=0)
