"""Whether asyncio is what it was: nothing hides what a class inherits or a function calls."""

import textwrap

import pytest

from asynclearn.sandbox.outcome import FindingKind
from tests.sandbox.checks.conftest import found

TIMED = """
import asyncio
from workshop import expect_that, given, learner

async def check_it():
    loop = asyncio.get_running_loop()
    began = loop.time()
    await learner.three(given(call))
    expect_that(asyncio.get_running_loop().time() - began < 0.25, "three calls take as long as one")

async def call():
    await asyncio.sleep(0.1)
"""

ONE_BY_ONE = """
import asyncio, time

async def three(call):
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(3):
        await call()
{}
"""

TURNED = {
    "asyncio.SelectorEventLoop.time = lambda loop: began": "EventLoop.time",
    "asyncio.SelectorEventLoop.__getattribute__ = lambda loop, name: (\n"
    '    (lambda: began) if name == "time" else object.__getattribute__(loop, name)\n)': (
        "EventLoop.__getattribute__"
    ),
    "asyncio.base_events.min = lambda *_: 0.0": "asyncio.base_events.min",
    "ours = time.monotonic._ours\ntime.monotonic._ours = lambda: began": "time.monotonic",
    "type(time.monotonic).__call__ = lambda *_: began": "time.monotonic.__call__",
    "class Late:\n"
    "    def __getattr__(self, name): return getattr(loop, name)\n"
    "    def time(self): return began\n"
    "asyncio._set_running_loop(Late())": "asyncio.get_running_loop",
}


@pytest.mark.parametrize("how", TURNED)
def test_time_that_is_turned_back_by_what_was_not_there_is_told(how):
    finding = found(ONE_BY_ONE.format(textwrap.indent(how, "    ")), TIMED)

    assert finding.kind is FindingKind.TAMPERED, finding
    assert finding.did.endswith(f"{TURNED[how]}`")


def test_what_the_interpreter_adds_to_classes_is_no_change():
    source = """
import asyncio, collections, contextlib, copy, pickle, typing

class Own(collections.UserDict):
    pass

async def three(call):
    for each in (collections.UserDict(), collections.ChainMap(), contextlib.ExitStack(), Own()):
        copy.copy(each)
    pickle.dumps(collections.UserList())
    collections.abc.Sequence.register(Own)
    typing.get_type_hints(asyncio.Queue)
    getattr(asyncio.TaskGroup, "__annotations__", None)
    await asyncio.gather(call(), call(), call())
"""
    finding = found(source, TIMED)

    assert finding.kind is FindingKind.MET, finding


LATER = """
from workshop import expect, given, learner

async def check_it():
    await learner.first()
    expect(await learner.second(given(answer)), 42, "the answer is")

async def answer():
    return 41
"""


@pytest.mark.parametrize(
    "catch",
    [
        """
    def catch(maxsize):
        functools.lru_cache = real
        return lambda function: seen.append(function) or real(maxsize)(function)
    real, functools.lru_cache = functools.lru_cache, catch
""",
        """
    def catch(*things):
        builtins.vars = real
        seen.append(things[0].__wrapped__)
        return real(*things)
    real, builtins.vars = builtins.vars, catch
""",
    ],
)
def test_a_function_is_not_caught_as_it_is_hidden(catch):
    source = f"""
import builtins, functools

seen = []

async def first():{catch}
async def second(answer):
    return 42 if seen and seen[0].__globals__["learner"] else 41
"""
    finding = found(source, LATER)

    assert finding.kind is not FindingKind.MET
