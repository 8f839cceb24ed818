"""A long run keeps its beginning, its end, and what is near what it prints first."""

import asyncio

import pytest

from asynclearn.sandbox.inside.recorder import bounds
from asynclearn.sandbox.outcome import Clock, Ending, Limits, Program
from asynclearn.sandbox.runner import run
from asynclearn.sandbox.trace import What

pytestmark = pytest.mark.slow

LONG = """\
import asyncio

async def main():
    print("first")
    for n in range(12_000):
        await asyncio.sleep(0)
        if n == 8_000:
            print("middle")
    print("last")

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def long_trace(tmp_path_factory):
    """The trace of the long program, which takes a second or two."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("long")))
        outcome = asyncio.run(run(Program(LONG, traced=True), Limits(seconds=60)))
    assert outcome.ending is Ending.FINISHED
    return outcome.trace


def test_no_more_events_are_kept_than_the_bound(long_trace):
    trace = long_trace
    missing = [event for event in trace.events if event.what is What.LEFT_OUT]
    assert len(trace.events) - len(missing) <= bounds.MOST
    assert trace.complete


def test_the_numbers_and_what_was_left_out_add_up(long_trace):
    events = long_trace.events
    missing = sum(event.details["events"] for event in events if event.what is What.LEFT_OUT)
    kept = sum(event.what is not What.LEFT_OUT for event in events)
    assert missing > 0
    assert kept + missing == events[-1].number


def test_what_is_near_a_piece_of_stdout_is_kept(long_trace):
    events = {event.number: event for event in long_trace.events}
    [middle] = [
        number
        for number, event in events.items()
        if event.what is What.PRINTED and event.details["text"] == "middle\n"
    ]
    near = range(middle - bounds.NEAR, middle + bounds.NEAR + 1)
    assert all(number in events for number in near)
    assert middle > bounds.BEGINNING


def test_the_end_is_kept(long_trace):
    events = long_trace.events
    last = [event for event in events if event.what is What.PRINTED][-1]
    assert last.details["text"] == "last\n"
    assert events[-1].what in {What.FINISHED, What.RESUMED}


def test_an_endless_run_that_is_killed_still_has_an_end(traced):
    source = """\
        import asyncio
        import time  # a loop that asks for the time may be about to end: it is no proven hang
        async def main():
            while time.monotonic():
                await asyncio.sleep(0)
        asyncio.run(main())
        """
    outcome = traced(source, seconds=4, clock=Clock.REAL)
    assert outcome.ending is Ending.TIMED_OUT
    assert not outcome.trace.complete
    assert outcome.trace.events[-1].number > bounds.BEGINNING
    assert outcome.trace.events[-1].seconds > 0.2


def test_names_are_cut(events_of):
    source = """\
        import asyncio
        async def main():
            asyncio.current_task().set_name("n" * 100_000)
            print("x")
        asyncio.run(main())
        """
    [piece] = events_of(source, What.PRINTED)
    assert len(piece.who) == bounds.NAME + 1


def test_deep_stacks_are_cut(events_of):
    source = "def f(n):\n    f(n - 1) if n else print('deep')\nf(500)"
    [piece] = events_of(source, What.PRINTED)
    assert len(piece.details["functions"]) == bounds.FUNCTIONS
    assert piece.details["functions"][0][0] == "<module>"
