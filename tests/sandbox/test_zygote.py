"""The warm interpreter: used, lost, replaced; and no run sees another."""

import asyncio
import os
import signal
import sys

import pytest

from asynclearn.errors import SandboxError
from asynclearn.sandbox import starting, warm
from asynclearn.sandbox.interpreter import OWN
from asynclearn.sandbox.layers import is_confined, probe_layers
from asynclearn.sandbox.outcome import Clock, Ending, Limits, Outcome, Program
from asynclearn.sandbox.runner import run, warm_up
from asynclearn.sandbox.zygote.descendants import descendants

# ruff: noqa: ASYNC110 - there is no event for what happens in a foreign process

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="it looks at /proc"),
]
TIERS = ["namespaces", "landlock", "limits"]


def test_warming_up_takes_no_time_and_prepares_a_spare(outcome_of, rest, processes):
    warm.shut_down()
    assert processes() == set()
    warm_up()
    assert len(processes()) >= 1
    warm_up()
    before = rest()
    spare = warm._kept[OWN].spare
    assert spare is not None
    assert outcome_of("print('hi')").stdout == "hi\n"
    after = rest()
    assert len(set(before) - set(after)) == 2, "the run used the spare, with its supervisor"
    assert warm._kept[OWN].spare is not spare


@pytest.mark.parametrize("name", TIERS)
def test_a_run_is_a_run_in_each_tier(outcome_of, tier, name):
    tier(name)
    outcome = outcome_of("print(__file__[-4:])\n\n1 / 0\n", filename="a.md")
    assert (outcome.ending, outcome.stdout) == (Ending.RAISED, "a.md\n")
    assert 'File "a.md", line 3, in <module>\n    1 / 0\n' in outcome.stderr
    assert outcome.exception is not None
    assert outcome.exception.line == 3


def test_where_a_start_can_not_be_gone_back_to_a_fresh_interpreter_runs(
    outcome_of, monkeypatch, tier
):
    monkeypatch.setattr(starting, "PLACEHOLDER", "/short")
    tier("namespaces")
    outcome = outcome_of(
        "import sys\nprint(sys.argv, __file__[-4:], sys.path[0][:1])", filename="a.md"
    )
    assert (outcome.stdout, outcome.confined) == ("['a.md'] a.md /\n", ("limits", "memory-watch"))


@pytest.mark.parametrize("name", TIERS)
def test_a_zygote_that_is_killed_is_replaced(outcome_of, rest, tier, name):
    tier(name)
    zygote, _, _ = rest()[-3:]
    os.kill(zygote, signal.SIGKILL)
    assert outcome_of("print('hi')").stdout == "hi\n"
    assert outcome_of("print('again')").stdout == "again\n"
    rest()


@pytest.mark.parametrize("name", TIERS)
def test_a_run_outlives_its_zygote_or_is_repeated(rest, tier, name):
    tier(name)
    zygote, _, _ = rest()[-3:]

    async def kill_the_zygote() -> Outcome:
        program = Program(
            "import time\nprint('begun')\ntime.sleep(0.4)\nprint('done')", clock=Clock.REAL
        )
        task = asyncio.create_task(run(program, Limits(seconds=20)))
        await asyncio.sleep(0.2)  # it is under way by then, or is not: both must come out right
        os.kill(zygote, signal.SIGKILL)
        return await task

    outcome = asyncio.run(kill_the_zygote())
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "begun\ndone\n")
    rest()


@pytest.mark.parametrize("name", TIERS)
def test_a_supervisor_that_is_killed_takes_its_run_along(rest, tier, name):
    tier(name)
    _, supervisor, _ = rest()[-3:]

    async def kill_the_supervisor() -> Outcome:
        program = Program(
            "import os, time\nos.fork() or os.setsid()\ntime.sleep(600)", clock=Clock.REAL
        )
        task = asyncio.create_task(run(program, Limits(seconds=20)))
        while len(list(descendants(supervisor))) < 2 and not task.done():
            await asyncio.sleep(0.005)
        os.kill(supervisor, signal.SIGKILL)
        return await task

    outcome = asyncio.run(kill_the_supervisor())
    assert (outcome.ending, outcome.signal) == (Ending.CRASHED, "SIGKILL")
    rest()


def test_a_zygote_that_can_not_start_is_a_sandbox_error_that_says_why(
    outcome_of, monkeypatch, tier
):
    tier("limits")
    monkeypatch.setattr(starting, "command", lambda *_: ([sys.executable, "-c", "1/0"], {}))
    with pytest.raises(SandboxError, match="division by zero"):
        outcome_of("print(1)")


def test_several_loops_one_after_another_share_the_zygote(outcome_of, rest):
    before = rest()
    for _ in range(3):
        assert outcome_of("print(1)").stdout == "1\n"
    assert rest()[:-2] == before[:-2], "the zygote is still the same one"


def test_nothing_of_a_run_is_in_the_next(outcome_of):
    source = """\
        import asyncio
        import builtins
        import os

        print(hasattr(builtins, "left"), hasattr(asyncio, "left"), "LEFT" in os.environ)
        # The interpreter itself may lie in /tmp, so more may be there.
        print(os.listdir(), "left" in os.listdir("/tmp") and os.getppid() == 1, os.nice(0))
        builtins.left = asyncio.left = 1
        os.environ["LEFT"] = "1"
        open("left", "w").close()
        if os.getppid() == 1:
            open("/tmp/left", "w").close()
        os.nice(1)
        """
    usual = f"False False False\n['program.py'] False {os.nice(0)}\n"
    assert [outcome_of(source).stdout for _ in range(3)] == [usual] * 3


def test_a_fork_of_ours_has_a_zygote_of_its_own(outcome_of, rest):
    before = rest()
    child = os.fork()
    if child == 0:
        try:
            right = outcome_of("print('child')").stdout == "child\n"
            warm.shut_down()
            os._exit(0 if right else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert outcome_of("print('hi')").stdout == "hi\n"
    assert rest()[:-2] == before[:-2], "the zygote is still the same one"


def test_the_layers_are_those_of_a_run(outcome_of):
    layers = probe_layers()
    assert {layer.name for layer in layers if layer.holds} == set(outcome_of("").confined)
    assert all(layer.holds or layer.why for layer in layers)


def test_what_is_not_confined_is_told(monkeypatch):
    monkeypatch.setattr(warm, "TIERS", ["limits"])
    layers = {layer.name: layer for layer in probe_layers()}
    assert not is_confined(layers.values())
    assert "not asked for" in layers["landlock"].why
    assert layers["limits"].holds


def test_landlock_alone_confines(monkeypatch):
    monkeypatch.setattr(warm, "TIERS", ["landlock", "limits"])
    assert is_confined(probe_layers())
