"""Programs on both clocks."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from textwrap import dedent

import pytest

from asynclearn.sandbox.outcome import Clock, Limits, Outcome, Program
from asynclearn.sandbox.runner import run

PATIENCE = 20.0


@pytest.fixture
def real_outcome_of() -> Callable[..., Outcome]:
    """As `outcome_of`, on the real clock."""

    def outcome(source: str, **limits: float) -> Outcome:
        chosen = replace(Limits(seconds=PATIENCE), **limits)  # type: ignore[arg-type]
        return asyncio.run(run(Program(dedent(source), clock=Clock.REAL), chosen))

    return outcome
