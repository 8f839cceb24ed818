"""Which course a command takes what it asks for from, beyond the active one."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from asynclearn.cli.saying import say
from asynclearn.cli.settings import Settings
from asynclearn.cli.trust import ask_for_trust, say_if_not_confined, subject_of_course
from asynclearn.content.course import Course
from asynclearn.content.courses import has_challenge, has_lesson, packs_behind, the_one
from asynclearn.content.library import find_course

if TYPE_CHECKING:
    from collections.abc import Sequence


def course_with_lesson(settings: Settings, number: int) -> Course:
    """The active course if it has the lesson, or if nothing else has; else the pack that has it."""
    return _course_with(settings, lambda course: has_lesson(course, number), f"lesson {number}")


def course_with_challenge(settings: Settings, challenge_id: str) -> Course:
    """The active course if it has the challenge, or if nothing else has; else the pack."""
    return _course_with(
        settings, lambda course: has_challenge(course, challenge_id), f"challenge {challenge_id}"
    )


def courses_at_hand(settings: Settings) -> "Sequence[Course]":
    """The active course, then the packs behind it. What is wrong with a pack is said on stderr."""
    active = settings.find_course()
    behind = packs_behind(active, settings.course)
    for notice in behind.notices.values():
        say(f"asynclearn: {notice}")
    return (active, *behind.courses)


def course_at(root: Path) -> Course:
    """The course in a folder, whatever it says of itself: the built-in one, or another."""
    builtin = find_course(None)
    same = root.resolve() == builtin.root.resolve()
    return builtin if same else Course(root, builtin=False, name=root.resolve().name)


def ask_for_trust_in(course: Course, *, given: bool) -> None:
    """Returns if the programs of a course may be run; asks once for each but the built-in one.

    Raises UsageError if they may not.
    """
    if course.builtin:
        say_if_not_confined()
    else:
        ask_for_trust(subject_of_course(course.root), str(course), given=given)


def _course_with(settings: Settings, has: Callable[[Course], bool], command: str) -> Course:
    active = settings.find_course()
    if has(active):
        return active
    _, *behind = courses_at_hand(settings)
    return the_one(behind, has, command) or active
