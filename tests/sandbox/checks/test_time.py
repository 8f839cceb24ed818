"""Time belongs to the checks: whoever turns the loop's timers, or its clock, gains nothing."""

import textwrap

import pytest

from asynclearn.sandbox.outcome import FindingKind
from tests.sandbox.checks.conftest import found

TAMPERED, UNMET, RAISED = FindingKind.TAMPERED, FindingKind.UNMET, FindingKind.RAISED

WAITS = """
from workshop import learner, soon

async def check_it():
    await soon(learner.wait(), "it ends", 0.1)
"""

TIMED = """
import asyncio
from workshop import expect_that, given, learner

async def check_it():
    loop = asyncio.get_running_loop()
    began = loop.time()
    await learner.three(given(call))
    took = loop.time() - began
    expect_that(took < 0.25, "three calls take the time of one")

async def call():
    await asyncio.sleep(0.1)
"""

ONE_BY_ONE = """
async def three(call):
    {}
    for _ in range(3):
        await call()
    {}
"""

POLICY = """
import asyncio

class Loop(asyncio.SelectorEventLoop):
    def time(self):
        return 0.0
    def call_at(self, when, callback, *arguments, context=None):
        if when < 10:
            return self.call_soon(callback, *arguments, context=context)
        return super().call_at(when, callback, *arguments, context=context)

class Policy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        return Loop()

asyncio.set_event_loop_policy(Policy())
"""

SELECTOR = """
import selectors

class Quick(selectors.SelectSelector):
    pass

selectors.DefaultSelector = Quick
"""


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (ONE_BY_ONE.format("pass", "pass"), UNMET),
        (POLICY + ONE_BY_ONE.format("pass", "pass"), UNMET),
        (SELECTOR + ONE_BY_ONE.format("pass", "pass"), TAMPERED),
        (
            "import asyncio\n"
            + ONE_BY_ONE.format("asyncio.get_running_loop()._clock_resolution = 1e9", "pass"),
            TAMPERED,
        ),
        (
            "import asyncio\n"
            + ONE_BY_ONE.format(
                "s = asyncio.get_running_loop()._selector; s.select = s.select.__closure__", "pass"
            ),
            RAISED,
        ),
        ("import time\n" + ONE_BY_ONE.format("time.monotonic._ours.__closure__", "pass"), RAISED),
        (
            "import threading\n" + ONE_BY_ONE.format("threading.Thread.join.__closure__", "pass"),
            RAISED,
        ),
    ],
)
def test_time_is_not_the_programs(source, kind):
    finding = found(source, TIMED)

    assert finding.kind is kind, finding


def test_who_sets_a_policy_and_does_it_at_once_meets_the_demand():
    source = POLICY + ("async def three(call):\n    await asyncio.gather(call(), call(), call())\n")
    finding = found(source, TIMED)

    assert finding.kind is FindingKind.MET, finding


CUT_SHORT = {
    "by the timer's time": "for h in loop._scheduled: h._when = 0.0",
    "by the timer's arguments": "for h in list(loop._scheduled):\n"
    "    h._args and h._args[0].done() or h._args[0].set_result(None)",
    "by running the timer": "for h in list(loop._scheduled): h._run()",
    "by the task's future": "for t in asyncio.all_tasks():\n"
    "    f = t._fut_waiter\n"
    "    if f and not f.done() and t.get_coro().__qualname__ != 'first':\n"
    "        isinstance(f, asyncio.Task) or f.set_result(None)",
}

SLEEPS = """
import asyncio
from workshop import expect_that, given, learner, pause, source, tracked

async def check_given():
    await timed(learner.three([given(call) for _ in range(3)]))

async def check_tracked():
    await timed(learner.three([tracked(call).call for _ in range(3)]))

async def check_source():
    rows = [source(pause(0.1), 1) for _ in range(3)]
    await timed(learner.three([each.stream.__anext__ for each in rows]))

async def timed(awaitable):
    loop = asyncio.get_running_loop()
    began = loop.time()
    await awaitable
    took = loop.time() - began
    expect_that(took < 0.25, "three calls take the time of one")

async def call():
    await asyncio.sleep(0.1)
"""

HURRIED = """
import asyncio

async def three(calls):
    loop = asyncio.get_running_loop()
    async def hurry():
        while True:
            await asyncio.sleep(0)
{}
    async def one(call):
        return await call()
    hurrying = asyncio.create_task(hurry(), name="hurry")
    for call in calls:
        await asyncio.create_task(one(call))
    hurrying.cancel()
"""


@pytest.mark.parametrize("how", CUT_SHORT)
@pytest.mark.parametrize("name", ["check_given", "check_tracked", "check_source"])
def test_a_sleep_of_the_checks_that_is_cut_short_is_told(how, name):
    source = HURRIED.format(textwrap.indent(CUT_SHORT[how], " " * 12))

    finding = found(source, SLEEPS, name)

    assert finding.kind is TAMPERED, finding
    assert finding.did == "ends a sleep of the checks before its time"


