"""A run prints what plain `python program.py` prints, byte for byte."""

import re

import pytest

from asynclearn.sandbox.outcome import Ending

SNIPPETS = {
    "hello": "print('hi')",
    "empty": "",
    "no last newline": "print('a', end='')",
    "traceback": "def f():\n    g()\ndef g():\n    1 / 0\nf()",
    "chained": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('x') from e",
    "in a handler": "try:\n    {}['a']\nexcept KeyError:\n    int('x')",
    "notes": "e = ValueError('x')\ne.add_note('a note')\nraise e",
    "group": "raise ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [KeyError('k')])])",
    "task group": """\
import asyncio
async def fail(n):
    await asyncio.sleep(0)
    raise ValueError(n)
async def main():
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(fail(1))
        tasks.create_task(fail(2))
asyncio.run(main())
""",
    "syntax error": "x = 1\ndef f(:\n  pass",
    "indentation error": "if True:\nprint(1)",
    "unclosed": "print((1, 2)",
    "nul": "print(1)\n\0\n",
    "lone surrogate": "print('\udc80')",
    "bad coding line": "# coding: nonsense\nprint(1)",
    "never awaited": """\
import asyncio
async def f(): pass
async def main():
    f()
asyncio.run(main())
""",
    "never retrieved": """\
import asyncio
async def fail(): raise ValueError
async def main():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    del task
    print("end")
asyncio.run(main())
""",
    "keyboard interrupt": "raise KeyboardInterrupt",
    "exit code": "import sys\nsys.exit(3)",
    "exit text": "import sys\nsys.exit('text')",
    "exit nothing": "exit()",
    "os exit": "import os\nprint('lost?', flush=True)\nos._exit(4)",
    "abort": "import os\nos.abort()",
    "atexit order": "from atexit import register\nregister(print, 'b')\nregister(print, 'a')\n1/0",
    "atexit raises": "import atexit\n@atexit.register\ndef f(): 1/0",
    "destructors": "class D:\n    def __del__(self): print('del')\nd = D()\nc = D(); c.c = c",
    "destructor raises": "class D:\n    def __del__(self): 1/0\nd = D()",
    "thread raises": "import threading\nt = threading.Timer(0, lambda: 1/0)\nt.start(); t.join()",
    "excepthook": "import sys\nsys.excepthook = lambda *e: print('mine', e[0])\n1/0",
    "broken excepthook": "import sys\nsys.excepthook = lambda *e: 1/0\nint('x')",
    "warning": "import warnings\nwarnings.warn('careful')",
    "deprecation": "import warnings\nwarnings.warn('old', DeprecationWarning)",
    "recursion": "def f():\n    f()\nf()",
    "logging": "import logging\nlogging.warning('w')\nlogging.getLogger('x').error('e')",
    "asyncgen": """\
import asyncio
async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed")
async def main():
    async for n in numbers():
        print(n)
        break
    print("main ends")
asyncio.run(main())
""",
    "own module": "open('mine.py', 'w').write('x = 1')\nimport mine\nprint(mine.x)",
    "spawned pool": """\
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
def double(n): return 2 * n
if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        print(list(pool.map(double, range(3))))
""",
    "subprocess": """\
import asyncio, sys
async def main():
    p = await asyncio.create_subprocess_exec(sys.executable, "-c", "print('child')")
    print(await p.wait())
asyncio.run(main())
""",
    "debug mode": "import asyncio\nasync def main(): 1/0\nasyncio.run(main(), debug=True)",
    "closed stdout": "import sys\nsys.stdout.close()\n",
    "interleaved": "import sys\nfor n in range(3):\n    print(n)\n    print(n, file=sys.stderr)",
}


def without_addresses(text: str) -> str:
    return re.sub(r"0x[0-9a-f]+", "0x…", text)


@pytest.mark.parametrize("source", SNIPPETS.values(), ids=SNIPPETS.keys())
def test_a_run_prints_and_ends_as_plain_python_does(outcome_of, plain, source):
    outcome, expected = outcome_of(source), plain(source)
    assert outcome.stdout == expected.stdout
    assert without_addresses(outcome.stderr) == without_addresses(expected.stderr)
    if expected.returncode >= 0:
        assert outcome.exit_code == expected.returncode
    else:
        assert outcome.exit_code is None
        assert outcome.ending in {Ending.CRASHED, Ending.RAISED}


def test_a_traceback_shows_the_bare_file_and_nothing_of_ours(outcome_of):
    outcome = outcome_of("\n\nraise ValueError('no')\n")
    assert outcome.stderr == (
        "Traceback (most recent call last):\n"
        '  File "program.py", line 3, in <module>\n'
        "    raise ValueError('no')\n"
        "ValueError: no\n"
    )


def test_the_folder_stays_as_it_is_on_stdout(outcome_of):
    outcome = outcome_of("import os\nprint(os.path.dirname(__file__) == os.getcwd(), __file__)")
    assert outcome.stdout.startswith("True /")


def test_what_was_printed_before_a_limit_is_kept_line_by_line(outcome_of):
    source = "import os\nprint('whole line')\nprint('half', end='')\nos._exit(0)"
    assert outcome_of(source).stdout == "whole line\n"
