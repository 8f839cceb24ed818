"""Running a program otherwise, to see whether its claim stays true."""

import asyncio

from asynclearn.authoring.page import Page
from asynclearn.authoring.python import Python
from asynclearn.authoring.rule import Mark, VariedRule
from asynclearn.authoring.seen import Seen
from asynclearn.authoring.variation import Variation
from asynclearn.authoring.wording import difference
from asynclearn.content.blocks import ExpectedOutput, Snippet
from asynclearn.content.expected import expected_on
from asynclearn.judging.judge import judge
from asynclearn.running import limits_of, program_of
from asynclearn.sandbox.outcome import Ending, Outcome


async def varied_marks(rule: VariedRule, page: Page, seen: Seen, python: Python) -> list[Mark]:
    """Where a true claim of a page does not stay true; for each claim it is told once."""
    asked = [
        (snippet, expected)
        for snippet in page.run
        if (expected := _true_claim(snippet, seen)) is not None and _concerns(rule, page, snippet)
    ]
    marks = await asyncio.gather(*(_mark(rule, page, seen, python, *each) for each in asked))
    return [mark for mark in marks if mark is not None]


def _concerns(rule: VariedRule, page: Page, snippet: Snippet) -> bool:
    """Also if the program compiles on another Python alone: then its text tells us nothing."""
    code = page.code(snippet)
    return code is None or rule.concerns(code)


def _true_claim(snippet: Snippet, seen: Seen) -> ExpectedOutput | None:
    """The claim on stdout, if there is one and it is true here. A false one is told by others."""
    outcome = seen.outcomes.get(snippet.location)
    expected = expected_on(snippet, seen.python)
    if outcome is None or expected is None:
        return None
    return expected if judge(expected.claim, outcome, expected.rule).right else None


async def _mark(  # noqa: PLR0913, PLR0917 - all that a run is made of
    rule: VariedRule,
    page: Page,
    seen: Seen,
    python: Python,
    snippet: Snippet,
    expected: ExpectedOutput,
) -> Mark | None:
    virtual = seen.outcomes[snippet.location].virtual_seconds
    for variation in rule.variations:
        if not variation.applies(program_of(snippet), virtual):
            continue
        difference = await _difference(variation, page, python, snippet, expected)
        if difference:
            message = (
                f"the program prints something else {variation.words}: {difference}; {rule.fix}"
            )
            return Mark(expected.location.line, message, python.version)
    return None


async def _difference(
    variation: Variation, page: Page, python: Python, snippet: Snippet, expected: ExpectedOutput
) -> str:
    """What is not as claimed in such a run; "" if all is."""
    outcome = await python.vary(program_of(snippet), limits_of(page.challenge), variation)
    if variation.clock is not None and outcome.ending is Ending.TIMED_OUT:
        # Whatever would have come: it is not known.
        return ""
    verdict = judge(expected.claim, outcome, expected.rule)
    return "" if verdict.right else difference(verdict) + _nearly_at_once(outcome)


def _nearly_at_once(outcome: Outcome) -> str:
    """Which timers of the program come almost at once, if that is known."""
    for tie in outcome.near_ties:
        if len(tie.lines) > 1:
            return f" (lines {' and '.join(map(str, tie.lines))} wake at almost the same time)"
    return ""
