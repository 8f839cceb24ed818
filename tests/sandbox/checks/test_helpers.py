"""What the module `workshop` gives to the author of checks."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from asynclearn.sandbox import warm
from asynclearn.sandbox.checks.telling import told_finding
from asynclearn.sandbox.inside.report import REPORT
from asynclearn.sandbox.outcome import Finding, FindingKind
from asynclearn.sandbox.zygote.checking import STUB
from tests.sandbox.checks.conftest import found as judged


def found(checks: str, program: str = "") -> Finding:
    return judged(program, f"import asyncio\nfrom workshop import *\n{checks}")


@pytest.mark.parametrize(
    ("came", "wanted"),
    [
        ("[1, 2]", "(1, 2)"),
        ("[1]", "[1, 2]"),
        ("True", "1"),
        ("1.0", "1"),
        ("{'a': [1]}", "{'a': (1,)}"),
        ("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"),
        ("{1}", "{True}"),
        ("type('Yes', (int,), {'__eq__': lambda *_: True})(2)", "1"),
        ("float('nan')", "0.0"),
    ],
)
def test_expect_tells_apart_what_differs_in_type_or_order(came, wanted):
    finding = found(f"async def check_it():\n    expect({came}, {wanted}, 'it is')\n")

    assert (finding.kind, finding.did) == (FindingKind.UNMET, "it is")


@pytest.mark.parametrize("value", ["[1, (2, {'a': None})]", "{1, 2}", "float('nan')", "b'x'"])
def test_expect_takes_what_is_equal(value):
    finding = found(f"async def check_it():\n    expect({value}, {value}, 'it is')\n")

    assert finding.kind is FindingKind.MET


def test_a_source_logs_what_happens_to_it():
    finding = found(
        """
async def check_it():
    gate = asyncio.Event()
    rows = source(1, gate, 2, OSError("cut"))
    expect((rows.started, rows.taken, rows.closed), (False, 0, False), "at first it is")
    expect(await anext(rows.stream), 1, "the first item is")
    expect((rows.started, rows.taken, rows.closed), (True, 1, False), "then it is")
    gate.set()
    expect(await anext(rows.stream), 2, "the second item is")
    await expect_raises(OSError, anext(rows.stream), "it raises")
    expect_that(rows.closed, "it is closed")
"""
    )

    assert finding.kind is FindingKind.MET, finding


def test_who_waits_too_long_is_told_with_the_line():
    program = "async def slow(stream):\n    async for item in stream:\n        yield item\n"
    finding = found(
        """
async def check_it():
    rows = source(asyncio.Event())
    await soon(anext(learner.slow(rows.stream)), "an item comes", 0.05)
""",
        program,
    )

    assert (finding.kind, finding.did, finding.came) == (
        *(FindingKind.UNMET, "an item comes", "it still waits"),
    )
    assert [each.line for each in finding.waiting] == [2]


def test_calls_are_tracked_and_tasks_counted():
    finding = found(
        """
async def check_it():
    async def work(number):
        await settle()
        return number
    calls = tracked(work)
    tasks = [asyncio.create_task(calls.call(n)) for n in range(3)]
    await asyncio.sleep(0)
    expect((calls.now, calls.peak, tasks_left()), (3, 3, 3), "under way they are")
    await asyncio.gather(*tasks)
    expect((calls.now, calls.begun, calls.ended), (0, [0, 1, 2], [0, 1, 2]), "after it they are")
    expect(tasks_left(), 0, "the tasks left are")
"""
    )

    assert finding.kind is FindingKind.MET, finding


@pytest.mark.parametrize(
    ("program", "kind", "did", "line"),
    [
        ("", FindingKind.MISSING, "double", None),
        ("def double(x):\n    return 1 / 0\n", FindingKind.RAISED, "ZeroDivisionError", 2),
        ("x = [\n", FindingKind.UNLOADED, "SyntaxError", 1),
        ("raise SystemExit(0)\n", FindingKind.UNLOADED, "SystemExit", 1),
        ("import asyncio\nasyncio.run(print())\n", FindingKind.UNLOADED, "ValueError", 2),
    ],
)
def test_what_goes_wrong_is_told_with_the_learners_line(program, kind, did, line):
    finding = found("async def check_it():\n    learner.double(2)\n", program)

    assert (finding.kind, finding.did, finding.line) == (kind, did, line)


@pytest.mark.parametrize(("value", "kind"), [(1, FindingKind.MET), (2, FindingKind.UNMET)])
def test_a_check_is_handed_over_where_each_program_needs_a_fresh_interpreter(tmp_path, value, kind):
    # As `program._start_fresh` does it where a start can't be gone back to, on macOS.
    program = f"import asyncio\nx = {value}\nasyncio.run(asyncio.sleep(0))\n"
    (tmp_path / "rows.py").write_text(program)
    (tmp_path / STUB[0]).write_bytes(STUB[1])
    checks = "from workshop import *\nasync def check_it():\n    expect(learner.x, 1, 'it is')\n"
    check = {"checks": checks, "filename": "rows.md", "name": "check_it", "word": "secret"}
    job = {"filename": "rows.py", "source": program, "check": check}
    handed = tmp_path / "handed"
    handed.write_text(json.dumps(job))
    reading, writing = os.pipe()
    os.dup2(writing, REPORT)
    os.close(writing)
    with handed.open("rb") as file:
        environment = {
            "PYTHONPATH": str(Path(warm.__file__).parent / "hook"),
            "ASYNCLEARN_PROGRAM": json.dumps(
                {"clock": "virtual", "traced": False, "checked": True, "shake": None}
            ),
            "ASYNCLEARN_CHECK": str(file.fileno()),
        }
        told = subprocess.run(
            [sys.executable, "-s", STUB[0]],
            cwd=tmp_path,
            env=environment,
            pass_fds=[REPORT, file.fileno()],
            capture_output=True,
            text=True,
            check=True,
        )
    os.close(REPORT)
    with os.fdopen(reading) as pipe:
        report = pipe.read()

    assert told.stderr == ""
    assert told_finding(report, "secret").kind is kind
    assert told_finding(report, "another").kind is FindingKind.CUT


def test_the_same_failure_is_told_in_the_same_words():
    checks = "async def check_it():\n    expect(learner.x, 1, 'it is')\n"

    assert found(checks, "x = object()\n").came == "<object object>"


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "nonsense"},
        {"kind": ["met"]},
        {"kind": {}},
        {"kind": None},
        {"kind": "unmet", "waiting": 7, "line": {}},
        {"kind": "unmet", "waiting": [7, {}, {"task": 1, "line": "x"}], "did": [], "line": True},
    ],
)
def test_whatever_is_told_with_the_word_is_read(told):
    rest = json.dumps({**told, "more": 1}).removeprefix("{")
    seal = hashlib.blake2b(f"{rest}\n".encode(), key=b"w").hexdigest()

    finding = told_finding(f'{{"seal": "{seal}", {rest}\n', "w")

    assert finding.kind in (FindingKind.CUT, FindingKind.UNMET)
    assert finding.line is None
