"""`asynclearn lesson`: finds the lesson and hands it to the flow."""

from asynclearn.cli.courses import ask_for_trust_in, course_with_lesson, courses_at_hand
from asynclearn.cli.leaving import run_until_left
from asynclearn.cli.settings import Settings
from asynclearn.content.course import Course
from asynclearn.content.courses import course_of
from asynclearn.content.library import (
    lesson_folders,
    lesson_number,
    lesson_number_of,
    read_lesson,
)
from asynclearn.errors import UsageError
from asynclearn.progress.store import Progress
from asynclearn.teaching.lesson import teach


def take_lesson(
    settings: Settings, number: int | None, *, part: int | None, restart: bool, trust: bool
) -> int:
    """Takes the learner through a lesson; without a number, the one they are in.

    Gives the exit code.
    """
    course = _course_in_hand(settings) if number is None else course_with_lesson(settings, number)
    ask_for_trust_in(course, given=trust)
    with settings.desk() as desk:
        wanted = _current(course, desk.progress) if number is None else number
        lesson = read_lesson(course, wanted)
        return run_until_left(teach(lesson, desk, part=part, restart=restart))


def _course_in_hand(settings: Settings) -> Course:
    """The course of the lesson that was touched last and is not done; else the active one."""
    courses = courses_at_hand(settings)
    active, *packs = courses
    if packs:
        with settings.progress() as progress:
            for position in progress.positions():
                course = course_of(position.lesson, courses)
                if course is not None and not position.done:
                    return course
    return active


def _current(course: Course, progress: Progress) -> int:
    """The lesson that was touched last and is not done; else the first."""
    slugs = {folder.name for folder in lesson_folders(course)}
    for position in progress.positions():
        slug, _, tag = position.lesson.partition("@")
        if slug in slugs and tag == course.tag and not position.done:
            return lesson_number_of(position.lesson, course.tag)
    if not slugs:
        listing = course.command("list")
        raise UsageError(f"this course has no lessons; `{listing}` shows what it has")
    return min(map(lesson_number, lesson_folders(course)))
