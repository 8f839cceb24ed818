"""Recorded runs, from `runs/`, and short runs that are written event by event.

A file of `runs/` holds a head (`source`, `stdout`, `exception`) and then the events of one real
run of that source on CPython 3.11 and the virtual clock, one JSON object a line, as `trace --json`
prints them.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from asynclearn.judging.claim import Claim, ClaimedEnding, Finish
from asynclearn.judging.judge import judge
from asynclearn.judging.typed import parse_claim
from asynclearn.judging.verdict import Verdict
from asynclearn.sandbox.outcome import Ending, Outcome, RaisedException
from asynclearn.sandbox.trace import Event, Trace, What

RUNS = Path(__file__).parent / "runs"
NAMES = sorted(path.stem for path in RUNS.glob("*.jsonl"))


def read_run(name: str) -> tuple[str, Outcome]:
    head, *lines = (RUNS / f"{name}.jsonl").read_text().splitlines()
    about = json.loads(head)
    events = tuple(event_of(json.loads(line)) for line in lines)
    return about["source"], outcome_of(events, about["stdout"], about["exception"])


def event_of(fields: dict[str, Any]) -> Event:
    number, seconds, turn = fields.pop("number"), fields.pop("seconds"), fields.pop("turn")
    who, what, line = fields.pop("who"), What(fields.pop("what")), fields.pop("line")
    return Event(number, seconds, turn, who, what, line, fields)


def outcome_of(
    events: tuple[Event, ...], stdout: str, exception: str | None = None, **more: bool
) -> Outcome:
    ending = Ending.FINISHED if exception is None else Ending.RAISED
    raised = None if exception is None else RaisedException(exception, "", None)
    trace = Trace(events, complete=more.get("complete", True))
    return Outcome(stdout, "", ending, 0.1, exception=raised, exit_code=0, trace=trace)


@pytest.fixture(params=NAMES)
def recorded(request: pytest.FixtureRequest) -> tuple[str, Outcome]:
    """The source and the outcome of each recorded run."""
    return read_run(request.param)


@pytest.fixture
def run_of() -> Callable[[str], tuple[str, Outcome]]:
    """The source and the outcome of one recorded run, by its name."""
    return read_run


@pytest.fixture
def verdict_on() -> Callable[[Outcome, str], Verdict]:
    """A typed prediction, judged."""

    def judged(outcome: Outcome, typed: str) -> Verdict:
        claim = parse_claim(typed) if typed else Claim("", ClaimedEnding(Finish.FINISHES))
        return judge(claim, outcome)

    return judged


@pytest.fixture
def written() -> Callable[..., Outcome]:
    """A run written by hand: `("main", "printed", 3, {"text": "x"})` for each event.

    All in one turn, unless a number stands first.
    """

    def write(*rows: tuple[Any, ...], stdout: str = "", complete: bool = True) -> Outcome:
        events = []
        turn = 1
        for number, row in enumerate(rows, 1):
            rest = list(row)
            if isinstance(rest[0], int):
                turn = rest.pop(0)
            who, what, line, *details = rest
            events.append(Event(number, number / 1000, turn, who, What(what), line, *details))
        return outcome_of(tuple(events), stdout, complete=complete)

    return write
