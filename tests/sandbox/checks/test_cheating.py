"""Known ways to be judged right without being right: none of these works, and each is told why.

That is no proof that there are no others; see `asynclearn.sandbox.checks`.
"""

import textwrap

import pytest

from asynclearn.sandbox.outcome import Ending, FindingKind
from tests.sandbox.checks.conftest import judge

CHECKS = '''\
from workshop import expect, given, learner, source, tasks_left

async def check_it():
    """The first two items come, and the source is closed."""
    rows = source(1, 2, 3)
    items = [item async for item in learner.first_two(rows.stream)]
    expect(items, [1, 2], "the items are")
    expect(rows.closed, True, "that the source is closed is")
    expect(await learner.ask(given(answer)), 42, "the answer is")
    expect(tasks_left(), 0, "the number of tasks left is")

async def answer():
    return 42
'''

RIGHT = """\
import asyncio
from contextlib import aclosing

async def first_two(stream):
    async with aclosing(stream):
        yield await anext(stream)
        yield await anext(stream)

async def ask(answer):
    return await answer()
"""

WRONG = """
import asyncio, sys, os

async def first_two(stream):
    {}
    yield 1

async def ask(answer):
    {}
    return 41
"""


OWN_STREAM = """
class F:
    n = 0
    def __aiter__(self):
        return self
    async def __anext__(self):
        {}
        self.n += 1
        if self.n > 2:
            raise StopAsyncIteration
        return self.n

class S:
    pass

def first_two(stream):
    return S()

async def ask(answer):
    return await answer()
"""


def in_stream(code: str) -> str:
    """A wrong program that does this while it has the source."""
    return WRONG.format(textwrap.indent(code, "    ").strip(), "pass")


def at_import(code: str) -> str:
    """A wrong program that does this as it is loaded."""
    return WRONG.format("pass", "pass") + textwrap.dedent(code)


def besides(code: str) -> str:
    """A right program that does this as it is loaded: what it does alone is wrong."""
    return RIGHT + textwrap.dedent(code)


TAMPERED, UNMET, CUT = FindingKind.TAMPERED, FindingKind.UNMET, FindingKind.CUT
RAISED, UNLOADED = FindingKind.RAISED, FindingKind.UNLOADED

