"""The key `t`: the program runs once more, recorded, and its story is shown."""

import asyncio
from dataclasses import replace

import pytest

from asynclearn.content.blocks import Role
from asynclearn.running import STORY_SECONDS
from asynclearn.sandbox.outcome import Ending
from asynclearn.sandbox.trace import Event, Trace, What
from asynclearn.teaching.lesson import teach
from asynclearn.teaching.story import ANOTHER_RUN
from tests.teaching.conftest import echo_run, lesson_of, part, program


def take(lesson, desk, **options):
    asyncio.run(teach(lesson, desk, **options))


@pytest.fixture
def runs():
    """The programs that were run, in order."""
    return []


@pytest.fixture
def record(runs):
    """A run that records each printed line when it is asked to."""

    async def run(program, limits):
        runs.append(program)
        outcome = await echo_run(program, limits)
        lines = outcome.stdout.splitlines(keepends=True)
        events = tuple(
            Event(number, 0.0, 1, "", What.PRINTED, number, {"text": line})
            for number, line in enumerate(lines, 1)
        )
        return replace(outcome, trace=Trace(events) if program.traced else None)

    return run


def test_after_a_wrong_prediction_the_story_is_on_offer_first(lesson, sit_down):
    terminal, desk = sit_down("goodbye", "q")

    take(lesson, desk)

    assert list(terminal.menus[0].items())[1] == ("t", "why: the story")


def test_after_a_right_one_the_timeline_is_the_last_offer_of_the_step(lesson, sit_down):
    terminal, desk = sit_down("hello", "q")

    take(lesson, desk)

    assert list(terminal.menus[0].items())[-2:] == [("t", "timeline"), ("q", "quit")]


def test_the_story_of_a_wrong_prediction_is_that_of_its_first_wrong_line(lesson, sit_down, record):
    terminal, desk = sit_down("goodbye", "t", "q")

    take(lesson, replace(desk, run=record))

    [story] = terminal.stories
    assert story.title == "Output line 1: you said `goodbye`, and it printed `hello`. Up to there:"
    assert len(terminal.menus) == 2


def test_the_story_after_a_right_prediction_is_the_whole_run(lesson, sit_down, record):
    terminal, desk = sit_down("hello", "t", "q")

    take(lesson, replace(desk, run=record))

    assert terminal.stories[0].title == "What happened, step by step"


def test_only_the_run_for_the_story_is_recorded(lesson, sit_down, record, runs):
    _, desk = sit_down("hello", "t", "r", "q")

    take(lesson, replace(desk, run=record))

    assert [program.traced for program in runs] == [False, True, False]


def test_a_run_that_prints_something_else_is_shown_before_its_story(lesson, sit_down, record):
    terminal, desk = sit_down("goodbye", "t", "q")

    async def another(program, limits):
        outcome = await record(program, limits)
        return replace(outcome, stdout="hullo\n") if program.traced else outcome

    take(lesson, replace(desk, run=another))

    place = terminal.seen.index("outcome: hullo")
    assert terminal.seen[place - 1].startswith("said: This time the program has printed")
    assert terminal.stories[0].title == (
        "Output line 1: you said `goodbye`, and it printed `hullo`. Up to there:"
    )


def test_a_run_that_could_not_be_recorded_is_said_to_be(lesson, sit_down):
    terminal, desk = sit_down("goodbye", "t", "q")

    take(lesson, desk)

    assert terminal.stories == []
    assert "said: This run could not be recorded, so there is no story of it." in terminal.seen


def test_a_program_that_does_not_compile_has_no_story(sit_down):
    broken = "print('never')\nasync def lines():\n    yield 1\n    return 2\n"
    terminal, desk = sit_down("never", "q")

    take(lesson_of(part(0, program(broken, 3, Role.PREDICT))), desk)

    assert "t" not in terminal.menus[0]


def test_a_near_miss_that_was_counted_as_right_has_the_story_of_the_whole_run(
    lesson, sit_down, record
):
    terminal, desk = sit_down("Hello", "c", "t", "q")

    take(lesson, replace(desk, run=record))

    [story] = terminal.stories
    assert story.title == "What happened, step by step"
    assert not any(step.mark for step in story.steps)


def test_a_recorded_run_that_took_too_long_has_the_ending_of_the_one_before(
    lesson, sit_down, record
):
    async def slow_if_recorded(program, limits):
        outcome = await record(program, limits)
        cut = replace(outcome, ending=Ending.TIMED_OUT, stdout="")
        return cut if program.traced else outcome

    terminal, desk = sit_down("goodbye", "t", "q")

    take(lesson, replace(desk, run=slow_if_recorded))

    assert terminal.stories[0].title.startswith("Output line 1: you said `goodbye`")
    assert f"said: {ANOTHER_RUN}" not in terminal.seen


def test_of_a_program_that_never_ends_a_short_while_is_recorded(lesson, sit_down, record):
    asked = []

    async def endless(program, limits):
        asked.append((program.traced, limits.seconds))
        return replace(await record(program, limits), ending=Ending.ENDLESS)

    _, desk = sit_down("goodbye", "t", "q")

    take(lesson, replace(desk, run=endless))

    assert asked == [(False, 5.0), (True, STORY_SECONDS)]
