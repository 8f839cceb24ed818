"""Traced runs of real programs."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from textwrap import dedent

import pytest

from asynclearn.sandbox.outcome import Clock, Limits, Outcome, Program
from asynclearn.sandbox.runner import run
from asynclearn.sandbox.trace import Event, What

PATIENCE = 20.0


@pytest.fixture
def traced() -> Callable[..., Outcome]:
    """What a traced source comes to: `traced("print(1)", seconds=2)`."""

    def outcome(source: str, *, clock: Clock = Clock.VIRTUAL, **limits: float) -> Outcome:
        chosen = replace(Limits(seconds=PATIENCE), **limits)  # type: ignore[arg-type]
        return asyncio.run(run(Program(dedent(source), clock=clock, traced=True), chosen))

    return outcome


@pytest.fixture
def events_of(traced: Callable[..., Outcome]) -> Callable[..., list[Event]]:
    """The events of a source, those of some kinds only: `events_of(source, What.PRINTED)`."""

    def events(source: str, *kinds: What) -> list[Event]:
        outcome = traced(source)
        assert outcome.trace is not None
        assert outcome.trace.complete, outcome
        return [event for event in outcome.trace.events if not kinds or event.what in kinds]

    return events


@pytest.fixture
def pieces() -> Callable[[Outcome], str]:
    """All that was printed, put together from the trace."""

    def joined(outcome: Outcome) -> str:
        assert outcome.trace is not None
        found = [each for each in outcome.trace.events if each.what is What.PRINTED]
        return "".join(each.details["text"] for each in found)

    return joined
