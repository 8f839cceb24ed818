"""How far a learner has come: of a part, of a lesson, of the course."""

from dataclasses import dataclass

from asynclearn.content.blocks import Role, Snippet
from asynclearn.content.course import Lesson, Part
from asynclearn.judging.phrases import counted
from asynclearn.progress.attempt import Position
from asynclearn.progress.store import Progress


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of some questions were answered, and how many rightly, the last time."""

    questions: int
    answered: int
    right: int

    def __str__(self) -> str:
        if self.questions == 0:
            return "Only to read."
        predictions = counted(self.questions, "prediction")
        if self.answered == 0:
            return f"{predictions}, not answered yet."
        if self.answered < self.questions:
            return f"{self.answered} of {predictions} answered, {self.right} right."
        return f"{self.right} of {predictions} right."


@dataclass(frozen=True, slots=True)
class LessonStanding:
    """A lesson with what the learner has done in it."""

    lesson: Lesson
    pages: tuple[Standing, ...]
    """That of each page, in the order of `lesson.pages`."""
    position: Position | None

    @property
    def over(self) -> bool:
        """Whether the lesson was read to its end, and is not being read again."""
        return self.position is not None and is_over(self.lesson, self.position)

    @property
    def part(self) -> Part | None:
        """The page that the learner is on; None before the first and after the last."""
        if self.position is None or self.over:
            return None
        for page in self.lesson.pages:
            if page.slug == self.position.part:
                return page
        return None


def is_over(lesson: Lesson, position: Position) -> bool:
    """Whether a learner has been through a lesson and is back at its front page."""
    return position.done and position.part == lesson.opening.slug and position.ordinal == 0


def question_id(lesson: Lesson, part: Part) -> str:
    """What attempts at the questions of a page are kept under, together with the digest."""
    return f"{lesson.key}/{part.slug}"


def standing_of_part(lesson: Lesson, part: Part, progress: Progress) -> Standing:
    """How many of a page's predictions were answered, the latest answer counting."""
    questions = [
        block for block in part.blocks if isinstance(block, Snippet) and block.role is Role.PREDICT
    ]
    attempts = [progress.latest(question_id(lesson, part), each.digest) for each in questions]
    answered = [attempt for attempt in attempts if attempt is not None]
    right = sum(attempt.right or attempt.accepted for attempt in answered)
    return Standing(len(questions), len(answered), right)


def standing_of_lesson(lesson: Lesson, progress: Progress) -> LessonStanding:
    """How many predictions of each page were answered, and the place reached."""
    pages = tuple(standing_of_part(lesson, part, progress) for part in lesson.pages)
    return LessonStanding(lesson, pages, progress.position(lesson.key))
