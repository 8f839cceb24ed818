"""The menu of a workshop."""

from types import SimpleNamespace
from typing import Any

import pytest

from asynclearn.teaching.workshop.flow import _Workshop


@pytest.fixture
def workshop():
    work: Any = SimpleNamespace(challenge=SimpleNamespace(hints=("one",)))
    workbench: Any = SimpleNamespace(bench=None, desk=None, edit=None)
    return _Workshop(work, workbench)


@pytest.mark.parametrize("done", [True, False])
def test_enter_runs_and_the_next_challenge_has_a_key_of_its_own(workshop, done):
    keys = workshop.keys(done=done, has_run=True)

    assert keys[0] == ("r", "run")
    assert keys[-2:] == [("n", "next"), ("q", "quit")]


def test_hints_are_offered_as_long_as_there_are_some_and_something_is_left_to_do(workshop):
    assert ("h", "hint (1 of 1)") in workshop.keys(done=False, has_run=False)
    assert "h" not in dict(workshop.keys(done=True, has_run=False))
    workshop.hints = 1
    assert "h" not in dict(workshop.keys(done=False, has_run=False))
