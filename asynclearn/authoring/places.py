"""Where new files of a course go: their names, their numbers, and writing them."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from asynclearn.content.courses import course_around
from asynclearn.content.grammar import is_slug
from asynclearn.content.lesson_reader import README, folder_number, part_number
from asynclearn.content.library import challenge_files, find_course, lesson_folders
from asynclearn.errors import UsageError
from asynclearn.judging.phrases import listed

_LESSONS, _CHALLENGES = "lessons", "challenges"
_PACKAGE = Path(__file__).parent.parent
_HIGHEST = 99
"""Numbers of lessons have two digits."""
_NUMBERED = re.compile(r"(part-)?[0-9]+-(?P<rest>.+)")


def slug_of(text: str) -> str:
    """The name that a text probably means, such as `merge-streams`; "" if there is none in it."""
    plain = unicodedata.normalize("NFKD", text.removesuffix(".md"))
    ascii_only = plain.encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", ascii_only).strip("-")


def title_of(slug: str) -> str:
    """The title that a name suggests."""
    return slug.replace("-", " ").capitalize()


def root_of(named: Path | None, here: Path | None) -> Path:
    """The folder to write into: the course that is named, else the one here, else this folder.

    Raises UsageError for what is no folder, and for what an upgrade of asynclearn replaces.
    """
    if named is None:
        if here is None:
            message = "the current folder is gone; `cd` to another, or name one with `--course`"
            raise UsageError(message)
        root = _course_around(here)
    else:
        root = named
    try:
        if not root.is_dir():
            raise UsageError(f"`{root}` is no folder; make it, or name another with `--course`")
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"`{root}` can't be read: {reason}; check its name and rights") from error
    if root.resolve().is_relative_to(_PACKAGE.resolve()):
        raise UsageError(
            f"`{root}` is the course inside the installed asynclearn, which an upgrade replaces; "
            "work in a folder of your own, and name it with `--course`"
        )
    return root


def is_course(root: Path) -> bool:
    """Whether a folder is a course already."""
    return any((root / name).is_dir() for name in (_LESSONS, _CHALLENGES))


def challenge_path(root: Path, slug: str) -> Path:
    """The file of a new challenge. Raises UsageError if the name is bad or taken."""
    _refuse_bad(slug, "a challenge", slug_of(slug))
    for path in challenge_files(find_course(root)) if is_course(root) else ():
        if path.stem == slug:
            raise UsageError(f"`{path}` is there already; choose another name")
    return root / _CHALLENGES / f"{slug}.md"


def lesson_path(root: Path, slug: str) -> tuple[int, Path]:
    """The number of a new lesson, and its front page."""
    _refuse_bad(slug, "a lesson", slug_of(_without_number(slug)), numbered=True)
    folders = _folders(root)
    for folder in folders.values():
        if folder.name.partition("-")[2] == slug:
            raise UsageError(f"`{folder}` is there already; choose another name")
    number = _next(folders, "lessons")
    return number, root / _LESSONS / f"{number:02}-{slug}" / README


def part_path(root: Path, lesson: int, slug: str) -> tuple[int, Path]:
    """The number of a new part, and its file."""
    _refuse_bad(slug, "a part", slug_of(_without_number(slug)), numbered=True)
    folders = _folders(root)
    if lesson not in folders:
        there = listed([str(number) for number in sorted(folders)]) if folders else ""
        has = f"the course has {there}; " if there else ""
        fix = f"{has}`asynclearn new lesson SLUG` begins the next"
        raise UsageError(f"there is no lesson {lesson}; {fix}")
    folder = folders[lesson]
    parts = {number: path for path in folder.glob("*.md") if (number := part_number(path.name))}
    for path in parts.values():
        if path.stem.split("-", 2)[2] == slug:
            raise UsageError(f"`{path}` is there already; choose another name")
    number = _next(parts, "parts")
    return number, folder / f"part-{number}-{slug}.md"


def last_lesson(root: Path) -> int | None:
    """The highest number of a lesson."""
    return max(_folders(root), default=None)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all. Raises UsageError."""
    begun = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            begun = True
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"`{path}` is there already; choose another name") from error
    except BaseException as error:
        if begun:
            path.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        reason = error.strerror or str(error)
        raise UsageError(f"`{path}` can't be written: {reason}; check its folder") from error


def _course_around(here: Path) -> Path:
    """The course in which we stand, be it one that has no page yet; else this folder."""
    folders = (here, *here.parents)
    begun = (each.parent for each in folders if each.name in (_LESSONS, _CHALLENGES))
    course = course_around(here) or next(begun, here)
    return Path() if course == here else course


def _folders(root: Path) -> dict[int, Path]:
    if not (root / _LESSONS).is_dir():
        return {}
    folders = lesson_folders(find_course(root))
    return {number: folder for folder in folders if (number := folder_number(folder.name))}


def _refuse_bad(slug: str, what: str, meant: str, *, numbered: bool = False) -> None:
    if not is_slug(slug):
        fix = f"did you mean `{meant}`?" if meant else "use lower-case words, as `merge-streams`"
    elif numbered and _NUMBERED.fullmatch(slug):
        fix = f"the number is added: write `{meant}`"
    else:
        return
    raise UsageError(f"`{slug}` is no name of {what}; {fix}")


def _without_number(slug: str) -> str:
    numbered = _NUMBERED.fullmatch(slug)
    return numbered["rest"] if numbered else slug


def _next(taken: Collection[int], what: str) -> int:
    number = max(taken, default=0) + 1
    if number > _HIGHEST:
        raise UsageError(f"there are {_HIGHEST} {what} already; begin another course")
    return number
