"""What a run costs, beside a plain `python program.py` in the same minutes.

    pytest tests/benchmarks -n 0 --benchmark-group-by=group --benchmark-columns=median,max,rounds

The figure in brackets behind a median is the ratio to the fastest of its group.
"""

import asyncio
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from asynclearn.sandbox import warm
from asynclearn.sandbox.layers import probe_layers
from asynclearn.sandbox.linux import probe, trial
from asynclearn.sandbox.outcome import Ending, Program
from asynclearn.sandbox.runner import run
from asynclearn.sandbox.zygote.descendants import descendants

SOURCE = """\
import asyncio

async def main():
    print("hi")

asyncio.run(main())
"""
ROUNDS = 60
AT_ONCE = 40
TIME_TO_TYPE = 0.15
"""Seconds in which a spare gets ready. A person takes longer to type a prediction."""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(SOURCE)
    return path


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner.get_loop()


def run_plain(file):
    done = subprocess.run([sys.executable, file], capture_output=True, check=True)
    assert done.stdout == b"hi\n"


def run_sandboxed(loop):
    outcome = loop.run_until_complete(run(Program(SOURCE)))
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "hi\n")


@pytest.mark.benchmark(group="one run, request to outcome")
def test_plain_python(benchmark, file):
    benchmark.pedantic(run_plain, args=(file,), rounds=ROUNDS, warmup_rounds=3)


@pytest.mark.benchmark(group="one run, request to outcome")
def test_a_spare_ready(benchmark, loop):
    def type_a_prediction():
        time.sleep(TIME_TO_TYPE)
        return (loop,), {}

    run_sandboxed(loop)
    benchmark.pedantic(
        run_sandboxed,
        setup=type_a_prediction,
        rounds=ROUNDS,
        warmup_rounds=0,
    )


@pytest.mark.benchmark(group="one run, request to outcome")
def test_back_to_back(benchmark, loop):
    benchmark.pedantic(run_sandboxed, args=(loop,), rounds=ROUNDS, warmup_rounds=3)


@pytest.mark.benchmark(group=f"{AT_ONCE} runs, the cores full")
def test_plain_python_on_all_cores(benchmark, file):
    def run_all():
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(run_plain, [file] * AT_ONCE))

    benchmark.pedantic(run_all, rounds=5, warmup_rounds=1)


@pytest.mark.benchmark(group=f"{AT_ONCE} runs, the cores full")
def test_sandbox_on_all_cores(benchmark, loop):
    async def run_all():
        await asyncio.gather(*(run(Program(SOURCE)) for _ in range(AT_ONCE)))

    benchmark.pedantic(lambda: loop.run_until_complete(run_all()), rounds=5, warmup_rounds=1)


@pytest.mark.benchmark(group="from nothing to the first outcome")
def test_a_new_zygote(benchmark, loop):
    def first_run():
        warm.shut_down()
        run_sandboxed(loop)

    benchmark.pedantic(first_run, rounds=10)


@pytest.fixture
def tier(monkeypatch, request):
    """Runs are confined so; what they were before comes back afterwards."""
    monkeypatch.setattr(warm, "TIERS", [request.param])
    warm.shut_down()
    yield request.param
    warm.shut_down()


@pytest.mark.parametrize("tier", ["namespaces", "landlock", "limits"], indirect=True)
@pytest.mark.benchmark(group="one run, by how it is confined")
def test_a_tier(benchmark, loop, tier):
    del tier
    benchmark.pedantic(run_sandboxed, args=(loop,), rounds=ROUNDS, warmup_rounds=3)


@pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")
@pytest.mark.parametrize("name", ["nothing", *(layer.name for layer in probe_layers())])
@pytest.mark.benchmark(group="trying one layer, with the fork that it takes")
def test_a_layer(benchmark, name):
    attempts = {"nothing": (lambda: None, ""), **probe._attempts()}

    benchmark.pedantic(trial.outcome, args=(attempts[name][0],), rounds=20, warmup_rounds=2)


@pytest.mark.skipif(sys.platform != "linux", reason="it looks at /proc")
@pytest.mark.benchmark(group="memory, in the column `MB` of --benchmark-json")
def test_memory_of_the_zygote_and_its_spare(benchmark, loop):
    def proportional(pid):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        [line] = [each for each in lines if each.startswith("Pss:")]
        return int(line.split()[1]) / 1000

    benchmark.pedantic(run_sandboxed, args=(loop,), rounds=1)
    time.sleep(TIME_TO_TYPE)
    sizes = [round(proportional(pid), 1) for pid in descendants(os.getpid())]
    benchmark.extra_info["MB"] = sizes
    print(f"\nproportional memory of zygote, supervisor and spare: {sizes} MB")  # noqa: T201 - a benchmark reports
