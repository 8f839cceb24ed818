"""`asynclearn` alone: where the learner is and what is next."""

from asynclearn.cli.settings import Settings
from asynclearn.content.course import Lesson
from asynclearn.content.library import read_lessons
from asynclearn.progress.attempt import Position
from asynclearn.teaching.standing import LessonStanding, is_over, standing_of_lesson
from asynclearn.terminal.listing import LessonRow, PartRow, show_standing


def show_home(settings: Settings) -> None:
    """Prints each lesson with what is done of it, and the command to go on with."""
    lessons = read_lessons(settings.find_course())
    with settings.progress() as progress:
        rows = [row_of(standing_of_lesson(lesson, progress)) for lesson in lessons]
        next_step = _next(lessons, progress.positions())
    show_standing(rows, next_step, settings.console(), plain=settings.plain)


def row_of(standing: LessonStanding) -> LessonRow:
    """A lesson with what is done of it, as the tables show it."""
    lesson = standing.lesson
    pages = tuple(
        PartRow(
            number=page.number,
            title=page.title if page.number else "Opening",
            standing=str(done_of_page),
            here=page == standing.part,
        )
        for page, done_of_page in zip(lesson.pages, standing.pages, strict=True)
    )
    done = standing.position is not None and standing.position.done
    return LessonRow(lesson.number, lesson.title, done=done, parts=pages)


def _next(lessons: tuple[Lesson, ...], positions: tuple[Position, ...]) -> str:
    by_slug = {lesson.slug: lesson for lesson in lessons}
    for position in positions:
        lesson = by_slug.get(position.lesson)
        if lesson is not None and not is_over(lesson, position):
            return f"`asynclearn lesson {lesson.number}` goes on where you stopped."
    begun = {position.lesson for position in positions}
    for lesson in lessons:
        if lesson.slug not in begun:
            return f"`asynclearn lesson {lesson.number}` starts with a prediction."
    if lessons:
        return f"`asynclearn lesson {lessons[0].number}` takes a lesson again."
    return "This course has no lessons. `asynclearn list` shows what it has."
