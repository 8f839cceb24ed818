"""The questions of a course, as the results of a class know them."""

from collections.abc import Iterator

from asynclearn.classroom.results import Asks, Known
from asynclearn.content.blocks import Location, Role, Snippet
from asynclearn.content.catalogue import Catalogue
from asynclearn.content.challenge import Kind
from asynclearn.content.course import Course, Lesson
from asynclearn.content.library import read_lessons
from asynclearn.errors import ContentError
from asynclearn.here import from_here
from asynclearn.teaching.standing import question_id

_ASKS = {
    Kind.PREDICT: Asks.PREDICTION,
    Kind.ESTIMATE: Asks.NUMBER,
    Kind.DEBUG: Asks.PROGRAM,
    Kind.DESIGN: Asks.PROGRAM,
}


def known_questions(course: Course, catalogue: Catalogue) -> tuple[list[Known], int]:
    """All that the course asks, and how many problems keep some of it from being read."""
    known: list[Known] = []
    problems = len(catalogue.problems)
    for entry in catalogue.entries:
        try:
            challenge = catalogue.read(entry)
        except (ContentError, OSError):
            problems += 1
            continue
        known.append(
            _known(challenge.id, challenge.title, challenge.snippet, _ASKS[challenge.kind])
        )
    try:
        for lesson in read_lessons(course):
            known += _asked_in(lesson)
    except ContentError as error:
        problems += len(error.problems)
    return known, problems


def _asked_in(lesson: Lesson) -> Iterator[Known]:
    for page in lesson.pages:
        asked = [
            block
            for block in page.blocks
            if isinstance(block, Snippet) and block.role is Role.PREDICT
        ]
        place = f"part {page.number}" if page.number else "opening"
        for number, snippet in enumerate(asked, 1):
            title = f"Lesson {lesson.number}, {place}, no. {number}"
            yield _known(question_id(lesson, page), title, snippet, Asks.PREDICTION)


def _known(name: str, title: str, snippet: Snippet, asks: Asks) -> Known:
    return Known(
        id=name,
        digest=snippet.digest,
        title=title,
        asks=asks,
        where=_place(snippet.location),
        foreseen=tuple(each.claim for each in snippet.wrong),
    )


def _place(location: Location) -> str:
    """`path:line`, the path from here if it lies below."""
    return f"{from_here(location.path.resolve())}:{location.line}"
