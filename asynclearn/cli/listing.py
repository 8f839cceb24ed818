"""`asynclearn list`: the lessons and challenges at hand and where they come from."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from asynclearn.cli.courses import courses_at_hand
from asynclearn.cli.saying import say
from asynclearn.cli.settings import Settings
from asynclearn.cli.wanted import Narrowed, What
from asynclearn.errors import ContentError, Problem, UsageError
from asynclearn.judging.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from asynclearn.content.challenge import Challenge
    from asynclearn.content.course import Course, Lesson

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Holding:
    """What a course holds of what is listed."""

    course: "Course"
    lessons: "tuple[Lesson, ...] | None"
    challenges: "tuple[Challenge, ...] | None"


def show_list(settings: Settings, what: What | None, narrowed: Narrowed, *, as_json: bool) -> None:
    """Prints what the courses hold.

    Raises ContentError if files of the active one are broken, and UsageError if the list is
    narrowed to a topic or a lesson that no challenge has.
    """
    if narrowed:
        if what is What.LESSONS:
            raise UsageError("only challenges can be narrowed; write `asynclearn list challenges`")
        what = What.CHALLENGES
    active, *behind = courses_at_hand(settings)
    holdings = [_read_course(active, what), *_readable(behind, what)]
    if narrowed:
        _refuse_unknown(narrowed, holdings)
        holdings = [_narrow(holding, narrowed) for holding in holdings]
    if as_json:
        print(json.dumps(_as_json(holdings, what), ensure_ascii=False, indent=2))
        return
    from asynclearn.terminal.listing import (  # noqa: PLC0415
        list_challenges,
        list_lessons,
        name_course,
        say,
    )

    console = settings.console()
    for holding in holdings:
        name_course(holding.course, console)
        if holding.lessons is not None:
            list_lessons(holding.lessons, console, plain=settings.plain)
        if holding.challenges is not None:
            list_challenges(holding.challenges, console, plain=settings.plain)
            console.print()
    for sentence in _clashes(holdings):
        say(sentence, console)


def _refuse_unknown(narrowed: Narrowed, holdings: "Iterable[Holding]") -> None:
    challenges = [each for holding in holdings for each in holding.challenges or ()]
    topics = sorted({topic for each in challenges for topic in each.topics})
    for topic in narrowed.topics:
        if topic not in topics:
            from asynclearn.content.problems import guess  # noqa: PLC0415

            meant = guess(topic, topics)
            fix = f"did you mean `{meant}`?" if meant else f"there are {listed(topics)}"
            raise UsageError(f"no challenge is about `{topic}`; {fix}")
    lessons = sorted({each.lesson for each in challenges})
    for lesson in narrowed.lessons:
        if lesson not in lessons:
            there = f"there are some for {listed([str(each) for each in lessons])}"
            raise UsageError(f"no challenge belongs to lesson {lesson}; {there}")


def _narrow(holding: Holding, narrowed: Narrowed) -> Holding:
    wanted = tuple(each for each in holding.challenges or () if narrowed.admits(each))
    return replace(holding, challenges=wanted)


def _read_course(course: "Course", what: What | None) -> Holding:
    """All that is listed of a course, or a ContentError with all that is wrong with it."""
    from asynclearn.content.library import read_challenges, read_lessons  # noqa: PLC0415

    problems: list[Problem] = []
    lessons = _read(read_lessons, course, problems) if what is not What.CHALLENGES else None
    challenges = _read(read_challenges, course, problems) if what is not What.LESSONS else None
    if problems:
        raise ContentError(problems)
    return Holding(course, lessons, challenges)


def _readable(packs: "Iterable[Course]", what: What | None) -> "Iterable[Holding]":
    """What the installed packs hold. A broken one stops nobody: it is said on stderr."""
    for pack in packs:
        try:
            yield _read_course(pack, what)
        except ContentError as error:
            first, *more = error.problems
            rest = f" (and {len(more)} more)" if more else ""
            say(
                f"asynclearn: the installed course `{pack.name}` is not listed: {first}{rest}; "
                "tell its authors"
            )


def _read(
    read: "Callable[[Course], tuple[Thing, ...]]", course: "Course", problems: list[Problem]
) -> "tuple[Thing, ...]":
    """What can be read; else nothing, and the problems added to those of the rest."""
    try:
        return read(course)
    except ContentError as error:
        problems.extend(error.problems)
        return ()


def _clashes(holdings: "Sequence[Holding]") -> "Iterable[str]":
    """What several courses have: a sentence for each group of courses, with the way to choose."""
    owners: dict[str, list[str]] = {}
    typed: dict[str, str] = {}
    for holding in holdings:
        for thing, command in _things(holding):
            owners.setdefault(thing, []).append(holding.course.name)
            typed.setdefault(thing, command)
    groups: dict[tuple[str, ...], list[str]] = {}
    for thing, courses in owners.items():
        if len(courses) > 1:
            groups.setdefault(tuple(courses), []).append(thing)
    for (first, second, *more), things in groups.items():
        shared = listed([f"`{thing}`" for thing in things])
        having = listed([f"`{name}`" for name in (first, second, *more)])
        command = typed[things[0]]
        if first == holdings[0].course.name:
            way = f"`asynclearn --course {second} {command}` takes that of `{second}`"
            way = f"`asynclearn {command}` takes that of `{first}`, {way}"
        else:
            way = f"`asynclearn --course {first} {command}` says whose is meant"
        yield f"{having} each have {shared}: {way}."


def _things(holding: Holding) -> "Iterable[tuple[str, str]]":
    """What a course holds, each with the command that brings it: a quiz for what it asks."""
    for lesson in holding.lessons or ():
        yield f"lesson {lesson.number}", f"lesson {lesson.number}"
    for challenge in holding.challenges or ():
        name = f"challenge {challenge.id}"
        yield name, "quiz" if challenge.workshop is None else name


def _as_json(holdings: "Sequence[Holding]", what: What | None) -> dict[str, object]:
    result: dict[str, object] = {
        "courses": [
            {
                "name": course.name,
                "title": course.title,
                "url": course.url,
                "authors": list(course.authors),
                "folder": str(course.root),
            }
            for course in (holding.course for holding in holdings)
        ]
    }
    if what is not What.CHALLENGES:
        result["lessons"] = [
            {
                "course": holding.course.name,
                "number": lesson.number,
                "title": lesson.title,
                "summary": lesson.summary,
                "parts": [{"number": part.number, "title": part.title} for part in lesson.parts],
            }
            for holding in holdings
            for lesson in holding.lessons or ()
        ]
    if what is not What.LESSONS:
        result["challenges"] = [
            {
                "course": holding.course.name,
                "id": challenge.id,
                "kind": challenge.kind.value,
                "level": challenge.level,
                "lesson": challenge.lesson,
                "topics": list(challenge.topics),
                "title": challenge.title,
            }
            for holding in holdings
            for challenge in holding.challenges or ()
        ]
    return result
