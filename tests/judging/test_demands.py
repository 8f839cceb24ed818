"""What is said about a demand, from what a check found."""

from dataclasses import dataclass

import pytest

from asynclearn.judging.demands import (
    Standing,
    all_met,
    first_failure,
    headline,
    judge_demand,
)


@dataclass(frozen=True)
class Waiting:
    task: str
    line: int | None
    awaiting: str = ""


@dataclass(frozen=True)
class Found:
    kind: str
    did: str = ""
    expected: str = ""
    came: str = ""
    line: int | None = None
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True)
class Hang:
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True)
class Ended:
    ending: str = "finished"
    hang: Hang | None = None


def judged(found, ended=Ended()):
    return judge_demand("check_it", "It  is\nso.", found, ended)


@pytest.mark.parametrize(
    ("found", "standing", "why"),
    [
        (Found("met"), Standing.MET, ()),
        (
            Found("unmet", "the items are", "[1]", "[2]"),
            Standing.NOT_MET,
            ("Expected: the items are [1]", "Came: [2]"),
        ),
        (
            Found("unmet", "it ends", came="it still waits", waiting=(Waiting("Task-2", 7),)),
            Standing.NOT_MET,
            ("Expected: it ends", "Came: it still waits", "Task-2 waits at line 7."),
        ),
        (
            Found("raised", "OSError", came="cut", line=3),
            Standing.NOT_MET,
            ("It raised OSError: cut, line 3.",),
        ),
        (
            Found("unloaded", "SyntaxError", line=1),
            Standing.NOT_REACHED,
            ("Your file could not be loaded. It raised SyntaxError, line 1.",),
        ),
        (
            Found("missing", "merge"),
            Standing.NOT_MET,
            ("Your file has no `merge`. Keep the name that the task gives it.",),
        ),
        (
            Found("tampered", "traces"),
            Standing.NOT_MET,
            ("Your program traces, which a program that is judged may not do.",),
        ),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_each_finding_has_its_words(found, standing, why):
    demand = judged(found)

    assert (demand.text, demand.standing, demand.why) == ("It is so.", standing, why)


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (
            Ended("stuck", Hang((Waiting("Task-1", 4, "a queue"),))),
            "Task-1 waits at line 4 for a queue.",
        ),
        (Ended("stuck"), "nothing can ever wake it"),
        (Ended("endless"), "never stops"),
        (Ended("timed_out"), "its time was up"),
        (Ended("out_of_memory"), "ran out of memory"),
        (Ended("too_much_output"), "printed too much"),
        (Ended("crashed"), "ended before the check did"),
        (Ended("finished"), "ended before the check did"),
    ],
    ids=lambda value: getattr(value, "ending", ""),
)
@pytest.mark.parametrize("found", [None, Found("cut")], ids=["nothing told", "cut"])
def test_a_check_that_told_nothing_is_not_met_however_the_program_ended(found, ended, words):
    demand = judged(found, ended)

    assert demand.standing is Standing.NOT_MET
    assert words in " ".join(demand.why)


def test_the_headline_counts():
    met, unmet = judged(Found("met")), judged(Found("cut"))

    assert headline([met, unmet]) == "1 of 2 demands met."
    assert headline([met, met]) == "All 2 demands are met."
    assert headline([met]) == "The demand is met."
    assert (first_failure([met, unmet]), first_failure([met])) == (unmet, None)
    assert (all_met([met]), all_met([met, unmet]), all_met([])) == (True, False, False)
