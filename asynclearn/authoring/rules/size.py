"""A program that a learner can hold in view, also on a narrow screen."""

from collections.abc import Iterator

from asynclearn.authoring.page import Page
from asynclearn.authoring.rule import Mark, PageRule

LONGEST, WIDEST = 25, 60
"""Lines and columns of a program."""


def _too_long(page: Page) -> Iterator[Mark]:
    for snippet in page.snippets:
        lines = len(snippet.lines)
        if lines > LONGEST:
            line = snippet.location.line + LONGEST
            yield Mark(line, f"the program has {lines} lines; shorten it to {LONGEST}")


def _too_wide(page: Page) -> Iterator[Mark]:
    for snippet in page.snippets:
        for place, line in enumerate(snippet.lines):
            if len(line) > WIDEST:
                message = f"the line has {len(line)} columns; keep it to {WIDEST}"
                yield Mark(snippet.location.line + place, message)


RULES = (
    PageRule("long-program", find=_too_long),
    PageRule("wide-program", find=_too_wide),
)
