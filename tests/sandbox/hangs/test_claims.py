"""Reports of hangs are claims of the program: malformed ones are dropped, forged ones harmless."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from asynclearn.sandbox.ending import Sighting, how_it_ended
from asynclearn.sandbox.hanging import HANGS, asked_hang, claimed_hang
from asynclearn.sandbox.inside.hangs import telling
from asynclearn.sandbox.outcome import Ending, Waiting

STUCK = {
    "what": "hang",
    "kind": "stuck",
    "waiting": [{"task": "task A", "line": 3, "awaiting": "`queue.get()` on an empty queue"}],
}
ENDLESS = {"what": "hang", "kind": "endless", "why": "turns", "count": 5, "lines": [1, 2]}


def seen(report, code=HANGS):
    return how_it_ended(Sighting("ended", code << 8, report))


def test_both_sides_mean_the_same_code():
    assert HANGS == telling.HANGS


def test_a_report_with_the_code_is_believed():
    how = seen(json.dumps(STUCK))

    assert how.ending is Ending.STUCK
    assert how.exit_code is None
    assert how.hang is not None
    assert how.hang.waiting == (Waiting("task A", 3, "`queue.get()` on an empty queue"),)


def test_the_code_without_a_report_is_the_programs_own():
    how = seen("")

    assert (how.ending, how.exit_code, how.hang) == (Ending.EXITED, HANGS, None)


@pytest.mark.parametrize("code", [0, 1, 7])
def test_a_report_without_the_code_is_ignored(code):
    how = seen(json.dumps(STUCK), code)

    assert how.ending is (Ending.FINISHED if code == 0 else Ending.EXITED)
    assert how.hang is None


def test_only_the_last_line_counts():
    assert seen(json.dumps(STUCK) + "\n" + json.dumps(ENDLESS) + "\n").ending is Ending.ENDLESS
    assert seen(json.dumps(STUCK) + "\nmore\n").ending is Ending.EXITED


@pytest.mark.parametrize(
    "claim",
    [
        [],
        {"what": "hang"},
        {"what": "hang", "kind": "stuck"},
        {"what": "hang", "kind": "stuck", "waiting": {}},
        {"what": "hang", "kind": "dead", "waiting": []},
        {"what": "hang", "kind": "endless", "why": "{count.__class__}", "count": 1},
        {"what": "hang", "kind": "endless", "why": "turns", "count": "many"},
        {"what": "virtual", "seconds": 3.0},
    ],
)
def test_a_malformed_claim_is_none(claim):
    assert claimed_hang(json.dumps(claim)) is None


def test_of_a_claim_only_what_is_well_formed_and_short_is_kept():
    tasks = [
        {"task": "x" * 10_000, "line": -1, "awaiting": "a\nb \ud800", "waits_for": [1, "B"]},
        {"task": 1, "line": 1, "awaiting": "y"},
        7,
        {"task": "t", "line": True, "awaiting": "", "function": [], "expression": {}},
    ]
    claim = {**STUCK, "waiting": tasks * 1000, "cycle": "ABC", "left_out": -5}
    ending, hang = claimed_hang(json.dumps(claim)) or (None, None)

    assert ending is Ending.STUCK
    assert hang is not None
    assert hang.waiting[:2] == (
        Waiting("x" * 400, None, "a b ?", waits_for=("B",)),
        Waiting("t", None, ""),
    )
    assert len(hang.waiting) <= 40
    assert (hang.cycle, hang.left_out) == ((), 0)


@given(some.text())
def test_no_report_at_all_breaks_the_reader(text):
    claimed_hang(text)
    asked_hang(text, "program.py")


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers() | some.text(),
        lambda inner: (
            some.lists(inner)
            | some.dictionaries(
                some.sampled_from(["task", "line", "awaiting", "waits_for", "x"]), inner
            )
        ),
    ),
    some.sampled_from(["waiting", "cycle", "lines", "count", "reaches_loop", "left_out"]),
)
def test_no_json_breaks_the_reader(value, key):
    claimed_hang(json.dumps({**STUCK, key: value}))
    claimed_hang(json.dumps({**ENDLESS, key: value}))


DUMP = """\
Thread 0x00007f00 (most recent call first):
  File "/usr/lib/python3.13/threading.py", line 359 in wait
  File "/usr/lib/python3.13/threading.py", line 655 in wait
  File "/home/learner/program.py", line 12 in worker
  File "/usr/lib/python3.13/threading.py", line 994 in run

Current thread 0x00007f01 (most recent call first):
  File "/usr/lib/python3.13/threading.py", line 1092 in join
  File "/home/learner/program.py", line 20 in <module>
"""


def test_the_lines_of_threads_are_read_from_what_faulthandler_wrote():
    hang = asked_hang(DUMP, "program.py")

    assert hang.waiting == (
        Waiting("main thread", 20, "`thread.join()`"),
        Waiting("another thread", 12, "`wait()` of an event, a condition or a barrier", "worker"),
    )


def test_a_program_that_exits_with_the_code_has_exited(outcome_of):
    outcome = outcome_of(f"raise SystemExit({HANGS})")

    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, HANGS)


def test_a_forged_report_only_makes_a_run_look_worse(outcome_of):
    outcome = outcome_of(
        f"import os\nos.write(255, {json.dumps(STUCK)!r}.encode() + b'\\n')\nos._exit({HANGS})"
    )

    assert outcome.ending is Ending.STUCK


def test_a_program_that_has_closed_the_report_is_still_known_to_be_stuck(outcome_of):
    outcome = outcome_of(
        "import asyncio, os\n"
        "asyncio.get_event_loop_policy()\n"
        "os.close(255)\n"
        "asyncio.run(asyncio.Event().wait())"
    )

    assert outcome.ending is Ending.STUCK
