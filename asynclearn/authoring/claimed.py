"""The claims of one file, each by its line: for tools that ask for them one by one."""

from collections.abc import Iterator
from pathlib import Path

from asynclearn.authoring.check import check, units
from asynclearn.authoring.page import Page
from asynclearn.authoring.python import Python
from asynclearn.authoring.reading import read
from asynclearn.authoring.report import Report
from asynclearn.authoring.rule import SeenRule, TriedRule
from asynclearn.authoring.rules import claims, workshops
from asynclearn.authoring.selection import select
from asynclearn.errors import ContentError, UsageError

RULES = [
    rule for rule in (*claims.RULES, *workshops.RULES) if isinstance(rule, SeenRule | TriedRule)
]


def claimed_lines(path: Path) -> list[int]:
    """The lines at which these rules would tell a problem; none of a file that is no page.

    Raises ContentError if the page can't be read, or its lesson lacks a page.
    """
    lines: set[int] = set()
    for unit in _units(path):
        reading = read(unit)
        problems = [problem for problem in reading.problems if _is_told_at(path, problem.path)]
        if problems:
            raise ContentError(problems)
        for page in reading.pages:
            if page.path.samefile(path):
                lines.update(_claimed(page))
    return sorted(lines)


async def check_claims(path: Path, python: Python) -> Report:
    """What is wrong with the claims of a file."""
    [selection] = select([path])
    return await check(selection, [python], rules=RULES)


def _units(path: Path) -> tuple[Path, ...]:
    try:
        [selection] = select([path])
    except UsageError:
        # Such as the README.md beside challenges that belong to no course.
        return ()
    return units(selection, RULES)


def _is_told_at(page: Path, place: Path) -> bool:
    """Whether a problem there is the page's to tell: its own, or that a file is missing."""
    return not place.exists() or place.samefile(page)


def _claimed(page: Page) -> Iterator[int]:
    for snippet in page.run:
        # Where nothing is claimed, an ending that should be is told at the program itself.
        yield from (each.location.line for each in snippet.expected)
        yield from (each.location.line for each in snippet.wrong)
        if not snippet.expected:
            yield snippet.location.line
    challenge, workshop = page.challenge, page.workshop
    if challenge is not None and challenge.estimate is not None and challenge.estimate.choices:
        yield challenge.line_of("choices")
    if challenge is not None and workshop is not None:
        yield challenge.snippet.location.line
        yield from (solution.location.line for solution in workshop.solutions)
        yield from (wrong.snippet.location.line - 1 for wrong in workshop.wrong)
        yield from (check.location.line for check in workshop.checks)
