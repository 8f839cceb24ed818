"""Which files are meant: what was named on the command line -> courses, and files in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from asynclearn.content.course import Course
from asynclearn.content.lesson_reader import README, folder_number, part_number
from asynclearn.content.library import all_lesson_folders, challenge_files, holds_course
from asynclearn.errors import UsageError
from asynclearn.here import from_here

_FOLDERS = ("lessons", "challenges")


@dataclass(frozen=True, slots=True)
class Selection:
    """A course, and which of its files to check."""

    root: Path
    """The course's folder; of files that belong to no course, the one that they lie in."""
    challenges: tuple[Path, ...]
    """All challenges of the course."""
    lessons: tuple[Path, ...]
    """The folders of all its lessons."""
    meant: frozenset[Path] | None = None
    """The files, or folders with all in them, that are meant; None for all."""

    def means(self, path: Path) -> bool:
        """Whether a file is meant."""
        return self.meant is None or bool(self.meant.intersection((path, *path.parents)))

    def touches(self, folder: Path) -> bool:
        """Whether anything in a folder is meant."""
        return self.means(folder) or any(folder in path.parents for path in self.meant or ())


def select(paths: Iterable[Path], course: Course | None = None) -> tuple[Selection, ...]:
    """The selection of each course that is named; without paths, all of the given course.

    A path is a course, or a folder or file in one; a file or folder that belongs to no course is
    taken for challenges, or for a page of a lesson if it is called like one. Raises UsageError for
    what is not there.
    """
    selections: dict[Path, list[Path] | None] = {}
    named = [from_here(path) for path in paths]
    for path in named:
        root = _root_of(path)
        if root == path:
            selections[root] = None
        elif selections.setdefault(root, []) is not None:
            selections[root] = [*(selections[root] or []), path]
    if not named and course is not None:
        selections[from_here(course.root)] = None
    return tuple(_selection(root, meant) for root, meant in selections.items())


def _selection(root: Path, meant: list[Path] | None) -> Selection:
    wanted = None if meant is None else frozenset(meant)
    if holds_course(root):
        course = Course(root, builtin=False)
        return Selection(root, challenge_files(course), all_lesson_folders(course), wanted)
    files = sorted(path for path in (meant or [root]) if path.is_file())
    files += sorted(
        found for path in (meant or [root]) if path.is_dir() for found in path.rglob("*.md")
    )
    lessons = {path.parent for path in files if _is_lesson(path.parent)}
    challenges = [path for path in files if path.parent not in lessons and path.name != README]
    if not lessons and not challenges:
        raise UsageError(f"`{root}` holds no Markdown file to check; name a file or a course")
    return Selection(root, tuple(challenges), tuple(sorted(lessons)), wanted)


def _root_of(path: Path) -> Path:
    """The course that a path belongs to; if to none, its own folder."""
    try:
        if not path.exists():
            raise UsageError(f"`{path}` does not exist; name a file, a folder or a course")
    except OSError as error:
        raise UsageError(
            f"`{path}` can't be read: {error.strerror or error}; check its rights"
        ) from error
    if path.is_dir() and holds_course(path):
        return path
    if path.is_file() and path.suffix != ".md":
        raise UsageError(f"`{path}` is no Markdown file; name one that ends in `.md`")
    below = path.absolute()
    for parent in below.parents:
        inside = below.relative_to(parent).parts[0]
        if inside in _FOLDERS and holds_course(parent):
            return from_here(parent)
    return path if path.is_dir() else path.parent


def _is_lesson(folder: Path) -> bool:
    if folder_number(folder.absolute().name) is None:
        return False
    return any(path.name == README or part_number(path.name) for path in folder.glob("*.md"))
