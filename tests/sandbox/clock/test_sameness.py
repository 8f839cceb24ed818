"""Many programs, the same on the virtual clock as on the real one and in plain Python.

How many is said by the environment: `CLOCK_RUNS` for near ties, `CLOCK_PROGRAMS` for random
programs, `CLOCK_BANK` for a folder of programs.
"""

import asyncio
import json
import multiprocessing
import os
import re
from pathlib import Path

import pytest

from asynclearn.sandbox.inside.report import virtual_line
from asynclearn.sandbox.outcome import Clock, Limits, Program
from asynclearn.sandbox.runner import run
from tests.sandbox.clock.programs import random_program

RUNS = int(os.environ.get("CLOCK_RUNS", "30"))
PROGRAMS = int(os.environ.get("CLOCK_PROGRAMS", "20"))
BANK = Path(os.environ.get("CLOCK_BANK", "none"))

NEAR_TIES = """
import asyncio, time
async def one(name, seconds):
    await asyncio.sleep(seconds)
    print(name, end=" ")
    await asyncio.sleep(0)
    print(name, end=" ")
async def main():
    naps = [one(n, 0.1 + n * 0.0011) for n in (5, 3, 8, 1, 9, 2, 7, 4, 6, 0)]
    await asyncio.gather(*naps, asyncio.to_thread(time.sleep, 0.104), one("x", 0.1), one("y", 0.1))
asyncio.run(main())
"""


def burn():
    while True:
        pass


@pytest.fixture
def busy_cores():
    hogs = [multiprocessing.Process(target=burn, daemon=True) for _ in range(os.cpu_count() or 1)]
    for hog in hogs:
        hog.start()
    yield
    for hog in hogs:
        hog.kill()
        hog.join()


@pytest.mark.slow
@pytest.mark.usefixtures("busy_cores")
def test_near_ties_come_in_the_same_order_on_busy_cores():
    async def all_runs():
        runs = (run(Program(NEAR_TIES), Limits(seconds=60)) for _ in range(RUNS))
        return await asyncio.gather(*runs)

    printed = {outcome.stdout for outcome in asyncio.run(all_runs())}
    assert len(printed) == 1, printed
    assert len(printed.pop().split()) == 24


def seen(source, clock, limits=None, filename="program.py"):
    program = Program(source, filename, clock)
    outcome = asyncio.run(run(program, limits or Limits(seconds=30)))
    return outcome.stdout, without_addresses(outcome.stderr), outcome.exit_code


def without_addresses(text):
    return re.sub(r"0x[0-9a-f]+", "0x…", text)


@pytest.mark.slow
def test_random_programs_are_the_same_everywhere(plain):
    different = []
    for seed in range(PROGRAMS):
        source = random_program(seed)
        virtual, real = seen(source, Clock.VIRTUAL), seen(source, Clock.REAL)
        done = plain(source)
        expected = (done.stdout, without_addresses(done.stderr), done.returncode)
        if not virtual == real == expected:
            # On a busy machine real time races. Then virtual time has to agree with some run of it.
            possible = {plain(source).stdout for _ in range(3)} | {done.stdout, real[0]}
            if virtual[0] not in possible or len(possible) == 1:
                different.append((seed, virtual, real, expected))
    assert different == []


MEASURES_WORK = {"192-agen-vs-class-speed.py", "193-cost-of-an-extra-stage.py"}
"""They print how long their own work takes, which is next to nothing in virtual time."""


@pytest.mark.slow
@pytest.mark.skipif(not BANK.is_dir(), reason="CLOCK_BANK names no folder of programs")
@pytest.mark.parametrize("path", sorted(BANK.glob("*.py")), ids=lambda path: path.stem)
def test_a_program_of_the_bank_is_the_same_everywhere(path, plain):
    source = path.read_text()
    limits = Limits(seconds=30)
    done = plain(source)
    expected = (
        done.stdout,
        without_addresses(done.stderr.replace("program.py", path.name)),
        done.returncode,
    )
    assert seen(source, Clock.REAL, limits, path.name) == expected
    if path.name not in MEASURES_WORK:
        assert seen(source, Clock.VIRTUAL, limits, path.name) == expected


def test_work_takes_no_virtual_time():
    """Why a program that measures its own work needs the real clock."""
    source = """
import time
before = time.perf_counter()
sum(range(3_000_000))
print(time.perf_counter() - before < 0.001)
"""
    assert seen(source, Clock.VIRTUAL)[0] == "True\n"
    assert seen(source, Clock.REAL)[0] == "False\n"


def test_json_of_a_report_is_one_line_for_each_thing():
    assert json.loads(virtual_line(1.23456)) == {"what": "virtual", "seconds": 1.235}
