"""The shipped course: `asynclearn check` finds nothing in it, and it holds what it promises."""

import asyncio
import platform

import pytest

from asynclearn.authoring.check import check
from asynclearn.authoring.python import Python
from asynclearn.authoring.selection import select
from asynclearn.content.blocks import Role, Snippet
from asynclearn.content.challenge import Kind
from asynclearn.content.library import find_course, read_challenges, read_lessons
from asynclearn.sandbox.runner import run

COURSE = find_course(None)
LESSONS = read_lessons(COURSE)
CHALLENGES = read_challenges(COURSE)
WORKSHOPS = [challenge for challenge in CHALLENGES if challenge.workshop is not None]


@pytest.mark.slow
def test_a_check_of_the_course_finds_nothing():
    [selection] = select([], COURSE)

    report = asyncio.run(check(selection, [Python(platform.python_version(), run)]))
    assert (report.errors, report.advice, report.skipped) == ((), (), ())
    assert report.counts.files == len(CHALLENGES) + sum(len(each.pages) for each in LESSONS)


def test_lesson_4_asks_at_least_twelve_predictions_with_feedback_on_each():
    [lesson] = [lesson for lesson in LESSONS if lesson.number == 4]
    asked = [
        block
        for page in lesson.parts
        for block in page.blocks
        if isinstance(block, Snippet) and block.role is Role.PREDICT
    ]

    assert len(asked) >= 12
    assert all(snippet.wrong for snippet in asked)


def test_lesson_4_has_what_its_scope_asks_of_debug_and_design():
    kinds = [challenge.kind for challenge in WORKSHOPS if challenge.lesson == 4]

    assert kinds.count(Kind.DEBUG) >= 8
    assert kinds.count(Kind.DESIGN) >= 6
    for challenge in WORKSHOPS:
        assert challenge.workshop is not None
        assert len(challenge.hints) >= 3, challenge.id
        assert len(challenge.workshop.wrong) >= 2, challenge.id
        assert challenge.level == (2 if challenge.kind is Kind.DEBUG else 3), challenge.id
