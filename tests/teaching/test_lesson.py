import asyncio
from dataclasses import replace

import pytest

from asynclearn.content.blocks import Role
from asynclearn.errors import ProgressError, UsageError
from asynclearn.teaching.lesson import teach
from asynclearn.teaching.standing import standing_of_lesson


def take(lesson, desk, **options):
    asyncio.run(teach(lesson, desk, **options))


def test_the_program_is_run_only_after_the_claim(lesson, sit_down):
    terminal, desk = sit_down("hello", "q")

    take(lesson, desk)

    assert terminal.seen == [
        "[4.0 1/1]",
        "front: Paper",
        "Welcome.",
        "program: print('hello')",
        "asked",
        "right",
        "It greets.",
        "outcomes: a",
        "said: Your place is kept. `asynclearn lesson 4` goes on from here.",
    ]


def test_a_lesson_is_taken_from_its_opening_to_its_end(lesson, sit_down):
    terminal, desk = sit_down("hello", "n", "two", "n", "three\nfour", "n")

    take(lesson, desk)

    steps = [line for line in terminal.seen if line.startswith("[")]
    assert steps == ["[4.0 1/1]", "[4.1 1/2]", "[4.1 2/2]"]
    assert desk.progress.position("04-paper").done


def test_each_answer_is_recorded_with_its_verdict(lesson, sit_down):
    _, desk = sit_down("hello", "n", "one", "n", "three", "q")

    take(lesson, desk)

    told = [(each.question, each.right, each.claim) for each in desk.progress.attempts()]
    assert told == [
        ("04-paper/README", True, "hello"),
        ("04-paper/part-1", False, "one"),
        ("04-paper/part-1", False, "three"),
    ]


def test_a_known_wrong_prediction_gets_its_feedback(lesson, sit_down):
    terminal, desk = sit_down("one \n", "q")

    take(lesson, desk, part=1)

    [(verdict, feedback)] = terminal.verdicts
    assert (verdict.right, feedback) == (False, "It counts from two.")


def test_an_unknown_wrong_prediction_gets_no_feedback(lesson, sit_down):
    terminal, desk = sit_down("nine", "q")

    take(lesson, desk, part=1)

    assert terminal.verdicts[0][1] is None


def test_it_goes_on_where_it_was_left(lesson, sit_down):
    _, desk = sit_down("hello", "n", "two", "n", EOFError)
    take(lesson, desk)
    terminal, desk = sit_down("three\nfour", "q")

    take(lesson, desk)

    assert terminal.seen[:2] == [
        "said: Going on where you stopped. `asynclearn lesson 4 --restart` starts over.",
        "[4.1 2/2]",
    ]


def test_an_explanation_that_was_left_begins_again(lesson, sit_down):
    terminal, desk = sit_down("hello", "n", "one")
    terminal.left_at = "Two it is."
    take(lesson, desk)
    terminal, desk = sit_down("n", EOFError)

    take(lesson, desk)

    assert terminal.seen[1:7] == [
        "[4.1 1/2]",
        "program: print('two')",
        "said: You have answered this; the explanation is still to be read.",
        "wrong",
        "Two it is.",
        "[4.1 2/2]",
    ]
    assert terminal.verdicts[0][1] == "It counts from two."
    assert terminal.menus[0]["t"] == "why: the story"
    assert len(desk.progress.attempts()) == 2


def test_an_explanation_that_was_left_twice_begins_again_twice(lesson, sit_down):
    for answers in (["hello"], []):
        terminal, desk = sit_down(*answers)
        terminal.left_at = "It greets."
        take(lesson, desk)
    terminal, desk = sit_down("q")

    take(lesson, desk)

    assert terminal.seen[:5] == [
        "[4.0 1/1]",
        "program: print('hello')",
        "said: You have answered this; the explanation is still to be read.",
        "right",
        "It greets.",
    ]


def test_an_explanation_that_was_read_is_not_forced_on_anybody(lesson, sit_down):
    _, desk = sit_down("hello", EOFError)
    take(lesson, desk)
    terminal, desk = sit_down("q")

    take(lesson, desk)

    assert "It greets." not in terminal.seen
    assert "said: You have answered this before, rightly." in terminal.seen


