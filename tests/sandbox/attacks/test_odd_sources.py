"""Programs whose text alone is the attack: no prelude stands before them."""

import asyncio

import pytest

from asynclearn.sandbox.outcome import Ending, Limits, Program
from asynclearn.sandbox.runner import run

pytestmark = pytest.mark.slow

ENDED_WELL_ENOUGH = {Ending.RAISED, Ending.OUT_OF_MEMORY, Ending.TIMED_OUT, Ending.CRASHED}
ODD = {
    "nul": ("print(1)\0\n", "SyntaxError"),
    "only nul": ("\0" * 1000, "SyntaxError"),
    "unknown encoding": ("# coding: nonsense\n", "SyntaxError"),
    "encoding that runs code": ("# coding: idna\nprint('\x7f')", None),
    "rot13": ("# coding: rot13\ncevag(1)\n", "SyntaxError"),
    "lone surrogate": ("x = '\ud800'", "SyntaxError"),
    "deep parentheses": ("(" * 100_000 + ")" * 100_000, None),
    "deep brackets": ("x = " + "[" * 150 + "]" * 150, None),
    "deep operators": ("x = " + "-" * 100_000 + "1", None),
    "deep attributes": ("x" + ".a" * 100_000, None),
    "deep calls": ("f" + "()" * 50_000, None),
    "deep additions": ("x = " + "+".join(["1"] * 100_000), None),
    "deep blocks": (
        "".join(" " * depth + "if 1:\n" for depth in range(200)) + " " * 200 + "0",
        None,
    ),
    "deep strings": ("f'" + "{f'" * 50 + "'}" * 50 + "'", None),
    "a huge number": ("x = " + "9" * 500_000, "SyntaxError"),
    "a huge power": ("x = 9 ** 9 ** 9 ** 9", None),
    "a huge constant": ("x = ((1 << 100_000_000) * 8, 'x' * 10**9)", None),
    "unpacking": ("a" + ",a" * 100_000 + " = 1", None),
    "carriage returns": ("print(1)\rprint(2)\r\rraise KeyError", "KeyError"),
    "byte order mark": ("\ufeffraise KeyError", "KeyError"),
    "direction marks": ("x = '\u202e\u2066'\nraise KeyError", "KeyError"),
    "form feeds": ("\f" * 1000 + "raise KeyError", "KeyError"),
    "shebang": ("#!/bin/sh\nraise KeyError", "KeyError"),
    "backslashes": ("\\\n" * 10_000, "SyntaxError"),
}


def outcome_of(source: str, **limits: float):
    chosen = Limits(**{"seconds": 2.0, **limits})  # type: ignore[arg-type]
    return asyncio.run(run(Program(source), chosen))


@pytest.mark.parametrize("name", ODD)
def test_an_odd_source_ends_only_its_own_run(name):
    source, exception = ODD[name]
    outcome = outcome_of(source)
    assert outcome.seconds < 15
    if exception is None:
        assert outcome.ending in {*ENDED_WELL_ENOUGH, Ending.FINISHED}
    else:
        assert outcome.exception is not None
        assert outcome.exception.type == exception
    assert outcome_of("print('well')", seconds=20).stdout == "well\n"


def test_a_line_of_a_megabyte_runs():
    assert outcome_of(f"x = '{'y' * 1_000_000}'\nprint(len(x))", seconds=20).stdout == "1000000\n"


def test_a_hundred_thousand_lines_run():
    assert outcome_of("x = 1\n" * 100_000 + "print(x)", seconds=20).stdout == "1\n"


def test_a_source_of_20_megabytes_ends():
    outcome = outcome_of("#" * 20_000_000 + "\nprint('end')", seconds=20)
    assert outcome.stdout == "end\n" or outcome.ending in ENDED_WELL_ENOUGH


@pytest.mark.parametrize(
    "statement",
    ["def f(): f()\nf()", "class A:\n  def __getattr__(s, n): return getattr(s, n)\nA().x"],
)
def test_recursion_without_end_is_raised(statement):
    outcome = outcome_of(statement)
    assert outcome.exception is not None
    assert outcome.exception.type == "RecursionError"


@pytest.mark.parametrize(
    "crash",
    [
        "import ctypes; ctypes.string_at(0)",
        "import ctypes; ctypes.memset(id(type), 0, 64)",
        "import sys; sys.setrecursionlimit(10**8)\ndef f(): return max(f(), key=f)\nf()",
        "exec(type((lambda:0).__code__)(0,0,0,0,0,0,b'\\x64\\xff'*9,(),(),(),'','','',0,b'',b''))",
        "import faulthandler; faulthandler._sigsegv()",
        "import os; os.abort()",
    ],
)
def test_a_crashed_interpreter_is_crashed_and_the_next_run_is_well(crash):
    outcome = outcome_of(crash)
    assert outcome.ending is not Ending.FINISHED
    assert outcome_of("print('well')", seconds=20).stdout == "well\n"
