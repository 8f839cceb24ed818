"""A challenge file or a lesson's folder -> its pages, and what is wrong with the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asynclearn.authoring.page import Page
from asynclearn.authoring.selection import Selection
from asynclearn.content.course_file import read_course_file
from asynclearn.content.library import (
    parse_challenge,
    parse_lesson,
    repeated_challenges,
    repeated_lessons,
)
from asynclearn.errors import ContentError, Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one challenge file, or of one lesson."""

    pages: tuple[Page, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why the file, or the lesson, can't be read."""


def read(path: Path) -> Reading:
    """Read a challenge, or a lesson if it is a folder.

    A folder called `slug.md` stands where a challenge should.
    """
    if path.is_dir() and path.suffix != ".md":
        return _read_lesson(path)
    try:
        return Reading((Page(path, challenge=parse_challenge(path)),))
    except ContentError as error:
        return Reading(problems=error.problems)


def read_course(selection: Selection) -> Iterator[Problem]:
    """What is wrong with a course as a whole: what it says of itself, and what is taken twice.

    Raises UsageError if it is of a format that is not read.
    """
    try:
        read_course_file(selection.root)
    except ContentError as error:
        yield from error.problems
    yield from repeated_challenges(selection.challenges)
    yield from repeated_lessons(selection.lessons)


def _read_lesson(folder: Path) -> Reading:
    try:
        lesson = parse_lesson(folder)
    except ContentError as error:
        return Reading(problems=error.problems)
    pages = tuple(Page(part.location.path, part=part, lesson=lesson) for part in lesson.pages)
    return Reading(pages)