def test_a_changed_program_has_no_explanation_to_go_on_with(lesson, sit_down):
    terminal, desk = sit_down("hello")
    terminal.left_at = "It greets."
    take(lesson, desk)
    welcome, program, greets = lesson.opening.blocks
    blocks = (welcome, replace(program, program="print('hi')\n"), greets)
    terminal, desk = sit_down("hi", "q")

    take(replace(lesson, opening=replace(lesson.opening, blocks=blocks)), desk)

    assert terminal.seen[-5:-1] == ["asked", "right", "It greets.", "outcomes: a"]


def test_what_was_typed_when_leaving_is_there_again(lesson, sit_down):
    _, desk = sit_down(("hel", EOFError))
    take(lesson, desk)
    terminal, desk = sit_down("hello", "n", EOFError)

    take(lesson, desk)

    assert terminal.drafts == ["hel", ""]


def test_ctrl_c_keeps_the_place_and_is_passed_on(lesson, sit_down):
    terminal, desk = sit_down("hello", "n", ("tw", KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        take(lesson, desk)

    position = desk.progress.position("04-paper")
    assert (position.part, position.draft) == ("part-1", "tw")
    assert "Your place is kept" in terminal.seen[-1]


def test_restart_starts_over_and_keeps_the_answers(lesson, sit_down):
    _, desk = sit_down("hello", "n", EOFError)
    take(lesson, desk)
    terminal, desk = sit_down("q")

    take(lesson, desk, restart=True)

    assert terminal.seen[0] == "[4.0 1/1]"
    assert len(desk.progress.attempts()) == 1


def test_part_goes_to_the_start_of_that_part(lesson, sit_down):
    terminal, desk = sit_down(EOFError)

    take(lesson, desk, part=1)

    assert terminal.seen[0] == "[4.1 1/2]"


def test_an_unknown_part_is_refused_with_the_parts_there_are(lesson, sit_down):
    _, desk = sit_down()

    with pytest.raises(UsageError) as caught:
        take(lesson, desk, part=7)

    assert str(caught.value) == (
        "lesson 4 has no part 7; choose 0 (the opening) to 1, as in `asynclearn lesson 4 --part 1`"
    )


def test_a_finished_lesson_starts_again_from_its_front_page(lesson, sit_down):
    _, desk = sit_down("hello", "n", "two", "n", "three\nfour", "n")
    take(lesson, desk)
    terminal, desk = sit_down("q")

    take(lesson, desk)

    assert terminal.seen[1] == "[4.0 1/1]"


def test_a_finished_lesson_stays_finished_when_it_is_opened_again(lesson, sit_down):
    _, desk = sit_down("hello", "n", "two", "n", "three\nfour", "n")
    take(lesson, desk)
    _, desk = sit_down("q")
    take(lesson, desk)
    assert standing_of_lesson(lesson, desk.progress).over

    _, desk = sit_down("n", EOFError)
    take(lesson, desk)
    standing = standing_of_lesson(lesson, desk.progress)
    assert (standing.over, standing.part) == (False, lesson.parts[0])
    terminal, desk = sit_down("q")
    take(lesson, desk)
    assert "said: Going on where you stopped." in terminal.seen[0]


def test_back_leads_to_the_step_before_across_parts(lesson, sit_down):
    terminal, desk = sit_down("two", "b", "hello", "q")

    take(lesson, desk, part=1)

    assert [line for line in terminal.seen if line.startswith("[")] == ["[4.1 1/2]", "[4.0 1/1]"]


def test_the_first_step_has_no_way_back(lesson, sit_down):
    terminal, desk = sit_down("hello", "q")

    take(lesson, desk)

    assert terminal.menus == [
        {
            "n": "on to part 1",
            "r": "run again",
            "e": "edit and run",
            "t": "timeline",
            "q": "quit",
        }
    ]


def test_a_question_answered_before_can_be_looked_at_without_an_answer(lesson, sit_down):
    _, desk = sit_down("hello", "q")
    take(lesson, desk)
    terminal, desk = sit_down("s", "q")

    take(lesson, desk)

    assert "said: You have answered this before, rightly." in terminal.seen
    assert terminal.seen.count("outcome: hello") == 1
    assert "It greets." in terminal.seen
    assert len(desk.progress.attempts()) == 1


def test_a_question_answered_before_can_be_predicted_again(lesson, sit_down):
    _, desk = sit_down("hullo", "q")
    take(lesson, desk)
    terminal, desk = sit_down("p", "hello", "q")

    take(lesson, desk)

    assert "said: You have answered this before, wrongly." in terminal.seen
    assert [each.right for each in desk.progress.attempts()] == [False, True]


def test_run_again_shows_the_output_and_asks_again_what_next(lesson, sit_down):
    terminal, desk = sit_down("hello", "r", "q")

    take(lesson, desk)

    assert terminal.seen.count("outcome: hello") == 1
    assert len(terminal.menus) == 2


def test_edit_and_run_starts_from_the_last_edit(lesson, sit_down):
    edited = "print('changed')\n"
    terminal, desk = sit_down("hello", "e", edited, "e", EOFError, "q")

    take(lesson, desk)

    assert "outcome: changed" in terminal.seen
    edits = [line for line in terminal.seen if line.startswith("edit: ")]
    assert edits == ["edit: print('hello')", "edit: print('changed')"]


def test_a_near_miss_can_be_counted_as_right_once(lesson, sit_down):
    terminal, desk = sit_down("Hello", "c", "q")

    take(lesson, desk)

    [attempt] = desk.progress.attempts()
    assert (attempt.right, attempt.near_miss, attempt.accepted) == (False, True, True)
    assert ["c" in menu for menu in terminal.menus] == [True, False]


def test_a_wrong_answer_that_is_no_near_miss_cannot_be_counted_as_right(lesson, sit_down):
    terminal, desk = sit_down("goodbye", "q")

    take(lesson, desk)

    assert "c" not in terminal.menus[0]


def test_a_memory_that_fails_is_said_and_the_lesson_goes_on(lesson, sit_down, monkeypatch):
    def fail(*_):
        raise ProgressError("The disk is full.")

    terminal, desk = sit_down("hello", "q")
    monkeypatch.setattr(type(desk.progress), "record", fail)

    take(lesson, desk)

    assert "said: The disk is full." in terminal.seen
    assert "right" in terminal.seen


def test_a_program_marked_run_is_run_where_it_stands(lesson, sit_down):
    blocks = lesson.opening.blocks
    shown = replace(lesson, opening=replace(lesson.opening, blocks=(
        blocks[0], replace(blocks[1], role=Role.RUN), blocks[2],
    )))  # fmt: skip
    terminal, desk = sit_down("q")

    take(shown, desk)

    assert terminal.seen[2:6] == [
        "Welcome.",
        "program: print('hello')",
        "outcome: hello",
        "It greets.",
    ]


def test_the_end_of_a_part_says_how_it_went(lesson, sit_down):
    terminal, desk = sit_down("two", "n", "four", "n")

    take(lesson, desk, part=1)

    assert "said: That was part 1. 1 of 2 predictions right." in terminal.seen


def test_a_changed_program_is_a_new_question_and_changed_prose_is_not(lesson, sit_down):
    _, desk = sit_down("hello", "q")
    take(lesson, desk)
    opening = lesson.opening
    reworded = replace(opening.blocks[0], markdown="Welcome again.")
    prose_changed = replace(
        lesson, opening=replace(opening, blocks=(reworded, *opening.blocks[1:]))
    )
    program_changed = replace(
        lesson,
        opening=replace(opening, blocks=(replace(opening.blocks[1], program="print('hullo')\n"),)),
    )

    terminal, desk = sit_down("q")
    take(prose_changed, desk)
    assert "asked" not in terminal.seen

    terminal, desk = sit_down("hullo", "q")
    take(program_changed, desk)
    assert "asked" in terminal.seen


def test_a_part_whose_libraries_are_missing_says_so_at_its_start(lesson, sit_down):
    terminal, desk = sit_down("one", "n", "three", "q")
    [part] = lesson.parts
    lesson = replace(lesson, parts=(replace(part, needs=("loopback", "no_such_package")),))

    take(lesson, desk, part=1)

    [said] = [line for line in terminal.seen if "no_such_package" in line]
    assert "`pip install no_such_package`" in said
    assert terminal.seen.index(said) == terminal.seen.index("[4.1 1/2]") + 1


def test_nothing_is_said_of_libraries_that_are_there(lesson, sit_down):
    terminal, desk = sit_down("one", "q")
    [part] = lesson.parts
    lesson = replace(lesson, parts=(replace(part, needs=("loopback", "pytest")),))

    take(lesson, desk, part=1)

    assert not [line for line in terminal.seen if "pip install" in line]