def test_sleeps_that_are_slept_to_their_end_are_no_tampering():
    at_once = """
import asyncio

async def three(calls):
    async def one(call):
        return await call()
    async with asyncio.TaskGroup() as group:
        for call in calls:
            group.create_task(one(call))
"""
    one_by_one = HURRIED.format(" " * 12 + "return")

    for name in ("check_given", "check_tracked", "check_source"):
        assert found(at_once, SLEEPS, name).kind is FindingKind.MET
        assert found(one_by_one, SLEEPS, name).kind is UNMET


GATED = """
import asyncio
from workshop import expect, learner, settle, soon, source

async def check_it():
    gate = asyncio.Event()
    rows = source(gate, "late")
    reading = asyncio.create_task(soon(learner.first(rows.stream), "an item comes"))
    await settle()
    gate.set()
    gate.clear()
    expect(await reading, "late", "the item is")
"""


def test_a_gate_that_is_opened_by_hand_is_told_and_a_pulse_is_not():
    honest = "async def first(stream):\n    return await anext(stream)\n"
    by_hand = """
import asyncio

async def first(stream):
    reading = asyncio.create_task(anext(stream))
    await asyncio.sleep(0)
    reading._fut_waiter.set_result(True)
    return await reading
"""
    by_hand = by_hand.replace("create_task(anext(stream))", "create_task(one(stream))")
    by_hand += "\nasync def one(stream):\n    return await anext(stream)\n"

    assert found(honest, GATED).kind is FindingKind.MET
    finding = found(by_hand, GATED)
    assert finding.kind is TAMPERED, finding
    assert finding.did == "goes past an event of the checks that is not set"


def test_who_puts_off_the_limit_of_soon_is_too_late():
    put_off = """
import asyncio

async def wait():
    loop = asyncio.get_running_loop()
    for h in loop._scheduled:
        h._when += 100
    await asyncio.sleep(3)
"""
    blocks = "import time\n\nasync def wait():\n    time.sleep(3)\n"

    for source in (put_off, blocks):
        finding = found(source, WAITS)
        assert finding.kind is UNMET, finding
        assert (finding.did, finding.came) == ("it ends within 0.1 s", "it took 3 s")


@pytest.mark.parametrize("asked", ["locals", "functools.partial(eval, 'locals()')"])
def test_the_clock_does_not_hand_itself_out_as_it_asks_who_takes_part(asked):
    source = f"""
import asyncio, functools, threading

seen = []

class Active(dict):
    get = functools.partial(next, map(seen.append, iter({asked}, None)))

async def three(call):
    active = threading._active
    threading._active = Active(active)
    try:
        await asyncio.sleep(0.001)
    finally:
        threading._active = active
    timeline = seen[0]["self"].timeline
    began = timeline.now
    for _ in range(3):
        await call()
    timeline.now = began
"""
    finding = found(source, TIMED)

    assert finding.kind is TAMPERED, finding


TURNED_BACK = {
    "by the rounding of a wait": """
class Now(int):
    offset = 0
    def __mul__(self, factor): return Now(int(self) * factor)
    def __add__(self, other):
        offset, Now.offset = Now.offset, 0
        return Now(int(self) + other - offset)
    __radd__ = __add__

async def three(call):
    ceil, math.ceil = math.ceil, lambda seconds: Now(ceil(seconds))
    await call()
    math.ceil = ceil
    await call()
    await call()
    Now.offset = 200_000_000
    time.monotonic()
""",
    "by a built-in": """
async def three(call):
    for _ in range(3):
        await call()
    real = max
    def back(now, *to): return now - 200_000_000 if now > 10 ** 6 else real(now, *to)
    loop = asyncio.get_running_loop()
    builtins.max = back
    timer = loop.call_later(0.001, int)
    loop.call_later(0.001, timer.cancel)
    timer._when -= 1
    threading.Thread(target=time.sleep, args=(0.001,)).start()
    await asyncio.sleep(0)
    time.sleep(0.001)
    builtins.max = real
""",
}


@pytest.mark.parametrize("how", TURNED_BACK)
def test_time_does_not_go_back(how):
    source = f"import asyncio, builtins, math, threading, time\n{TURNED_BACK[how]}"

    assert found(source, TIMED).kind is UNMET


def test_the_clock_behind_the_loops_time_is_watched():
    source = """
import asyncio.base_events, types

asyncio.base_events.time = types.SimpleNamespace(monotonic=lambda: 0.0)

async def three(call):
    for _ in range(3):
        await call()
"""
    finding = found(source, TIMED)

    assert finding.kind is TAMPERED
    assert "asyncio.base_events.time" in finding.did
