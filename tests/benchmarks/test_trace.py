"""What a trace costs: each program traced, beside the same program plain, in the same minutes.

    pytest tests/benchmarks/test_trace.py -n 0 --benchmark-group-by=group \
        --benchmark-columns=median,max,rounds

The figure in brackets behind a median is the ratio to the fastest of its group. That a program
which is not traced costs no more than before shows in `test_sandbox.py`.
"""

import asyncio

import pytest

from asynclearn.sandbox.outcome import Ending, Limits, Program
from asynclearn.sandbox.runner import run

HEAVY = {
    "hello": "print('hi')",
    "30,000 sleep(0)": """\
import asyncio
async def main():
    for _ in range(30_000): await asyncio.sleep(0)
asyncio.run(main())
""",
    "100,000 yields": """\
import asyncio
async def numbers():
    for n in range(100_000): yield n
async def main():
    async for _ in numbers(): pass
asyncio.run(main())
""",
    "10,000 gathered tasks": """\
import asyncio
async def f(): await asyncio.sleep(0)
async def main(): await asyncio.gather(*(f() for _ in range(10_000)))
asyncio.run(main())
""",
    "15,000 queue items": """\
import asyncio
async def produce(queue):
    for n in range(15_000): await queue.put(n)
async def main():
    queue = asyncio.Queue(10)
    task = asyncio.create_task(produce(queue))
    for _ in range(15_000): await queue.get()
asyncio.run(main())
""",
    "recursion and a long loop": """\
async def unused(): pass
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(20)
for n in range(1_000_000): pass
""",
    "10,000 lines": "for n in range(10_000): print(n)",
}


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner.get_loop()


@pytest.mark.parametrize("traced", [False, True], ids=["plain", "traced"])
@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_program(benchmark, loop, name, traced):
    benchmark.group = name
    program = Program(HEAVY[name], traced=traced)

    def run_it():
        outcome = loop.run_until_complete(run(program, Limits(seconds=60)))
        assert outcome.ending is Ending.FINISHED, outcome

    benchmark.pedantic(run_it, rounds=5, warmup_rounds=1)
