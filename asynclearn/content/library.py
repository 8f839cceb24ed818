"""Finds courses, and the lessons and challenges in them.

The readers are imported where they are called: they bring Markdown, YAML and pydantic along,
and the command line starts faster without.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from asynclearn.content.challenge import Challenge
from asynclearn.content.course import Course, Lesson
from asynclearn.content.grammar import COURSE_FILE
from asynclearn.content.problems import guess
from asynclearn.errors import ContentError, Problem, UsageError

_PACKAGE = Path(__file__).parent.parent
_LESSONS = "lessons"
_CHALLENGES = "challenges"
BUILT_IN = "built-in"
"""The name of the course that asynclearn brings along."""


def find_course(path: Path | None, name: str | None = None) -> Course:
    """The course in a folder; for None the built-in one.

    Its name is the one given here, else that in `course.toml`, else that of the folder. Raises
    UsageError if there is none in the folder or it is of a format that is not read, and
    ContentError if its `course.toml` is broken.
    """
    if path is None:
        return Course(_builtin_root(), builtin=True, name=BUILT_IN)
    fix = f"name a folder that holds `{_LESSONS}/` or `{_CHALLENGES}/`"
    try:
        if not path.exists():
            raise UsageError(f"`{path}` does not exist; {fix}")
        if not path.is_dir():
            raise UsageError(f"`{path}` is no folder; {fix}")
        if not holds_course(path):
            raise UsageError(f"`{path}` holds no course; {fix}")
        # The name is kept with a learner's data, so it has to be text that has an encoding.
        own_name = path.resolve().name.encode(errors="backslashreplace").decode()
        if not (path / COURSE_FILE).exists():
            return Course(path, builtin=False, name=name or own_name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"`{path}` can't be read: {reason}; {fix}") from error

    from asynclearn.content.course_file import read_course_file  # noqa: PLC0415  (see above)

    said = read_course_file(path)
    return Course(
        path,
        builtin=False,
        name=name or said.name or own_name,
        title=said.title or "",
        url=said.url or "",
        authors=said.authors,
    )


def holds_course(folder: Path) -> bool:
    """Whether a folder has the folders of a course. Raises OSError."""
    return (folder / _LESSONS).is_dir() or (folder / _CHALLENGES).is_dir()


def _builtin_root() -> Path:
    # An installed package holds the course; in a checkout it lies beside the package.
    installed = _PACKAGE / "course"
    return installed if installed.is_dir() else _PACKAGE.parent


def parse_lesson(folder: Path) -> Lesson:
    """The lesson in a folder, or a ContentError with the problems of all its files."""
    from asynclearn.content import lesson_reader  # noqa: PLC0415  (see above)

    return lesson_reader.parse_lesson(folder)


def parse_challenge(path: Path) -> Challenge:
    """The challenge in a file, or a ContentError with all its problems."""
    from asynclearn.content import challenge_reader  # noqa: PLC0415  (see above)

    return challenge_reader.parse_challenge(path)


def lesson_folders(course: Course) -> tuple[Path, ...]:
    """The folders of the lessons in the order of their numbers."""
    numbered = [(lesson_number(folder), folder) for folder in _folders(course)]
    return tuple(folder for number, folder in sorted(numbered) if number)


def read_lesson(course: Course, number: int) -> Lesson:
    """One lesson. Only its files are read, so that no other lesson can stop it."""
    folders = lesson_folders(course)
    found = [folder for folder in folders if lesson_number(folder) == number]
    if not folders:
        raise UsageError(f"{course} has no lessons; add one as `{_LESSONS}/01-slug/`")
    if not found:
        nearest = min(map(lesson_number, folders), key=lambda existing: abs(existing - number))
        raise UsageError(
            f"there is no lesson {number} in {course}; the nearest is {nearest}, "
            f"and `{course.command('list')}` shows all"
        )
    _raise_if_any(repeated_lessons(found))
    return _of(course, parse_lesson(found[0]))


def read_lessons(course: Course) -> tuple[Lesson, ...]:
    """All lessons in order, or one ContentError with the problems of all of them."""
    lessons, problems = _read_all(parse_lesson, all_lesson_folders(course))
    _raise_if_any([*problems, *repeated_lessons(lesson_folders(course))])
    return tuple(_of(course, lesson) for lesson in lessons)


def all_lesson_folders(course: Course) -> tuple[Path, ...]:
    """The folders of the lessons, then those whose name is none of a lesson's."""
    folders = lesson_folders(course)
    return (*folders, *sorted(folder for folder in _folders(course) if folder not in folders))


