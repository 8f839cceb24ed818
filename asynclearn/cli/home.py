"""`asynclearn` alone: where the learner is and what is next."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from asynclearn.cli.settings import Settings
from asynclearn.content.course import Course, Lesson
from asynclearn.content.courses import course_of, packs_behind
from asynclearn.content.library import lesson_number_of, read_lessons
from asynclearn.progress.attempt import Position
from asynclearn.progress.location import cache_folder
from asynclearn.progress.store import Progress
from asynclearn.teaching.standing import LessonStanding, is_over, standing_of_lesson
from asynclearn.terminal.listing import LessonRow, PartRow, show_standing


def show_home(settings: Settings) -> None:
    """Prints each lesson with what is done of it, and the command to go on with."""
    course = settings.find_course()
    lessons = read_lessons(course)
    packs = packs_behind(course, settings.course).courses
    with settings.progress() as progress:
        rows = [row_of(standing_of_lesson(lesson, progress)) for lesson in lessons]
        next_steps = [
            _next(course, lessons, packs, progress.positions()),
            *_unfinished(course, progress),
        ]
    show_standing(rows, "\n\n".join(next_steps), settings.console(), plain=settings.plain)


def _unfinished(course: Course, progress: Progress) -> Iterator[str]:
    """An open quiz and an open exam of this course, each with the command to go on with."""
    if all(sitting.ended for sitting in progress.sittings()):
        return
    # Only now, as there is mostly none, and the rest takes a while to import and to read.
    from asynclearn.content.catalogue import read_catalogue  # noqa: PLC0415
    from asynclearn.teaching.quiz.taking import open_questions  # noqa: PLC0415

    catalogue = read_catalogue(course, cache_folder(os.environ))
    digests = {entry.digest for entry in catalogue.entries}
    command = catalogue.command("quiz")
    quiz = progress.open_sitting(digests)
    if quiz is not None:
        total = len(quiz.questions)
        answered = total - len(open_questions(quiz, progress))
        yield f"`{command}` goes on with a quiz, {answered} of {total} answered."
    exam = progress.open_sitting(digests, exam=True)
    if exam is not None and Path(exam.exam).is_file():
        yield f"`{command} --exam` goes on with an exam, or hands it in."


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


def _next(
    course: Course,
    lessons: tuple[Lesson, ...],
    packs: Sequence[Course],
    positions: tuple[Position, ...],
) -> str:
    by_key = {lesson.key: lesson for lesson in lessons}
    for position in positions:
        lesson = by_key.get(position.lesson)
        if lesson is not None and not is_over(lesson, position):
            return f"`{lesson.command}` goes on where you stopped."
        pack = course_of(position.lesson, packs)
        if pack is not None and not position.done:
            number = lesson_number_of(position.lesson, pack.tag)
            command = pack.command(f"lesson {number}")
            return f"`{command}` goes on where you stopped."
    begun = {position.lesson for position in positions}
    for lesson in lessons:
        if lesson.key not in begun:
            return f"`{lesson.command}` starts with a prediction."
    if lessons:
        return f"`{lessons[0].command}` takes a lesson again."
    return f"This course has no lessons. `{course.command('list')}` shows what it has."
