"""Frames in the hands of the standard library: no callable of C takes them from there."""

import pytest

from asynclearn.sandbox.outcome import FindingKind
from tests.sandbox.checks.conftest import found

CHECKS = """
from workshop import expect, expect_raises, learner, source

async def check_it():
    rows = source(1, OSError("cut"))
    await expect_raises(OSError, learner.drain(rows.stream), "it raises")
    expect(rows.taken, 1, "the items taken are")
"""

ASKS = """
import functools, linecache, logging, traceback

seen = []

class Asks:
    def get(self, name): return None

ask = functools.partial(next, map(seen.append, iter({}, None)))
for name in ("__contains__", "__eq__", "__gt__", "__ge__", "__setitem__"):
    setattr(Asks, name, ask)

async def drain(stream):
    {}
    print(seen)
    async for _ in stream:
        pass
"""

LOCALS = {
    "locals": "locals",
    "vars": "vars",
    "globals": "globals",
    "eval": 'functools.partial(eval, "locals()")',
}
HOLDING = {
    "what a logger compares": "logging.warning('x', stacklevel=Asks())",
    "what a stack is limited to": "traceback.extract_stack(limit=Asks())",
    "what a logger takes for itself": "logging._srcfile = Asks(); logging.warning('x')",
    "the cache of lines": "linecache.cache = Asks(); traceback.extract_stack()",
}


@pytest.mark.parametrize("asked", LOCALS)
@pytest.mark.parametrize("where", HOLDING)
def test_nobody_asks_for_names_where_frames_are_at_hand(asked, where):
    finding = found(ASKS.format(LOCALS[asked], HOLDING[where]), CHECKS)

    assert finding.kind is FindingKind.TAMPERED, finding
    assert finding.did == "looks into running frames"


def test_a_built_in_of_traceback_that_is_hidden_by_another_sees_no_values():
    source = """
import traceback

seen = []

async def drain(stream):
    try:
        await anext(stream)
        await anext(stream)
    except OSError as error:
        traceback.repr = lambda value: seen.append(value) or ""
        traceback.TracebackException.from_exception(error, capture_locals=True)
        del traceback.repr
        for each in seen:
            if hasattr(each, "taken"):
                each.taken = 1
        raise
"""
    finding = found(source, CHECKS)

    assert finding.kind is FindingKind.TAMPERED, finding


LOOKS = """
import os, sys, traceback

def look():
    try:
        sys._getframe()
    except RuntimeError:
        return
    os._exit(0)

class Names(dict):
    def get(self, name, default=None): return look()

class File(str):
    __hash__ = str.__hash__
    def __eq__(self, other): return look()

class Key:
    def __hash__(self): return hash("walk_stack")
    def __eq__(self, other): return look()

def with_key(names):
    return [(Key(), 0), ("walk_stack", names.pop("walk_stack"))]

async def drain(stream):
    {}
"""

WHEN_LOOKED_AT = {
    "names that are a mapping": (
        'exec("import marshal; marshal.loads(bytes(1))", {}, Names())',
        FindingKind.TAMPERED,
    ),
    "a name of a module": (
        "vars(traceback).update(with_key(vars(traceback))); traceback.extract_stack()",
        FindingKind.TAMPERED,
    ),
}


@pytest.mark.parametrize("name", WHEN_LOOKED_AT)
def test_what_is_looked_at_does_not_look_around_meanwhile(name):
    code, kind = WHEN_LOOKED_AT[name]

    finding = found(LOOKS.format(code), CHECKS)

    assert finding.kind is kind, finding


def test_there_is_no_second_copy_of_the_built_ins():
    source = """
import sys

ours = sys.modules.pop("builtins")
import builtins
sys.modules["builtins"] = ours
locals = builtins.locals

async def drain(stream):
    async for _ in stream:
        pass
"""
    finding = found(source, CHECKS)

    assert (finding.kind, finding.did) == (*(FindingKind.TAMPERED, "imports `builtins` once more"),)


HONEST = {
    "an error that is shown with its values": """
    try:
        async for _ in stream:
            pass
    except OSError as error:
        traceback.print_exc()
        print(*traceback.TracebackException.from_exception(error, capture_locals=True).format())
        raise
""",
    "names, and what is built of text": """
    assert (locals().keys(), vars().keys()) == ({"stream"}, {"stream"})
    assert [*map(eval, ["1 + 1"])] == [2] and "drain" in globals()
    asyncio.get_running_loop().call_soon(exec, "x = 1")
    assert await asyncio.to_thread(eval, "1 + 1") == 2
    async for _ in stream:
        pass
""",
    "a loop that is debugged": """
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    logging.warning("here", stacklevel=2, stack_info=True)
    print(repr(asyncio.create_task(asyncio.sleep(0))))
    async for _ in stream:
        pass
""",
}


@pytest.mark.parametrize("name", HONEST)
def test_who_looks_at_what_is_his_own_is_not_refused(name):
    source = f"import asyncio, logging, traceback\n\nasync def drain(stream):{HONEST[name]}"

    finding = found(source, CHECKS)

    assert finding.kind is FindingKind.MET, finding


def test_an_error_from_a_file_with_a_name_of_its_own_kind_is_told_and_no_more():
    source = LOOKS.format("pass") + 'exec(compile("1 / 0", File("x"), "exec"))\n'

    finding = found(source, CHECKS)

    assert (finding.kind, finding.did) == (FindingKind.UNLOADED, "ZeroDivisionError")
