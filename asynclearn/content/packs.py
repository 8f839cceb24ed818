"""Courses that are installed as Python packages: the entry point group `asynclearn.courses`.

    [project.entry-points."asynclearn.courses"]
    async-at-acme = "acme_course"             # the package's own folder is the course
    async-at-acme = "acme_course:FOLDER"      # or: an attribute that names a folder

The name to the left is what the course is called: `asynclearn --course async-at-acme`. A package
is only looked up, not imported; a package with a dot has its parent imported. An attribute is read
from the imported package. It is a text or a path, absolute or from the package's own folder.

Whatever is wrong with a pack, it stops nobody: it is left out, and told in one line.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from operator import attrgetter
from os import fspath
from pathlib import Path

from asynclearn.content.course import Course
from asynclearn.content.grammar import is_slug
from asynclearn.content.library import BUILT_IN, find_course, holds_course
from asynclearn.errors import AsynclearnError, ContentError

GROUP = "asynclearn.courses"


@dataclass(frozen=True, slots=True)
class Packs:
    """What is installed."""

    courses: tuple[Course, ...] = ()
    """In order of their names, which all differ."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """Why others are left out: a sentence for each, by its name."""


def installed_packs() -> Packs:
    """The courses that are installed beside this asynclearn."""
    courses: dict[str, Course] = {}
    notices: dict[str, str] = {}
    for point in sorted(_entry_points(notices), key=lambda point: point.name):
        try:
            _check_name(point.name, courses)
            course = find_course(_folder(point.value), point.name)
            courses[point.name] = replace(course, option=f"--course {point.name} ")
        except (Exception, SystemExit) as error:  # noqa: BLE001  (a pack's own code may raise it)
            notices[point.name] = (
                f"the installed course `{point.name}` is left out: {_reason(error)}; update or "
                f"uninstall {_distribution(point)}"
            )
    return Packs(tuple(courses.values()), notices)


class _BrokenPackError(AsynclearnError):
    """A pack that names no course."""


def _entry_points(notices: dict[str, str]) -> Iterable[EntryPoint]:
    try:
        return entry_points(group=GROUP)
    except Exception as error:  # noqa: BLE001  (any package's metadata may be damaged)
        notices[""] = f"no installed courses are found: {_reason(error)}; reinstall the package"
        return ()


def _check_name(name: str, taken: Container[str]) -> None:
    """A name is typed on a command line, and is a folder's name for the learner's programs."""
    if not is_slug(name):
        raise _BrokenPackError("a name is made of lower-case words with `-` between them")
    if name == BUILT_IN or name in taken:
        raise _BrokenPackError("its name is taken")


def _folder(value: str) -> Path:
    """The folder that an entry point names."""
    package, colon, attribute = (part.strip() for part in value.partition(":"))
    spec = find_spec(package)
    if spec is None:
        raise _BrokenPackError(f"there is no package `{package}`")
    if spec.submodule_search_locations is None:
        raise _BrokenPackError(f"`{package}` is a module and no package")
    folders = [Path(place) for place in spec.submodule_search_locations]
    if colon:
        named = fspath(attrgetter(attribute)(import_module(package)))
        if not isinstance(named, str):
            raise _BrokenPackError(f"`{value}` is no text and no path")
        folders = [folder / named for folder in folders]
    if not folders:
        raise _BrokenPackError(f"`{package}` has no folder")
    # A package may lie in several places; where none holds a course, the first is complained of.
    return next(filter(holds_course, folders), folders[0])


def _reason(error: BaseException) -> str:
    """What went wrong, in one line."""
    if isinstance(error, ContentError):
        more = len(error.problems) - 1
        return f"{error.problems[0]}" + (f" (and {more} more)" if more else "")
    text = " ".join(str(error).split())
    if isinstance(error, AsynclearnError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _distribution(point: EntryPoint) -> str:
    return f"`{point.dist.name}`" if point.dist is not None else "the package"
