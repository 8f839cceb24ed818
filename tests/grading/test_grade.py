"""Grading a class: everybody gets what they earn, every time, and one costs nobody else."""

import asyncio
import json
import sys
import time

import pytest

from asynclearn.errors import SandboxError
from asynclearn.grading.assignment import Assignment, Item
from asynclearn.grading.formats import Format, written
from asynclearn.grading.grade import grade
from asynclearn.grading.submissions import find_submissions
from asynclearn.judging.demands import Standing
from asynclearn.sandbox.runner import run
from tests.grading.conftest import HANDED_IN

pytestmark = pytest.mark.slow

PYTHON = "3.11.0"


def assignment_of(challenge):
    points = {"check_each": 3, "check_nothing": 1}
    return Assignment("Streams", (Item(challenge, challenge.workshop, points),))


def graded(root, assignment):
    return asyncio.run(grade(find_submissions(root), assignment, run, PYTHON))


def earned(student):
    kind = student.partition("-")[2]
    return HANDED_IN[kind][1] if kind in HANDED_IN else 0


def test_everybody_gets_what_they_earn(challenge, hand_in):
    grades = graded(hand_in(len(HANDED_IN)), assignment_of(challenge))

    assert {each.student: each.points for each in grades} == {
        each.student: earned(each.student) for each in grades
    }
    assert len(grades) == len(HANDED_IN) + 4
    assert all(each.most == 4 for each in grades)


def test_each_failure_says_why(challenge, hand_in):
    why = {
        each.student.partition("-")[2]: " ".join(each.marks[0].demand.why)
        for each in graded(hand_in(len(HANDED_IN)), assignment_of(challenge))
    }

    assert "Came: [1, 2]" in why["half"]
    assert "SyntaxError" in why["syntax"]
    assert "not UTF-8" in why["not-utf-8"]
    assert "larger than" in why["huge"]
    assert "ended before the check did" in why["exits"]
    assert "its time was up" in why["hangs-at-import"]
    assert "ran out of memory" in why["eats-memory"]
    assert "printed too much" in why["prints-forever"]
    assert "forks the interpreter" in why["forks"]
    assert "replaces `asyncio.sleep`" in why["patches"]
    assert "it is a link" in why["link"]
    assert "it is no file" in why["pipe"]
    assert "it is no file" in why["folder"]
    assert "nothing was handed in" in why["nothing"]


@pytest.mark.slow
def test_a_class_of_300_is_graded_alike_twice(challenge, hand_in, capsys):
    root = hand_in(300)
    began = time.perf_counter()
    first = graded(root, assignment_of(challenge))
    seconds = time.perf_counter() - began
    second = graded(root, assignment_of(challenge))

    assert [(each.student, each.points) for each in first] == [
        (each.student, each.points) for each in second
    ]
    for one, two in zip(first, second, strict=True):
        # Of two limits that a program is over, the machine's load decides which one is seen.
        if not one.student.endswith(("eats-memory", "prints-forever")):
            assert one == two
    assert all(each.points == earned(each.student) for each in first)
    with capsys.disabled():
        sys.stderr.write(f"\n{len(first)}: {1000 * seconds / len(first):.0f} ms each\n")


def test_a_claim_of_an_exam_is_judged_by_running_the_program_again(prediction, tmp_path):
    digest = prediction.snippet.digest
    header = {"format": "asynclearn/claims", "version": 1}
    handed_in: dict[str, list[object]] = {
        "right": [{"question": "greeting", "digest": digest, "claim": "hello"}],
        "wrong": [{"question": "greeting", "digest": digest, "claim": "goodbye", "right": True}],
        "twice": [
            {"question": "greeting", "digest": digest, "claim": "goodbye"},
            {"question": "greeting", "digest": digest, "claim": "hello"},
        ],
        "another program": [{"question": "greeting", "digest": "0" * 16, "claim": "hello"}],
        "odd": [7, [], {"question": 1}, {"claim": None}],
    }
    for student, lines in handed_in.items():
        (tmp_path / student).mkdir()
        text = "\n".join(json.dumps(each) for each in [header, *lines]) + "\n{half a li"
        (tmp_path / student / "exam.jsonl").write_text(text)
    assignment = Assignment("Exam", (Item(prediction, None, {"claim": 2}),))

    grades = graded(tmp_path, assignment)

    points = {each.student: each.points for each in grades}
    assert points == {"right": 2, "wrong": 0, "twice": 0, "another program": 0, "odd": 0}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SandboxError("The run was lost."), "The run was lost."),
        (OverflowError("too large"), "large"),
    ],
)
@pytest.mark.parametrize("form", [Format.CSV, Format.JSON])
def test_a_program_that_could_not_be_run_costs_its_own_points_only(
    challenge, hand_in, error, told, form
):
    async def run_but_one(program, limits):
        if program.source == HANDED_IN["half"][0]:
            raise error
        return await run(program, limits)

    submissions = find_submissions(hand_in(4))
    grades = asyncio.run(grade(submissions, assignment_of(challenge), run_but_one, PYTHON))

    points = {each.student: each.points for each in grades}
    assert (points["000-right"], points["003-half"]) == (4, 0)
    [half] = [each for each in grades if each.student == "003-half"]
    for mark in half.marks:
        assert mark.demand.standing is Standing.NOT_REACHED
        assert "could not be run" in mark.demand.why[0]
        assert told in mark.demand.why[0]
    assert "003-half" in written(grades, form, {})
    for single in (Format.GRADESCOPE, Format.CLASSROOM50):
        assert "could not be run" in written([half], single, {})


def test_a_machine_that_can_run_nothing_says_nothing_about_students(challenge, hand_in):
    async def run_nothing(*_):
        raise SandboxError("There is no room.")

    submissions = find_submissions(hand_in(2))
    with pytest.raises(SandboxError):
        asyncio.run(grade(submissions, assignment_of(challenge), run_nothing, PYTHON))
