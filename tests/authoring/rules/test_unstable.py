"""Programs whose output hangs on more than themselves, and such as only look like it."""

from pathlib import Path

import pytest

from asynclearn.authoring.page import Page
from asynclearn.authoring.rules import orders, values
from asynclearn.content.blocks import ExpectedOutput, Location, Role, Snippet, Stream
from asynclearn.content.course import Part
from asynclearn.judging.claim import Claim, MatchRule

SAMPLES = Path(__file__).parent / "programs"


def samples(name):
    """The programs of a file, each below a comment that names it."""
    text = (SAMPLES / f"{name}.txt").read_text()
    split = (sample.partition("\n") for sample in text.split("\n# === ")[1:])
    return [
        pytest.param(title.partition(": ")[0], program, id=title) for title, _, program in split
    ]


def broken(program, rule=MatchRule.EXACT):
    place = Location(Path("feed.md"), 1)
    claim = ExpectedOutput(Claim(""), rule, Stream.STDOUT, None, place)
    snippet = Snippet(program, program, place, Role.PREDICT, expected=(claim,))
    page = Page(place.path, part=Part(1, "part-1-feed", "Feed", (snippet,), place))
    return {each.name for each in (*values.RULES, *orders.RULES) if list(each.find(page))}


@pytest.mark.parametrize(("rule", "program"), samples("unstable"))
def test_an_unstable_program_breaks_its_rule(rule, program):
    assert broken(program) == {rule}


@pytest.mark.parametrize(("rule", "program"), samples("stable"))
def test_a_stable_program_breaks_none(rule, program):
    assert broken(program) == set(), f"which is no case of {rule}"


@pytest.mark.parametrize(("rule", "program"), samples("unstable"))
def test_where_order_is_not_claimed_only_values_count(rule, program):
    claimed = broken(program, MatchRule.UNORDERED)

    ordered = {each.name for each in orders.RULES}
    sleeping = "sleep(random" in program
    assert claimed == (set() if rule in ordered or sleeping else {rule})


def test_a_program_that_claims_nothing_may_print_anything():
    program = "import os\nprint(os.getpid())\n"
    place = Location(Path("feed.md"), 1)
    snippet = Snippet(program, program, place, Role.RUN)
    page = Page(place.path, part=Part(1, "part-1-feed", "Feed", (snippet,), place))

    assert [mark for rule in values.RULES for mark in rule.find(page)] == []
