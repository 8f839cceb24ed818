"""The programs of a page, and what is claimed of their output."""

from collections.abc import Iterator

from asynclearn.authoring.page import Page
from asynclearn.authoring.source.code import Code
from asynclearn.content.blocks import ExpectedOutput, Snippet, Stream
from asynclearn.judging.claim import MatchRule


def claims_of(snippet: Snippet) -> tuple[ExpectedOutput, ...]:
    """What a program is claimed to print, for each version."""
    return tuple(each for each in snippet.expected if each.stream is Stream.STDOUT)


def in_order(snippet: Snippet) -> bool:
    """Whether a program's lines are claimed in an order."""
    return any(each.rule is not MatchRule.UNORDERED for each in claims_of(snippet))


def read_claimed(page: Page) -> Iterator[tuple[Snippet, Code]]:
    """The programs of a page whose output is claimed."""
    for snippet in page.run:
        code = page.code(snippet) if claims_of(snippet) else None
        if code is not None:
            yield snippet, code
