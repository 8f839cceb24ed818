"""Long hauls: many runs in a row, many at once, and death at any moment."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from asynclearn.sandbox.outcome import Ending, Limits, Program
from asynclearn.sandbox.runner import run
from asynclearn.sandbox.zygote.descendants import descendants

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it looks at /proc"),
]

# One run in five of what a release has to stand; `ASYNCLEARN_SOAK=5 pytest …` takes them all.
SHARE = int(os.environ.get("ASYNCLEARN_SOAK", "1"))
IN_A_ROW = 2_000 * SHARE
AT_ONCE = 200 * SHARE
DEATHS = 170 * SHARE
PARENTS_KILLED = 30 * SHARE
PATIENT = Limits(seconds=60)

# Long enough to be hit, short enough to be over soon.
SOURCE = "import asyncio\nasyncio.run(asyncio.sleep(0.01))\nprint('done')"

PARENT = """
import asyncio
from asynclearn.sandbox.outcome import Program
from asynclearn.sandbox.runner import run

async def main():
    print("begun", flush=True)
    while True:
        await run(Program("import time\\nfor _ in range(5): time.sleep(0.002)"))

asyncio.run(main())
"""


def memory_of(pids):
    """Their resident memory in MB."""
    pages = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_many_runs_in_a_row_leak_nothing(rest, open_descriptors):
    async def many(numbers):
        for number in numbers:
            outcome = await run(Program(f"print({number})"), PATIENT)
            assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, f"{number}\n")

    asyncio.run(many(range(200)))
    processes, descriptors = len(rest()), open_descriptors()
    ours, zygotes = memory_of([os.getpid()]), memory_of(rest())

    asyncio.run(many(range(IN_A_ROW)))

    assert (len(rest()), open_descriptors()) == (processes, descriptors)
    assert memory_of([os.getpid()]) < ours + 20
    assert memory_of(rest()) < zygotes + 20


def test_many_runs_at_once_are_all_right(rest, open_descriptors):
    async def all_at_once():
        programs = [Program(f"print({number})") for number in range(AT_ONCE)]
        return await asyncio.gather(*(run(program, PATIENT) for program in programs))

    asyncio.run(all_at_once())
    processes, descriptors = len(rest()), open_descriptors()

    outcomes = asyncio.run(all_at_once())

    assert [each.stdout for each in outcomes] == [f"{number}\n" for number in range(AT_ONCE)]
    assert (len(rest()), open_descriptors()) == (processes, descriptors)


def test_any_process_of_a_run_may_die_at_any_moment(rest):
    """The zygote, a supervisor, a program: the run is repeated, or told as killed."""
    chance = random.Random(20261123)  # noqa: S311 - no secret

    async def die():
        running = asyncio.create_task(run(Program(SOURCE), PATIENT))
        await asyncio.sleep(chance.uniform(0, 0.03))
        below = list(descendants(os.getpid()))
        if below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(below), signal.SIGKILL)
        return await running

    async def many():
        return [await die() for _ in range(DEATHS)]

    outcomes = asyncio.run(many())

    for outcome in outcomes:
        told = (outcome.ending, outcome.stdout)
        assert told == (Ending.FINISHED, "done\n") or outcome.signal == "SIGKILL", outcome
    assert any(outcome.signal == "SIGKILL" for outcome in outcomes)
    rest()


def test_a_killed_parent_leaves_nothing_behind(gone, until, temporary_folder):
    chance = random.Random(20261123)  # noqa: S311 - no secret
    for _ in range(PARENTS_KILLED):
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT],
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(temporary_folder)},
        )
        assert parent.stdout is not None
        parent.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            parent.wait(chance.uniform(0, 0.4))
        below = list(descendants(parent.pid))

        parent.kill()
        parent.communicate()

        until(lambda pids=below: all(map(gone, pids)))
