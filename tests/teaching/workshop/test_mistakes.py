"""Feedback is given to exactly the mistake that it is about."""

import pytest

from asynclearn.content.library import find_course, read_challenge
from asynclearn.teaching.workshop.mistakes import known_mistake
from asynclearn.teaching.workshop.workspace import starter


@pytest.fixture(scope="module")
def challenge():
    return read_challenge(find_course(None), "sum-of-readings")


def test_a_known_mistake_is_found_whatever_stands_around_it(challenge):
    for wrong in challenge.workshop.wrong:
        program = f"# mine\n{wrong.snippet.source.replace('    ', '        ')}\nprint('done')\n"

        assert known_mistake(program, challenge.workshop) == wrong


@pytest.mark.parametrize("program", ["", "x = (", "\0", "async def total(readings): pass"])
def test_anything_else_is_none(challenge, program):
    assert known_mistake(program, challenge.workshop) is None


def test_neither_the_starter_nor_a_solution_is_one(challenge):
    programs = [starter(challenge), *(each.source for each in challenge.workshop.solutions)]

    assert [known_mistake(each, challenge.workshop) for each in programs] == [None] * 3
