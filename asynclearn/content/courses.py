"""Which courses a command works with.

1. `--course`, else `ASYNCLEARN_COURSE`, names a course: a folder that holds one, else the name of
   an installed pack, else `built-in`. Then there is this one course and no other.
2. Without a name it is the course that the current folder lies in: the folder itself or, inside a
   repository, the nearest one above it up to the repository's root. It takes more than a folder
   `lessons/` to be one unasked: see `is_course_by_itself`.
3. Else it is the built-in course; so it is in a checkout of asynclearn, too.

This course is the active one: `lesson`, `quiz`, `progress`, `check` and `grade` are about it. If it
was not named, the installed packs stand behind it: `list` shows all, and a lesson's number or a
challenge's id that the active course does not have is looked for in them, and so is the lesson that
was touched last. What several packs have is told, not guessed.
"""

import os
import shlex
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from asynclearn.content.course import Course
from asynclearn.content.grammar import COURSE_FILE
from asynclearn.content.library import (
    BUILT_IN,
    challenge_files,
    find_course,
    holds_course,
    lesson_folders,
    lesson_number,
    lesson_number_of,
)
from asynclearn.errors import UsageError

if TYPE_CHECKING:
    from asynclearn.content.packs import Packs

_REPOSITORIES = (".git", ".hg", ".jj", ".svn")


def active_course(named: Path | None, here: Path | None) -> Course:
    """The course that a command is about; `here` is the current folder, None if it is gone.

    Raises UsageError if none has that name or it is of a format that is not read, and ContentError
    if what it says of itself is broken.
    """
    if named is None:
        return find_course(None if here is None else course_around(here))
    option = f"--course {shlex.quote(str(named))} "
    if _is_path(named):
        return replace(find_course(named), option=option)
    if str(named) == BUILT_IN:
        return replace(find_course(None), option=option)
    from asynclearn.content.packs import installed_packs  # noqa: PLC0415  (slow to import)

    packs = installed_packs()
    for course in packs.courses:
        if course.name == str(named):
            return course
    if str(named) in packs.notices:
        raise UsageError(packs.notices[str(named)])
    if named.exists() or not packs.courses:
        return find_course(named)
    names = ", ".join(f"`{course.name}`" for course in packs.courses)
    raise UsageError(
        f"`{named}` is no folder, and no installed course has this name; installed are {names}"
    )


def packs_behind(active: Course, named: Path | None) -> "Packs":
    """The installed packs that stand behind the active course: none if that was named."""
    from asynclearn.content.packs import Packs, installed_packs  # noqa: PLC0415  (see above)

    if named is not None:
        return Packs()
    packs = installed_packs()
    others = [course for course in packs.courses if not _is_same(course.root, active.root)]
    return Packs(tuple(others), packs.notices)


def has_lesson(course: Course, number: int) -> bool:
    """Whether a course has a lesson of this number; its files are not read."""
    return number in map(lesson_number, lesson_folders(course))


def has_challenge(course: Course, challenge_id: str) -> bool:
    """Whether a course has a challenge of this id; its file is not read."""
    return any(path.stem == challenge_id for path in challenge_files(course))


def course_of(key: str, courses: Sequence[Course]) -> Course | None:
    """The course with the lesson that a learner's data knows by this key; None if it is gone."""
    for course in courses:
        number = lesson_number_of(key, course.tag)
        if number and has_lesson(course, number):
            return course
    return None


def the_one(behind: Sequence[Course], has: Callable[[Course], bool], command: str) -> Course | None:
    """The pack that has it; None if none has. Raises UsageError if several have.

    `command` is the rest of the command line that asks for it, such as `lesson 2`.
    """
    found = [course for course in behind if has(course)]
    if len(found) > 1:
        places = " and ".join(str(course) for course in found)
        ways = " or ".join(f"`asynclearn {course.option}{command}`" for course in found)
        raise UsageError(f"`{command}` is in {places}; say which: {ways}")
    return found[0] if found else None


def course_around(here: Path) -> Path | None:
    """The nearest folder that is a course by itself, from `here` up to the repository's root.

    None if there is none, and in a checkout of asynclearn.
    """
    folders = [here, *here.parents]
    root = next((place for place, each in enumerate(folders) if _is_repository(each)), 0)
    for folder in folders[: root + 1]:
        if _is_checkout_of_asynclearn(folder):
            return None
        if is_course_by_itself(folder):
            return folder
    return None


def is_course_by_itself(folder: Path) -> bool:
    """Whether a folder is a course without anybody saying so.

    It then holds `course.toml`, or a lesson such as `lessons/01-slug/README.md`, or a challenge: a
    file of `challenges/` or of a folder in it, that begins with front matter.
    """
    try:
        if not holds_course(folder):
            return False
        return (
            (folder / COURSE_FILE).is_file()
            or any((each / "README.md").is_file() for each in _lessons(folder))
            or any(map(_has_front_matter, _challenges(folder)))
        )
    except OSError:
        return False


def _is_repository(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in _REPOSITORIES)


def _is_checkout_of_asynclearn(folder: Path) -> bool:
    return (
        _is_same(folder, find_course(None).root)
        or (folder / "asynclearn" / "content" / "courses.py").is_file()
    )


def _is_path(named: Path) -> bool:
    """Whether a folder is meant and no name: it says so itself, or holds a course."""
    try:
        return len(named.parts) != 1 or named.is_absolute() or holds_course(named)
    except (OSError, ValueError):
        return True


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _lessons(folder: Path) -> tuple[Path, ...]:
    return lesson_folders(Course(folder, builtin=False)) if (folder / "lessons").is_dir() else ()


def _challenges(folder: Path) -> list[Path]:
    files = folder / "challenges"
    return [
        path
        for pattern in ("*.md", "*/*.md")
        for path in files.glob(pattern)
        if path.name != "README.md" and path.is_file()
    ]


def _has_front_matter(path: Path) -> bool:
    with path.open("rb") as file:
        begin = file.read(len(BOM_UTF8) + len("---"))
    return begin.removeprefix(BOM_UTF8).startswith(b"---")
