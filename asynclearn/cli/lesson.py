"""`asynclearn lesson`: finds the lesson and hands it to the flow."""

from asynclearn.cli.leaving import run_until_left
from asynclearn.cli.settings import Settings
from asynclearn.cli.trust import ask_for_trust, say_if_not_confined, subject_of_course
from asynclearn.content.library import lesson_folders, lesson_number, read_lesson
from asynclearn.errors import UsageError
from asynclearn.progress.store import Progress
from asynclearn.teaching.lesson import teach


def take_lesson(
    settings: Settings, number: int | None, *, part: int | None, restart: bool, trust: bool
) -> int:
    """Takes the learner through a lesson; without a number, the one they are in.

    Gives the exit code.
    """
    course = settings.find_course()
    if course.builtin:
        say_if_not_confined()
    else:
        name = f"the course in `{course.root}`"
        ask_for_trust(subject_of_course(course.root), name, given=trust)
    numbers = {folder.name: lesson_number(folder) for folder in lesson_folders(course)}
    with settings.desk() as desk:
        wanted = _current(numbers, desk.progress) if number is None else number
        lesson = read_lesson(course, wanted)
        return run_until_left(teach(lesson, desk, part=part, restart=restart))


def _current(numbers: dict[str, int], progress: Progress) -> int:
    """The lesson that was touched last and is not done; else the first."""
    for position in progress.positions():
        if position.lesson in numbers and not position.done:
            return numbers[position.lesson]
    if not numbers:
        raise UsageError("this course has no lessons; `asynclearn list` shows what it has")
    return min(numbers.values())
