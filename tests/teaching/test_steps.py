from pathlib import Path

from asynclearn.content.blocks import Heading, Location, Prose, Role, Snippet
from asynclearn.content.course import Part
from asynclearn.teaching.steps import LINES_OF_READING, split

HERE = Location(Path("part.md"), 1)


def prose(text):
    return Prose(text, HERE)


def heading(text):
    return Heading(2, text, HERE)


def snippet(source, role=Role.PREDICT):
    return Snippet(source, source, HERE, role)


def page(*blocks):
    return Part(1, "part-1", "Title", blocks, HERE)


def test_a_step_is_what_is_read_a_question_and_the_prose_below_it():
    ask = snippet("print(1)")

    [step] = split(page(prose("before"), ask, prose("after")))

    assert (step.reading, step.question, step.explanation) == (
        (prose("before"),),
        ask,
        (prose("after"),),
    )


def test_a_heading_after_a_question_starts_the_next_step():
    steps = split(page(snippet("print(1)"), prose("why"), heading("Next"), prose("more")))

    assert [step.reading for step in steps] == [(), (heading("Next"), prose("more"))]


def test_a_second_question_starts_the_next_step_without_a_heading():
    steps = split(page(snippet("print(1)"), prose("why"), snippet("print(2)")))

    asked = [step.question and step.question.source for step in steps]
    assert asked == ["print(1)", "print(2)"]


def test_short_sections_are_read_together_with_the_question_below_them():
    [step] = split(page(prose("a"), heading("B"), prose("b"), snippet("print(1)")))

    assert len(step.reading) == 3


def test_a_long_section_is_a_step_of_its_own():
    long = prose("line\n" * LINES_OF_READING)

    steps = split(page(long, heading("B"), prose("b")))

    assert [step.reading for step in steps] == [(long,), (heading("B"), prose("b"))]


def test_an_empty_page_is_one_step():
    [step] = split(page())

    assert (step.reading, step.question, step.runnable) == ((), None, None)


def test_the_key_of_a_question_outlives_changes_around_it():
    ask = snippet("print(1)")

    [before] = split(page(prose("old words"), ask))
    *_, after = split(page(prose("new"), snippet("print(0)"), heading("Next"), ask))

    assert before.key == after.key


def test_the_keys_of_the_steps_of_a_page_differ():
    steps = split(page(snippet("print(1)"), heading("A"), prose("a\n" * 40), heading("B")))

    assert len({step.key for step in steps}) == len(steps) == 3


def test_what_can_be_run_again_is_the_question_or_else_the_last_program_that_was_run():
    first, last = snippet("print(1)", Role.RUN), snippet("print(2)", Role.RUN)

    [step] = split(page(first, last, snippet("print(3)", Role.SHOW)))

    assert step.runnable == last
