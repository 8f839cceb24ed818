"""What `asynclearn new` leaves for the author to write."""

import re
from collections.abc import Iterator
from pathlib import Path

from asynclearn.authoring.page import Page
from asynclearn.authoring.report import Found, Weight
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.content.challenge import Workshop
from asynclearn.content.files import read_bytes

MARK = "TODO:"
"""What a gap begins with: in a text, a quote, a choice, a value of front matter, a comment."""

GAP = "gap"
"""The name of the rule."""

_LINE = re.compile(
    r"""
    (?: [\s>\#*"'-] | \[[ xX]\] | ^[a-z]+:\s )*   # what may stand before a text in its line
    TODO: \s* (?P<what> .*? ) ["']*\s*
    """,
    re.VERBOSE,
)


def _gaps(page: Page) -> Iterator[Mark]:
    for number, what in gaps_in(_text(page.path)):
        said = f": {what}" if what else ""
        yield Mark(number, f"a gap is left{said}; finish it or remove it")


def gaps_in(text: str) -> Iterator[tuple[int, str]]:
    """The line of each gap, counted from 1, and what it asks for."""
    for number, line in enumerate(text.split("\n") if MARK in text else (), start=1):
        if gap := _LINE.fullmatch(line):
            yield number, gap["what"]


def _text(path: Path) -> str:
    """The file as it stands, comments and all; nothing of one that is gone meanwhile."""
    try:
        return read_bytes(path).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""


def is_unfinished(workshop: Workshop) -> bool:
    """Whether its checks have gaps, so that it proves nothing to try a program with them."""
    return any(gaps_in(workshop.checks_source))


def is_gap(found: Found) -> bool:
    """Whether this tells of a gap."""
    return found.problem.rule == GAP


def without_advice_on_gaps(found: list[Found]) -> list[Found]:
    """What was found in a file, without advice if it has gaps: that comes when it is finished."""
    if not any(map(is_gap, found)):
        return found
    return [each for each in found if each.weight is Weight.ERROR]


RULES = (PageRule(GAP, find=_gaps),)