ATTEMPTS = {
    # Imitating: what success looks like, written by somebody who does not know the word.
    "print success": (at_import('print("met", \'{"kind": "met"}\')'), UNMET, "the items are"),
    "write to the report": (
        at_import('import json; os.write(255, b\'\\n{"kind": "met", "word": ""}\\n\')'),
        UNMET,
        "the items are",
    ),
    "write to the report and leave": (
        in_stream('os.write(255, b\'\\n{"kind": "met"}\\n\'); os._exit(0)'),
        CUT,
        "",
    ),
    "write to every descriptor": (
        in_stream(
            "for n in range(3, 256):\n"
            '    try: os.write(n, b\'\\n{"kind": "met"}\\n\')\n'
            "    except OSError: pass\n"
            "os._exit(0)"
        ),
        CUT,
        "",
    ),
    "drown the report": (
        at_import('os.set_blocking(255, False)\nos.write(255, b\'{"kind": "met"}\\n\' * 3000)'),
        UNMET,
        "the items are",
    ),
    "close the report": (besides("import os; os.close(255)"), CUT, ""),
    "define the checks": (at_import("async def check_it(): pass"), UNMET, "the items are"),
    "a module named workshop": (
        at_import(
            "import types; sys.modules['workshop'] = types.ModuleType('workshop')\n"
            "sys.modules['workshop'].expect = lambda *_: None"
        ),
        UNMET,
        "the items are",
    ),
    # Skipping: ending before the verdict.
    "exit at import": (at_import("sys.exit(0)"), UNLOADED, "SystemExit"),
    "exit hard at import": (at_import("os._exit(0)"), CUT, ""),
    "exit in the check": (in_stream("sys.exit(0)"), RAISED, "SystemExit"),
    "exit hard in the check": (in_stream("os._exit(0)"), CUT, ""),
    "kill itself": (in_stream("os.kill(os.getpid(), 9)"), CUT, ""),
    "stop the loop": (
        in_stream("asyncio.get_running_loop().stop(); await asyncio.sleep(0)"),
        RAISED,
        "RuntimeError",
    ),
    "cancel the check": (
        in_stream("asyncio.current_task().cancel(); await asyncio.sleep(0)"),
        RAISED,
        "CancelledError",
    ),
    "close the check": (
        in_stream(
            "loop, coro = asyncio.get_running_loop(), asyncio.current_task().get_coro()\n"
            "loop.call_soon(coro.close)\nawait asyncio.sleep(0.01)"
        ),
        CUT,
        "",
    ),
    "give the task another coroutine": (
        in_stream(
            "async def well(): pass\n"
            "asyncio.current_task().__init__(well(), loop=asyncio.get_running_loop())\n"
            "await asyncio.sleep(0.01)"
        ),
        CUT,
        "",
    ),
    "fork and let the child fail": (in_stream("if os.fork(): os._exit(0)"), TAMPERED, "forks"),
    "hang": (in_stream("await asyncio.Event().wait()"), CUT, ""),
    # Reading: where the checks, their helpers and the word might be found.
    "the frame above": (in_stream("sys._getframe(1).f_globals"), TAMPERED, "running frames"),
    "the frame above, quietly": (
        RIGHT + "import sys\ntry: sys._getframe(1)\nexcept RuntimeError: pass\n",
        TAMPERED,
        "running frames",
    ),
    "inspect.currentframe": (
        in_stream("import inspect; inspect.currentframe().f_back"),
        TAMPERED,
        "running frames",
    ),
    "inspect.stack": (in_stream("import inspect; inspect.stack()"), TAMPERED, "running frames"),
    "the traceback of an exception": (
        in_stream("try: 1 / 0\nexcept ZeroDivisionError as e: e.__traceback__.tb_frame.f_back"),
        TAMPERED,
        "running frames",
    ),
    "walk_tb": (
        in_stream(
            "import traceback\ntry: 1 / 0\n"
            "except ZeroDivisionError as e: next(traceback.walk_tb(e.__traceback__))"
        ),
        TAMPERED,
        "running frames",
    ),
    "the coroutine of the check": (
        in_stream("asyncio.current_task().get_coro().cr_frame.f_locals"),
        TAMPERED,
        "running frames",
    ),
    "the code of the check": (
        in_stream("asyncio.current_task().get_coro().cr_code.co_consts"),
        TAMPERED,
        "code of a coroutine",
    ),
    "the stack of the task": (
        in_stream("asyncio.current_task().get_stack()[0].f_globals"),
        TAMPERED,
        "running frames",
    ),
    "the frame of the source": (
        in_stream("stream.ag_frame.f_globals"),
        TAMPERED,
        "running frames",
    ),
    "operator.attrgetter": (
        in_stream("import operator; operator.attrgetter('ag_frame.f_globals')(stream)"),
        TAMPERED,
        "running frames",
    ),
    "inspect.trace": (
        in_stream("import inspect\ntry: 1 / 0\nexcept ZeroDivisionError: inspect.trace()[0].frame"),
        TAMPERED,
        "running frames",
    ),
    "inspect.getmembers": (
        in_stream("import inspect; inspect.getmembers(asyncio.current_task().get_coro())"),
        TAMPERED,
        "of a coroutine",
    ),
    "a decorator of contextlib": (
        at_import(
            "from contextlib import ContextDecorator\n"
            "class D(ContextDecorator):\n"
            "    def __enter__(self): pass\n    def __exit__(self, *_): pass\n"
            "D()(D()(sys._getframe))()"
        ),
        TAMPERED,
        "running frames",
    ),
    "a stack summary of one's own": (
        at_import(
            "import traceback\n"
            "class S(traceback.StackSummary):\n"
            "    @classmethod\n"
            "    def _extract_from_extended_frame_gen(cls, frames, **_): return [*frames]\n"
            "try: 1 / 0\n"
            "except ZeroDivisionError as e: S.extract(traceback.walk_tb(e.__traceback__))"
        ),
        TAMPERED,
        "running frames",
    ),
    "a stack summary overheard": (
        at_import(
            "import traceback\nseen = []\ntry: 1 / 0\n"
            "except ZeroDivisionError as e:\n"
            "    walk = traceback._walk_tb_with_full_positions(e.__traceback__)\n"
            "    extract = traceback.StackSummary._extract_from_extended_frame_gen\n"
            "    extract(map(seen.append, walk))"
        ),
        TAMPERED,
        "running frames",
    ),
    "a named tuple that looks": (
        at_import(
            "import collections, functools\nseen = []\n"
            "frames = iter(functools.partial(sys._getframe, 0), None)\n"
            "collections.namedtuple('A', map(seen.append, frames))"
        ),
        TAMPERED,
        "running frames",
    ),
    "a namesake of the report": (
        at_import(
            "import traceback, linecache\nseen = []\n"
            "real = linecache.lazycache\n"
            "linecache.lazycache = lambda name, names: seen.append(names)\n"
            "traceback.format_stack()\n"
            "linecache.lazycache = real"
        ),
        TAMPERED,
        "running frames",
    ),
    "an error that looks around": (
        at_import(
            "class E(SyntaxError):\n    @property\n"
            "    def filename(self): return sys._getframe(), os._exit(0)\n"
            "raise E"
        ),
        UNLOADED,
        "E",
    ),
    "an event that looks around": (
        at_import(
            "class Name:\n    def __str__(self): return sys._getframe().f_code.co_name\n"
            "    def __hash__(self): return 1 + len(str(self))\n"
            "    def __eq__(self, _): return bool(str(self))\n"
            "for event in ('import', 'object.__getattr__', 'object.__setattr__'):\n"
            "    sys.audit(event, Name(), Name())\n"
        ),
        UNMET,
        "the items are",
    ),
    "an event that opens what looks around": (
        at_import(
            "class Name:\n    def __fspath__(self): return sys._getframe().f_code.co_name\n"
            "sys.audit('open', Name())"
        ),
        TAMPERED,
        "opens what is no path",
    ),
    "a collection that looks around": (
        at_import(
            "import gc\nseen = []\n"
            "def look(*_):\n"
            "    try: seen.append(sys._getframe())\n"
            "    except RuntimeError: pass\n"
            "gc.callbacks.append(look)\ngc.set_threshold(1)\n"
            "for _ in range(9):\n"
            "    try: os.listdir('/tmp')\n"
            "    except OSError: pass\n"
            "gc.callbacks.clear()\n"
            "if seen: os._exit(0)"
        ),
        TAMPERED,
        "running frames",
    ),
    "a function that was given": (
        RIGHT.replace("await answer()", "answer.__globals__['expect']"),
        RAISED,
        "AttributeError",
    ),
    "the collector's objects": (
        in_stream("import gc; gc.get_objects()"),
        TAMPERED,
        "looks through all objects",
    ),
    "the collector's referrers": (
        in_stream("import gc; gc.get_referrers(stream)"),
        TAMPERED,
        "looks through all objects",
    ),
    "the collector's garbage": (
        in_stream("import gc; gc.unfreeze(); gc.set_debug(gc.DEBUG_SAVEALL); gc.collect()"),
        TAMPERED,
        "garbage collector",
    ),
    "trace": (in_stream("sys.settrace(lambda frame, *_: frame.f_back)"), TAMPERED, "traces"),
    "trace from a thread": (
        at_import(
            "import threading; threading.settrace(lambda frame, *_: None)\n"
            "t = threading.Thread(target=print); t.start(); t.join()"
        ),
        TAMPERED,
        "traces",
    ),
    "profile": (in_stream("sys.setprofile(lambda *_: None)"), TAMPERED, "traces"),
    "frames of all threads": (in_stream("sys._current_frames()"), TAMPERED, "running frames"),
    "a signal's frame": (
        in_stream(
            "import signal\nframes = []\n"
            "signal.signal(signal.SIGUSR1, lambda _, frame: frames.append(frame))\n"
            "signal.raise_signal(signal.SIGUSR1)\n"
            "frames[0].f_back.f_globals['expect']"
        ),
        RAISED,
        "AttributeError",
    ),
    "another _signal": (
        at_import("del sys.modules['_signal']; import _signal"),
        TAMPERED,
        "imports `_signal` once more",
    ),
    "another _signal by its spec": (
        at_import(
            "import _imp, importlib.machinery as m\n"
            "_imp.create_builtin(m.ModuleSpec('_signal', m.BuiltinImporter))"
        ),
        TAMPERED,
        "imports `_signal` once more",
    ),
    "ctypes": (at_import("import ctypes"), TAMPERED, "imports `ctypes`"),
    "types with members anywhere": (
        at_import("import _testlimitedcapi"),
        TAMPERED,
        "imports `_testlimitedcapi`",
    ),
    "ctypes by its classes": (
        at_import(
            "found = [c for c in object.__subclasses__() if 'ctypes' in c.__module__]\n"
            "found[0].__subclasses__()"
        ),
        UNLOADED,
        "IndexError",
    ),
    "our classes": (
        at_import(
            "ours = [c for c in object.__subclasses__() if 'asynclearn' in c.__module__]\n"
            "ours[0].__init__.__globals__"
        ),
        UNLOADED,
        "IndexError",
    ),
    "memory": (at_import("open('/proc/self/mem', 'rb')"), TAMPERED, "memory of its process"),
    "memory by a link": (
        at_import("os.symlink('/proc/self', 'me'); open('me/mem', 'rb')"),
        TAMPERED,
        "memory of its process",
    ),
    "memory below a folder": (
        at_import(
            "root = os.open('/', os.O_RDONLY)\n"
            "proc = os.open('proc', os.O_RDONLY, dir_fd=root)\n"
            "os.open('self/mem', os.O_RDONLY, dir_fd=proc)"
        ),
        TAMPERED,
        "memory of its process",
    ),
    "memory below the working folder": (
        at_import("os.fchdir(os.open('/', os.O_RDONLY)); open('proc/self/mem', 'rb')"),
        TAMPERED,
        "memory of its process",
    ),
    "memory from a child": (
        at_import("import subprocess; subprocess.run([sys.executable, '-c', 'pass'])"),
        TAMPERED,
        "starts another program",
    ),
    "memory from a child that is spawned": (
        at_import("os.posix_spawn(sys.executable, [sys.executable, '-c', 'pass'], {})"),
        TAMPERED,
        "starts another program",
    ),
    "memory from a child by what lies below": (
        at_import("import _posixsubprocess; _posixsubprocess.fork_exec()"),
        TAMPERED,
        "starts another program",
    ),
    "memory from another program": (
        at_import("os.execv(sys.executable, [sys.executable, '-c', 'pass'])"),
        TAMPERED,
        "starts another program",
    ),
    "the file that is run": (
        in_stream("open('examine.py').read().index('expect')"),
        RAISED,
        "ValueError",
    ),
    "an interpreter inside": (
        at_import(
            "name = '_interpreters' if sys.version_info >= (3, 13) else '_xxsubinterpreters'\n"
            "__import__(name)"
        ),
        TAMPERED,
        "imports `_",
    ),
    "its memory by a path that is no text": (
        at_import("import io, pathlib; io.FileIO(pathlib.Path('/proc/self/mem'))"),
        TAMPERED,
        "opens what is no path",
    ),
    "another code by way of a function that may change some": (
        besides(
            """\
            import collections, functools, operator
            async def nothing(delay, result=None): return result
            change = functools.partial(setattr, asyncio.sleep, "__code__", nothing.__code__)
            class M: pass
            M.__getitem__ = functools.partial(next, map(operator.call, [change]))
            collections.ChainMap(M())["x"]
            """
        ),
        TAMPERED,
        "changes the `__code__`",
    ),
    "a frame through a map": (
        at_import(
            """\
            import traceback
            try: 1 / 0
            except ZeroDivisionError as e:
                pairs = map(list, traceback.walk_tb(e.__traceback__))
                traceback.StackSummary.extract(pairs)
            """
        ),
        TAMPERED,
        "frames",
    ),
    "a frame through a name that is asked for its text": (
        at_import(
            """\
            import collections, functools
            class N: pass
            N.__str__ = functools.partial(next, map(repr, map(sys._getframe, [0])))
            collections.namedtuple("P", [N()])
            """
        ),
        TAMPERED,
        "frames",
    ),
    "a clock by way of the loop's class": (
        at_import("asyncio.selector_events.BaseSelectorEventLoop.__init__.__closure__"),
        UNLOADED,
        "AttributeError",
    ),
    "eval in the check's own frame": (
        OWN_STREAM.format("pass")
        + "import functools\n"
        + "code = \"[setattr(rows, 'closed', True), "
        + "__import__('sys').modules['learner'].F()][1]\"\n"
        + "S.__aiter__ = functools.partial(eval, code)\n",
        TAMPERED,
        "runs code among the checks",
    ),
    "locals of the check's own frame": (
        OWN_STREAM.format("if not self.n: seen[0]['rows'].closed = True")
        + "import functools, operator\nseen = []\n"
        + "both = zip(map(seen.append, iter(locals, None)), iter([F()] * 9))\n"
        + "S.__aiter__ = functools.partial(next, map(operator.itemgetter(1), both))\n",
        TAMPERED,
        "looks into the checks",
    ),
    "globals of the helpers": (
        at_import(
            "import functools\nseen = []\n"
            "class Item: pass\n"
            "Item.__repr__ = functools.partial(next, map(seen.append, iter(globals, None)))\n"
            "async def first_two(stream):\n    yield Item()"
        ),
        TAMPERED,
        "looks into the checks",
    ),
    # Patching: making the checks or what they stand on say yes.
    "asyncio.sleep": (
        besides("async def sleep(*_): pass\nasyncio.sleep = sleep"),
        TAMPERED,
        "asyncio.sleep",
    ),
    "asyncio.all_tasks": (besides("asyncio.all_tasks = lambda *_: set()"), TAMPERED, "all_tasks"),
    "a method of the loop": (
        besides("asyncio.BaseEventLoop.time = lambda self: 0.0"),
        TAMPERED,
        "BaseEventLoop.time",
    ),
    "a method of this loop": (
        RIGHT.replace(
            "    async with", "    asyncio.get_running_loop().time = lambda: 0.0\n    async with"
        ),
        TAMPERED,
        ".time",
    ),
    "a built-in": (
        besides("import builtins; builtins.type = lambda _: 1"),
        TAMPERED,
        "builtins.type",
    ),
    "a built-in, for the check only": (
        in_stream("import builtins; builtins.isinstance = lambda *_: True"),
        TAMPERED,
        "",
    ),
    "a built-in, when all is over": (
        at_import(
            "import builtins\nreal = isinstance\n"
            "def fake(a, b):\n"
            "    if real(a, dict) and 'word' in a: a['kind'] = 'met'\n"
            "    return real(a, b)\n"
            "class Out:\n"
            "    def write(self, text): return len(text)\n"
            "    def flush(self): builtins.isinstance = fake\n"
            "sys.stdout = Out()"
        ),
        UNMET,
        "the items are",
    ),
    "a built-in, as the output is written": (
        besides(
            "import builtins, io, sys\n"
            "class Out(io.BufferedIOBase):\n"
            "    def writable(self): return True\n"
            "    def flush(self): builtins.isinstance = lambda *_: True\n"
            "sys.stdout.__init__(Out())"
        ),
        TAMPERED,
        "builtins.isinstance",
    ),
    "a built-in of the judge": (
        besides("__builtins__['filter'] = lambda *_: iter(())"),
        UNLOADED,
        "TypeError",
    ),
    "a built-in by the module's own name": (
        besides("vars(__builtins__)['filter'] = lambda *_: iter(())"),
        TAMPERED,
        "builtins.filter",
    ),
    "__import__": (
        besides("import builtins; builtins.__import__ = lambda *a: None"),
        TAMPERED,
        "__import__",
    ),
    "the runner": (
        at_import("asyncio.Runner.run = lambda self, coro, **_: coro.close()"),
        TAMPERED,
        "Runner.run",
    ),
    "another asyncio": (
        at_import("import types; sys.modules['asyncio'] = types.ModuleType('asyncio')"),
        TAMPERED,
        "sys.modules",
    ),
    "the code of a function": (
        at_import("asyncio.sleep.__code__ = (lambda *_: None).__code__"),
        TAMPERED,
        "`__code__`",
    ),
    "a code object": (
        at_import("first_two.__code__.replace(co_filename=asyncio.__file__)"),
        TAMPERED,
        "builds code objects",
    ),
    "code from bytes": (
        at_import("import marshal; marshal.loads(marshal.dumps(compile('1', 'x', 'eval')))"),
        TAMPERED,
        "builds code objects",
    ),
    "code from a file": (
        at_import(
            "import marshal\n"
            "code = compile('x = 1', __file__, 'exec')\n"
            "open('evil.pyc', 'wb').write(importlib.util.MAGIC_NUMBER + bytes(12)"
            " + marshal.dumps(code))\n"
            "import evil"
        ).replace("import asyncio,", "import importlib.util, asyncio,"),
        TAMPERED,
        "builds code objects",
    ),
    "code from a file that seems to be a library's": (
        at_import(
            "import marshal\n"
            "data = marshal.dumps(compile('x = 1', asyncio.__file__, 'exec'))\n"
            "load = importlib._bootstrap_external._compile_bytecode\n"
            "load(data, 'asyncio', asyncio.__cached__)"
        ).replace("import asyncio,", "import importlib.util, asyncio,"),
        TAMPERED,
        "builds code objects",
    ),
    # Lying: values that claim to be what is wanted.
    "a list that equals everything": (
        at_import(
            "class Yes(int):\n    __eq__ = lambda *_: True\n    __hash__ = int.__hash__\n"
            "async def first_two(stream):\n"
            "    yield Yes(7)\n    yield Yes(8)\n    await stream.aclose()"
        ),
        UNMET,
        "the items are",
    ),
    "a number that equals everything": (
        RIGHT.replace(
            "    return await answer()",
            "    return type('Yes', (), {'__eq__': lambda *_: True})()",
        ),
        UNMET,
        "the answer is",
    ),
    "a repr that claims": (
        RIGHT.replace(
            "    return await answer()",
            "    return type('Forty', (), {'__repr__': lambda _: '42'})()",
        ),
        UNMET,
        "the answer is",
    ),
    "a task taken off the list": (
        RIGHT.replace(
            "    return await",
            "    task = asyncio.create_task(asyncio.sleep(60))\n"
            "    asyncio._unregister_task(task)\n    return await",
        ),
        UNMET,
        "the number of tasks left is",
    ),
    "a task that says it is done": (
        RIGHT.replace(
            "    return await",
            "    class T(asyncio.Task):\n        def done(self): return True\n"
            "    global kept\n"
            "    kept = T(asyncio.sleep(60), loop=asyncio.get_running_loop())\n    return await",
        ),
        UNMET,
        "the number of tasks left is",
    ),
    "a task of Python's that says it is done": (
        RIGHT.replace(
            "    return await",
            "    global kept\n"
            "    kept = asyncio.tasks._PyTask(asyncio.sleep(60))\n"
            "    kept._state = 'FINISHED'\n    return await",
        ),
        UNMET,
        "the number of tasks left is",
    ),
    "an expectation swallowed": (
        at_import(
            "class Stream:\n    def __aiter__(self): return self\n"
            "    async def __anext__(self): raise StopAsyncIteration\n"
            "def first_two(stream): return Stream()"
        ),
        UNMET,
        "the items are",
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_cheat_is_not_met_and_is_told_why(attempt):
    source, kind, words = ATTEMPTS[attempt]

    finding = judge(source, CHECKS).finding

    assert finding is not None
    assert (finding.kind, words in finding.did) == (kind, True), finding


def test_there_are_forty_and_the_right_program_passes():
    assert len(ATTEMPTS) >= 40
    finding = judge(RIGHT, CHECKS).finding
    assert finding is not None
    assert finding.kind is FindingKind.MET


ORDINARY = {
    "namedtuple": "import collections\nP = collections.namedtuple('P', 'a b')\n",
    "dataclass": "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int = 1\nA(2)\n",
    "enum": "import enum\nE = enum.Enum('E', 'A B')\nclass F(enum.Enum):\n    A = 1\n",
    "typing": "import typing\nT = typing.TypeVar('T')\nclass N(typing.NamedTuple):\n    a: int\n",
    "logging an error": "import logging\nlogging.warning('%d', 'x')\n"
    "logging.error('a', stack_info=True)\n",
    "a stack": "import traceback\ntraceback.print_stack()\n"
    "print(traceback.extract_stack(limit=3))\n",
    "states": "import inspect\nassert inspect.getcoroutinestate(c := ask(None)) == 'CORO_CREATED'\n"
    "c.close()\n",
    "logging": "import logging\nlogging.warning('here')\n",
    "traceback": "import traceback\ntry: 1 / 0\nexcept ZeroDivisionError: traceback.print_exc()\n",
    "warnings": "import warnings\nwarnings.warn('here')\n",
    "inspect": "import inspect\nassert inspect.iscoroutinefunction(ask)\ninspect.signature(ask)\n",
    "a run of its own": "async def main(): print('here')\nasyncio.run(main(), debug=True)\n",
    "a thread": "import threading\nt = threading.Thread(target=print); t.start(); t.join()\n",
    "a signal": "import signal\nsignal.signal(signal.SIGUSR1, lambda n, f: print(n, f))\n",
    "eval": "assert eval('1 + 1') == 2\nexec('x = 1')\n",
    "a file": "open('notes.txt', 'w').write('x')\nopen('notes.txt').read()\n",
    "a temporary folder": "import tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
    "    open(f'{folder}/x', 'w').close()\n",
    "a pool of threads": "from concurrent.futures import ThreadPoolExecutor\n"
    "with ThreadPoolExecutor() as pool: assert pool.submit(int).result() == 0\n",
    "namespaces": "x = 1\nassert globals()['x'] == locals()['x'] == vars()['x'] == 1\n"
    "def f(a):\n    b = 2\n    return locals(), vars()\n"
    "assert f(1) == ({'a': 1, 'b': 2}, {'a': 1, 'b': 2})\n"
    "class C:\n    a = 1\n    assert 'a' in vars()\nassert vars(C)['a'] == 1\n",
    "a module": "open('mine.py', 'w').write('x = 1')\nimport mine\nassert mine.x == 1\n",
    "the standard library": "import csv, decimal, heapq, json, random, statistics, sqlite3, uuid\n",
    "mock": "from unittest.mock import AsyncMock\nAsyncMock()\n",
}


@pytest.mark.parametrize("name", ORDINARY)
def test_what_honest_programs_do_is_no_cheating(name):
    outcome = judge(RIGHT + ORDINARY[name], CHECKS)

    assert outcome.finding is not None
    assert outcome.finding.kind is FindingKind.MET, (outcome.finding, outcome.stderr)


def test_an_early_exit_is_no_success_whatever_the_exit_code_says():
    outcome = judge(at_import("os._exit(0)"), CHECKS)

    assert outcome.ending is Ending.FINISHED
    assert outcome.finding is not None
    assert outcome.finding.kind is FindingKind.CUT


WAITS = """
from workshop import learner, soon

async def check_it():
    await soon(learner.wait(), "it ends", 0.1)
"""


def test_a_task_that_looks_around_as_it_is_asked_where_it_waits_is_not_asked():
    outcome = judge(
        """
import asyncio, os, sys

class Coroutine:
    @property
    def cr_frame(self):
        sys._getframe()
        os._exit(0)

class Task:
    _loop = property(lambda self: asyncio.get_running_loop())
    def done(self): return False
    def get_loop(self): return self._loop
    def get_coro(self): return Coroutine()
    def get_name(self): return "x"

kept = Task()

async def wait():
    asyncio._register_task(kept)
    await asyncio.sleep(9)
""",
        WAITS,
    )

    assert outcome.finding is not None
    assert outcome.finding.kind is FindingKind.UNMET
    assert [each.line for each in outcome.finding.waiting] == [21]
