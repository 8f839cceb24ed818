"""The key `t` in a workshop."""

import asyncio
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from asynclearn.running import STORY_SECONDS
from asynclearn.sandbox.outcome import Ending, Limits, Outcome
from asynclearn.sandbox.trace import Trace
from asynclearn.teaching.workshop.flow import _Workshop
from asynclearn.teaching.workshop.sitting import Sitting


@pytest.mark.parametrize(
    ("ending", "seconds"),
    [(Ending.ENDLESS, STORY_SECONDS), (Ending.FINISHED, Limits().seconds)],
)
def test_of_a_program_that_never_ends_a_short_while_is_recorded(ending, seconds):
    asked, told = [], []

    async def run(program, limits):
        asked.append((program.traced, limits.seconds))
        return Outcome("", "", Ending.FINISHED, 0.1, trace=Trace(()))

    async def show(story):
        told.append(story)

    snippet = SimpleNamespace(real_clock=False)
    challenge = SimpleNamespace(id="rows", hints=(), snippet=snippet)
    bench: Any = SimpleNamespace(show_story=show, running=nullcontext)
    workbench: Any = SimpleNamespace(
        bench=bench, desk=SimpleNamespace(run=run, terminal=bench), edit=None
    )
    work: Any = SimpleNamespace(challenge=challenge)

    sitting = Sitting("print()", Outcome("", "", ending, 0.1), ())
    asyncio.run(_Workshop(work, workbench).show_story(sitting))

    assert asked == [(True, seconds)]
    assert len(told) == 1
