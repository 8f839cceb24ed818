"""`asynclearn list`: the lessons and challenges of the course, as tables or as JSON."""

import json
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from asynclearn.cli.settings import Settings
from asynclearn.errors import ContentError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from asynclearn.content.course import Challenge, Course, Lesson

Thing = TypeVar("Thing")


class What(StrEnum):
    """What can be listed."""

    LESSONS = "lessons"
    CHALLENGES = "challenges"


def show_list(settings: Settings, what: What | None, *, as_json: bool) -> None:
    """Prints what the course holds. Raises ContentError if its files are broken."""
    from asynclearn.content.library import read_challenges, read_lessons  # noqa: PLC0415
    from asynclearn.terminal.listing import list_challenges, list_lessons  # noqa: PLC0415

    course = settings.find_course()
    problems: list[Problem] = []
    lessons = _read(read_lessons, course, problems) if what is not What.CHALLENGES else None
    challenges = _read(read_challenges, course, problems) if what is not What.LESSONS else None
    if problems:
        raise ContentError(problems)
    if as_json:
        print(json.dumps(_as_json(lessons, challenges), ensure_ascii=False, indent=2))
        return
    console = settings.console()
    if lessons is not None:
        list_lessons(lessons, console, plain=settings.plain)
    if challenges is not None:
        list_challenges(challenges, console, plain=settings.plain)


def _read(
    read: "Callable[[Course], tuple[Thing, ...]]", course: "Course", problems: list[Problem]
) -> "tuple[Thing, ...]":
    """What can be read; else nothing, and the problems added to those of the rest."""
    try:
        return read(course)
    except ContentError as error:
        problems.extend(error.problems)
        return ()


def _as_json(
    lessons: "tuple[Lesson, ...] | None", challenges: "tuple[Challenge, ...] | None"
) -> dict[str, object]:
    result: dict[str, object] = {}
    if lessons is not None:
        result["lessons"] = [
            {
                "number": lesson.number,
                "title": lesson.title,
                "summary": lesson.summary,
                "parts": [{"number": part.number, "title": part.title} for part in lesson.parts],
            }
            for lesson in lessons
        ]
    if challenges is not None:
        result["challenges"] = [
            {
                "id": challenge.id,
                "kind": challenge.kind.value,
                "level": challenge.level,
                "lesson": challenge.lesson,
                "topics": list(challenge.topics),
                "title": challenge.title,
            }
            for challenge in challenges
        ]
    return result