def challenge_files(course: Course) -> tuple[Path, ...]:
    """The files of the challenges, at any depth, in order of their paths."""
    root = course.root / _CHALLENGES
    return tuple(
        sorted(
            path
            for path in root.rglob("*.md")
            if path.name != "README.md" and not any(map(_is_hidden, path.relative_to(root).parts))
        )
    )


def read_challenge(course: Course, challenge_id: str) -> Challenge:
    """One challenge. Only its file is read."""
    files = challenge_files(course)
    found = [path for path in files if path.stem == challenge_id]
    if not found:
        meant = guess(challenge_id, (path.stem for path in files))
        listing = f"`{course.command('list challenges')}` shows all"
        fix = f"did you mean `{meant}`?" if meant else listing
        raise UsageError(f"there is no challenge `{challenge_id}` in {course}; {fix}")
    _raise_if_any(repeated_challenges(found))
    return parse_challenge(found[0])


def read_challenges(course: Course) -> tuple[Challenge, ...]:
    """All challenges in order, or one ContentError with the problems of all of them."""
    files = challenge_files(course)
    challenges, problems = _read_all(parse_challenge, files)
    _raise_if_any([*problems, *repeated_challenges(files)])
    return challenges


def _of(course: Course, lesson: Lesson) -> Lesson:
    return replace(lesson, course=course.tag, option=course.option)


Read = TypeVar("Read")


def _read_all(
    parse: Callable[[Path], Read], paths: Iterable[Path]
) -> tuple[tuple[Read, ...], list[Problem]]:
    read: list[Read] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            read.append(parse(path))
        except ContentError as error:
            problems.extend(error.problems)
    return tuple(read), problems


def _raise_if_any(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise ContentError(found)


def _folders(course: Course) -> list[Path]:
    root = course.root / _LESSONS
    try:
        return [path for path in root.iterdir() if path.is_dir() and not _is_hidden(path.name)]
    except FileNotFoundError:
        return []
    except OSError as error:
        message = f"the lessons can't be read: {error.strerror or error}; check the folder's rights"
        raise ContentError([Problem(root, 1, message, "unreadable")]) from error


def lesson_number(folder: Path) -> int:
    """The number that a folder's name starts with, 0 for none."""
    digits = folder.name.partition("-")[0]
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) if is_number else 0


_MOST_DIGITS = 9
"""No lesson has so high a number, and a learner's data may hold anything."""


def lesson_number_of(key: str, tag: str) -> int:
    """The number in a lesson's key, 0 if it is not one of the course with this tag."""
    slug, _, of_course = key.partition("@")
    return lesson_number(Path(slug)) if of_course == tag else 0


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "__"))


def repeated_lessons(folders: Iterable[Path]) -> Iterable[Problem]:
    """A problem for each folder whose number is taken."""
    first: dict[int, Path] = {}
    for folder in folders:
        number = lesson_number(folder)
        if first.setdefault(number, folder) != folder:
            message = f"lesson {number} is also `{first[number]}`; give one of them another number"
            yield Problem(folder, 1, message, "repeated-lesson")


def repeated_challenges(files: Iterable[Path]) -> Iterable[Problem]:
    """A problem for each file whose id is taken."""
    first: dict[str, Path] = {}
    for path in files:
        if first.setdefault(path.stem, path) != path:
            message = (
                f"the id `{path.stem}` is also that of `{first[path.stem]}`; rename one of them"
            )
            yield Problem(path, 1, message, "repeated-challenge")
