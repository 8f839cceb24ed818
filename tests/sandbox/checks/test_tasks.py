"""The tasks of a check are its own, and end when what they run ends."""

import pytest

from asynclearn.sandbox.outcome import FindingKind
from tests.sandbox.checks.conftest import found

MET, UNMET, TAMPERED = FindingKind.MET, FindingKind.UNMET, FindingKind.TAMPERED

LEAVES = """
import asyncio
from workshop import expect, learner, tasks_left

async def check_it():
    await learner.work()
    expect(tasks_left(), 0, "the number of tasks left is")
"""


@pytest.mark.parametrize("marked", ["kept", "kept, asyncio.current_task()"])
def test_a_task_that_was_given_a_result_and_goes_on_is_left(marked):
    source = f"""
import asyncio

async def work():
    global kept
    kept = asyncio.create_task(asyncio.sleep(60))
    await asyncio.sleep(0)
    for task in [{marked}]:
        asyncio.Future.set_result(task, None)
"""
    finding = found(source, LEAVES)

    assert finding.kind is UNMET, finding


def test_the_list_of_all_objects_is_not_the_programs():
    source = """
import asyncio, gc, os, sys

def nothing(*_):
    try:
        sys._getframe()
    except RuntimeError:
        return []
    os._exit(0)

gc.get_objects = nothing

async def work():
    global kept
    kept = asyncio.create_task(asyncio.sleep(60))
"""
    finding = found(source, LEAVES)

    assert (finding.kind, finding.came) == (UNMET, "1"), finding


SOON = """
import asyncio
from workshop import expect, learner, soon

async def check_it():
    expect(await soon(learner.wait(), "it ends", 0.1), 7, "it gives")

async def check_own():
    async def own():
        return await learner.wait()
    expect(await soon(own(), "it ends", 0.1), 7, "it gives")
"""


def test_a_future_that_says_it_is_done_has_no_more_time_than_others():
    source = """
import asyncio

class Done(asyncio.Future):
    def done(self):
        return True
    def add_done_callback(self, callback, **_):
        asyncio.get_running_loop().call_soon(callback, self)
    def __await__(self):
        return really().__await__()

async def really():
    await asyncio.sleep(3)
    return 7

def wait():
    return Done()
"""
    finding = found(source, SOON)

    assert (finding.kind, finding.did, finding.came) == (UNMET, "it ends", "it still waits")


def test_a_task_of_the_checks_that_is_ended_from_outside_is_told():
    source = """
import asyncio

async def wait():
    asyncio.get_running_loop().call_soon(
        asyncio.Future.set_result, asyncio.current_task(), 7
    )
    await asyncio.sleep(3)
    return 7
"""
    for name in ("check_it", "check_own"):
        finding = found(source, SOON, name)
        assert (finding.kind, finding.did) == (
            *(TAMPERED, "ends a task of the checks before its time"),
        )


STARTS = """
import asyncio
from asyncio import create_task
from workshop import expect, learner, soon

async def check_it():
    {}
    await asyncio.sleep(0.02)
    expect(learner.began, [1], "what began is")
"""

FACTORY = """
import asyncio

began = []

async def work():
    began.append(1)

def put_off():
    async def later(coroutine):
        await asyncio.sleep(0.05)
        return await coroutine
    loop = asyncio.get_running_loop()
    loop.set_task_factory(lambda loop, coroutine, **_: asyncio.Task(later(coroutine), loop=loop))
    return work()
"""


@pytest.mark.parametrize(
    "start",
    [
        "create_task(learner.put_off())",
        "asyncio.create_task(learner.put_off())",
        "await soon(learner.put_off(), 'it ends', 0.01)",
    ],
)
def test_a_task_of_the_checks_is_not_put_off_by_a_factory(start):
    finding = found(FACTORY, STARTS.format(start))

    assert finding.kind is MET, finding


SETTLES = """
import asyncio
from workshop import expect_that, learner, settle, source

async def check_it():
    rows = source(*range(50))
    stream = learner.read(rows.stream)
    await anext(stream)
    await settle()
    expect_that(rows.taken < 5, "a few are taken")
    await stream.aclose()
"""


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("pass", UNMET),
        # Before the reading begins, the check is taken past its wait.
        ("for _ in range(98): check.send(None)", FindingKind.RAISED),
        ("check.throw(StopIteration(None))", TAMPERED),
    ],
)
def test_turns_that_a_check_waits_for_are_not_skipped(how, kind):
    source = f"""
import asyncio, contextlib

async def read(stream):
    check = asyncio.current_task().get_coro()
    async def pump():
        await asyncio.sleep(0)
        with contextlib.suppress(RuntimeError, AttributeError):
            {how}
        await asyncio.sleep(0)
        async for _ in stream:
            pass
    pumping = asyncio.create_task(pump())
    yield 1
    pumping.cancel()
"""
    finding = found(source, SETTLES)

    assert finding.kind is kind, finding
