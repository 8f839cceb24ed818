"""One page as its author wants to see it: all of it, what its programs did, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from asynclearn.authoring.check import check, units
from asynclearn.authoring.page import Page
from asynclearn.authoring.python import Python
from asynclearn.authoring.reading import read
from asynclearn.authoring.report import Report
from asynclearn.authoring.rule import CourseRule
from asynclearn.authoring.rules import ALL
from asynclearn.authoring.seen import Seen
from asynclearn.authoring.selection import select
from asynclearn.content.blocks import Location
from asynclearn.content.challenge import Challenge
from asynclearn.content.course import Lesson, Part
from asynclearn.errors import UsageError
from asynclearn.sandbox.outcome import Outcome

_RULES = tuple(rule for rule in ALL if not isinstance(rule, CourseRule))
"""All that can be said of a page without reading the rest of its course."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A page, as far as it can be read."""

    path: Path
    report: Report
    python: str
    """The version that its programs ran on."""
    page: Page | None = None
    outcomes: Mapping[Location, Outcome] | None = None
    """What its programs did, by their locations. What can't run here is not in it."""

    @property
    def challenge(self) -> Challenge | None:
        """The challenge, if the page is one."""
        return None if self.page is None else self.page.challenge

    @property
    def part(self) -> Part | None:
        """The part of a lesson, if the page is one."""
        return None if self.page is None else self.page.part

    @property
    def lesson(self) -> Lesson | None:
        """The lesson of a part."""
        return None if self.page is None else self.page.lesson

    def outcome(self, location: Location) -> Outcome | None:
        """What the program there did."""
        return (self.outcomes or {}).get(location)


async def preview(path: Path, python: Python) -> Preview:
    """Look at a file: read it, run its programs, check it. Raises UsageError if it is no page.

    Each program runs once: what is shown is the run that was judged.
    """
    _refuse_folder(path)
    [selection] = select([path])
    found = units(selection, _RULES)
    if not found:
        raise UsageError(f"`{path}` is no page of a course; name a challenge or a page of a lesson")
    outcomes: dict[Location, Outcome] = {}

    def watch(_: Page, seen: Seen) -> None:
        outcomes.update(seen.outcomes)

    report = await check(selection, [python], rules=_RULES, watch=watch)
    pages = [page for page in read(found[0]).pages if selection.means(page.path)]
    return Preview(path, report, python.version, next(iter(pages), None), outcomes)


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"`{path}` is a folder; name one file in it")
