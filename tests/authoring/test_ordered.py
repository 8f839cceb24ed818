"""Which programs a set could order, told by their text, and held against what runs show."""

import asyncio
from pathlib import Path

import pytest

from asynclearn.authoring.source.code import Code
from asynclearn.authoring.source.ordered import may_be_ordered_by_a_set
from asynclearn.content.compiling import parsed
from asynclearn.sandbox import warm
from asynclearn.sandbox.outcome import Program, Shake
from asynclearn.sandbox.runner import run

SAMPLES = Path(__file__).parent / "ordered.txt"


@pytest.fixture(autouse=True, scope="module")
def _no_zygote_is_left():
    yield
    warm.shut_down()


def samples(answer):
    """The programs below a heading of this answer, each with its title as its id."""
    split = (each.partition("\n") for each in SAMPLES.read_text().split("\n# === ")[1:])
    return [
        pytest.param(program, id=title.removeprefix(f"{answer}: "))
        for title, _, program in split
        if title.startswith(f"{answer}: ")
    ]


def may_be_ordered(program):
    tree = parsed(program)
    assert tree is not None
    return may_be_ordered_by_a_set(Code(tree))


@pytest.mark.parametrize("program", samples("yes") + samples("doubt"))
def test_a_set_could_order(program):
    assert may_be_ordered(program)


@pytest.mark.parametrize("program", samples("no"))
def test_no_set_orders(program):
    assert not may_be_ordered(program)


def printed(program):
    """What it prints in orders of which the first two are the reverse of each other."""

    async def runs():
        shaken = [Program(program, shake=Shake(order=order)) for order in (1, 2, 3)]
        outcomes = await asyncio.gather(*map(run, shaken))
        return {(outcome.stdout, outcome.ending) for outcome in outcomes}

    return asyncio.run(runs())


@pytest.mark.slow
@pytest.mark.parametrize("program", samples("yes"))
def test_a_set_does_order(program):
    assert len(printed(program)) > 1


@pytest.mark.slow
@pytest.mark.parametrize("program", samples("no"))
def test_no_order_changes_what_is_printed(program):
    [(stdout, _)] = printed(program)
    assert stdout
