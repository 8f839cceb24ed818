"""The tables of `asynclearn` and `asynclearn list`, and the same as lines in plain mode."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from asynclearn.content.challenge import Challenge
from asynclearn.content.course import Course, Lesson
from asynclearn.judging.phrases import counted, listed
from asynclearn.terminal.prose import PageMarkdown
from asynclearn.terminal.theme import NARROW, READING_WIDTH


@dataclass(frozen=True, slots=True)
class PartRow:
    """A page of a lesson with what is done of it."""

    number: int
    title: str
    standing: str
    here: bool


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson with what is done of it."""

    number: int
    title: str
    done: bool
    parts: tuple[PartRow, ...]


def show_standing(
    lessons: Sequence[LessonRow], next_step: str, console: Console, *, plain: bool
) -> None:
    """Where the learner is, and the way on."""
    width = min(console.width, READING_WIDTH)
    for lesson in lessons:
        done = ", done" if lesson.done else ""
        console.print(Text(f"Lesson {lesson.number}: {lesson.title}{done}", style="title"))
        if plain or width < NARROW:
            for part in lesson.parts:
                console.print(_part_line(part), width=width)
        else:
            console.print(_part_table(lesson.parts), width=width)
        console.print()
    if next_step:
        console.print(PageMarkdown(next_step, plain=plain), width=width)


def _part_line(part: PartRow) -> Padding:
    name = f"Part {part.number}, {part.title}" if part.number else part.title
    here = " You are here." if part.here else ""
    return Padding(Text(f"{name}. {part.standing}{here}"), (0, 0, 0, 2))


def _part_table(parts: Sequence[PartRow]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=1)
    table.add_column(justify="right", style="quiet", width=1)
    table.add_column(ratio=3)
    table.add_column(ratio=4, style="quiet")
    for part in parts:
        here = Text("›" if part.here else "", style="bold")
        title = Text(part.title, style="bold" if part.here else "")
        table.add_row(here, str(part.number or ""), title, part.standing)
    return table


def name_course(course: Course, console: Console) -> None:
    """Where the lessons and challenges below come from."""
    width = min(console.width, READING_WIDTH)
    title = f": {course.title}" if course.title else ""
    console.print(Text(f"Course {course.name}{title}", style="title"), width=width)
    by = f"By {listed(course.authors)}. " if course.authors else ""
    place = "It comes with asynclearn." if course.builtin else f"It lies in {course.root}"
    console.print(Text(f"{by}{place}", style="quiet"), width=width)
    if course.url:
        console.print(Text(course.url, style="quiet"), width=width)
    console.print()


def say(sentence: str, console: Console) -> None:
    """A sentence below a list."""
    console.print(Text(sentence), width=min(console.width, READING_WIDTH))


def list_lessons(lessons: Sequence[Lesson], console: Console, *, plain: bool) -> None:
    """The lessons with their parts."""
    width = min(console.width, READING_WIDTH)
    for lesson in lessons:
        console.print(Text(f"Lesson {lesson.number}: {lesson.title}", style="title"), width=width)
        console.print(Padding(PageMarkdown(lesson.summary, plain=plain), (0, 0, 0, 2)), width=width)
        for part in lesson.parts:
            line = Text(f"{part.number}. {part.title}")
            console.print(Padding(line, (0, 0, 0, 2)), width=width)
        console.print()
    if not lessons:
        console.print(Text("This course has no lessons."))
        console.print()


def list_challenges(challenges: Sequence[Challenge], console: Console, *, plain: bool) -> None:
    """The challenges with their kind and level."""
    width = min(console.width, READING_WIDTH)
    if not challenges:
        console.print(Text("There are no challenges here."))
        return
    console.print(Text(counted(len(challenges), "challenge"), style="title"))
    if plain or width < NARROW:
        for challenge in challenges:
            console.print(Padding(Text(_challenge_line(challenge)), (0, 0, 0, 2)), width=width)
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    for challenge in challenges:
        table.add_row(
            "",
            challenge.id,
            Text(f"{challenge.kind}, level {challenge.level}", style="quiet"),
            challenge.title,
        )
    console.print(table, width=width)


def _challenge_line(challenge: Challenge) -> str:
    return f"{challenge.id}: {challenge.title}. {challenge.kind}, level {challenge.level}."
