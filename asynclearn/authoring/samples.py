"""The programs and checks that stand in a new file until its author has better ones.

They are complete: with their marks removed the file passes `asynclearn check`.
"""

from asynclearn.authoring.rules.gaps import MARK

PREDICTED = f"""\
# {MARK} your own program, in at most 25 lines
import asyncio

async def ticks():
    print("started")
    yield 1

async def main():
    stream = ticks()
    print("made")
    print(await anext(stream))

asyncio.run(main())
"""

MEASURED = f"""\
# {MARK} a program whose last line is the number to guess
import asyncio
from time import perf_counter

async def main():
    start = perf_counter()
    for _ in range(1_000):
        await asyncio.sleep(0)
    print(round(1_000 * (perf_counter() - start), 1))

asyncio.run(main())
"""

STARTER = f"""\
# {MARK} the program that a learner begins with
async def doubled(stream):
    async for item in stream:
        yield item
"""

SOLUTION = f"""\
# {MARK} a program that meets every demand
async def doubled(stream):
    async for item in stream:
        yield 2 * item
"""

CHECK_NAME = "check_doubled"
CHECKS = f"""\
# {MARK} a check for each demand, as this one
from workshop import expect, learner, source

async def {CHECK_NAME}():
    \"\"\"Each item comes, twice as large.\"\"\"
    items = learner.doubled(source(1, 2).stream)
    came = [item async for item in items]
    expect(came, [2, 4], "for 1 and 2 the items are")
"""
