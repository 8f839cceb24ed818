"""Where a learner is in a lesson, and how that outlives a changed course."""

from collections.abc import Sequence
from dataclasses import dataclass

from asynclearn.content.course import Lesson, Part
from asynclearn.errors import UsageError
from asynclearn.progress.attempt import Position
from asynclearn.teaching.steps import Step, split

_ANSWERED = "+answered"
"""Follows a step's key in a saved position as long as its explanation was not read to the end."""


@dataclass(frozen=True, slots=True)
class Place:
    """One step of one page, as indexes into a Book."""

    page: int
    step: int


@dataclass(frozen=True, slots=True)
class Book:
    """A lesson laid out in steps."""

    lesson: Lesson
    pages: tuple[Part, ...]
    steps: tuple[tuple[Step, ...], ...]
    """The steps of each page."""

    def step(self, place: Place) -> Step:
        """The step at a place."""
        return self.steps[place.page][place.step]

    def after(self, place: Place) -> Place | None:
        """The next place; None at the end of the lesson."""
        if place.step + 1 < len(self.steps[place.page]):
            return Place(place.page, place.step + 1)
        return Place(place.page + 1, 0) if place.page + 1 < len(self.pages) else None

    def before(self, place: Place) -> Place | None:
        """The place before; None at the beginning."""
        if place.step > 0:
            return Place(place.page, place.step - 1)
        if place.page == 0:
            return None
        return Place(place.page - 1, len(self.steps[place.page - 1]) - 1)

    def find(self, position: Position) -> Place:
        """The place of a saved position, or the nearest that is left of it.

        The step's key finds it wherever it has moved to inside its page. If the program
        has been changed since, the step that now stands there is taken.
        """
        slugs = [page.slug for page in self.pages]
        if position.part not in slugs:
            return Place(0, 0)
        page = slugs.index(position.part)
        keys = [step.key for step in self.steps[page]]
        key = position.step.removesuffix(_ANSWERED)
        if key in keys:
            return Place(page, keys.index(key))
        return Place(page, min(position.ordinal, len(keys) - 1))

    def key(self, place: Place, *, answered: bool) -> str:
        """What names a step in a saved position.

        `answered`: its question is answered, and its explanation not read to the end.
        """
        return self.step(place).key + (_ANSWERED if answered else "")


def open_book(lesson: Lesson) -> Book:
    """The lesson's pages, each split into steps."""
    return Book(lesson, lesson.pages, tuple(split(page) for page in lesson.pages))


def page_of_part(lesson: Lesson, number: int) -> int:
    """The page of part `number`; 0 is the opening.

    Raises UsageError, naming the parts that there are.
    """
    numbers = [page.number for page in lesson.pages]
    if number in numbers:
        return numbers.index(number)
    raise UsageError(
        f"lesson {lesson.number} has no part {number}; {_choices(numbers)}, "
        f"as in `{lesson.command} --part {numbers[-1]}`"
    )


def _choices(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return "it has only its opening, part 0"
    return f"choose 0 (the opening) to {numbers[-1]}"
