"""At the end of a quiz: a program to write, offered and not forced."""

import asyncio
import shutil
from dataclasses import replace

from asynclearn.content.catalogue import read_catalogue
from asynclearn.content.course import Course
from asynclearn.content.library import find_course
from asynclearn.progress.attempt import Attempt
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.taking import take_quiz

OFFER = "to copy: asynclearn challenge merge-streams"


def finished_quiz(sit_down, folder):
    shutil.copy(find_course(None).root / "challenges" / "merge-streams.md", folder)
    terminal, desk = sit_down(
        *["gamma", "3", "2", "n", "alpha", "3", "2", "n", "beta", "3", "2", "n"]
    )
    catalogue = read_catalogue(Course(folder.parent, builtin=False))
    return terminal, replace(desk, catalogue=catalogue)


def test_a_finished_quiz_offers_a_program_to_write(sit_down, folder):
    terminal, desk = finished_quiz(sit_down, folder)

    asyncio.run(take_quiz(Wish(), 13, desk))

    assert terminal.seen[-2:] == ["said: To write code on this (design):", OFFER]


def test_what_is_solved_is_not_offered(sit_down, folder):
    terminal, desk = finished_quiz(sit_down, folder)
    [solved] = [entry for entry in desk.catalogue.entries if entry.id == "merge-streams"]
    desk.progress.record(Attempt(solved.id, solved.digest, "code", right=True, at=desk.now()))

    asyncio.run(take_quiz(Wish(), 13, desk))

    assert OFFER not in terminal.seen


def test_what_is_solved_in_another_course_is_offered(sit_down, folder):
    terminal, desk = finished_quiz(sit_down, folder)
    desk.progress.record(Attempt("merge-streams", "another", "code", right=True, at=desk.now()))

    asyncio.run(take_quiz(Wish(), 13, desk))

    assert OFFER in terminal.seen
