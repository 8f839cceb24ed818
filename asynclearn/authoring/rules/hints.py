"""Hints that lead from a nudge to nearly the answer."""

from collections.abc import Iterator

from asynclearn.authoring.page import Page
from asynclearn.authoring.programs import claims_of
from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.authoring.rules.giveaways import distinctive
from asynclearn.authoring.words import telling, words
from asynclearn.content.challenge import Challenge, Hint


def _no_hint(page: Page) -> Iterator[Mark]:
    if page.challenge is not None and not page.challenge.hints:
        yield Mark(1, "there is no hint for whoever is lost; add a `## Hint`")


def _repeated_hint(page: Page) -> Iterator[Mark]:
    hints = () if page.challenge is None else page.challenge.hints
    for place, hint in enumerate(hints):
        for earlier in hints[:place]:
            if _says_no_more(hint, earlier):
                message = (
                    f"this hint says no more than that on line {earlier.location.line}; "
                    "say the next step, or remove it"
                )
                yield Mark(hint.location.line, message)
                break


_NEW = 0.2
"""The share of a hint's words that has to be new."""


def _says_no_more(hint: Hint, earlier: Hint) -> bool:
    said = telling(hint.markdown)
    new = said - telling(earlier.markdown)
    return len(new) <= _NEW * len(said)


def _backward_hints(page: Page) -> Iterator[Mark]:
    challenge = page.challenge
    if challenge is None or len(challenge.hints) < len(("first", "last")):
        return
    [first, *_, last] = challenge.hints
    answer = _answer(challenge)
    told, left = (len(answer & set(words(hint.markdown))) for hint in (first, last))
    if told >= _MUCH and told > 2 * left:
        message = (
            f"the first hint tells more of the answer than the last, on line {last.location.line}; "
            "begin with a nudge"
        )
        yield Mark(first.location.line, message)


_MUCH = 3
"""So many words of the answer are more than chance."""


def _answer(challenge: Challenge) -> set[str]:
    """The words that the answer has and the question has not."""
    snippet = challenge.snippet
    if challenge.workshop is not None:
        answers = [solution.source for solution in challenge.workshop.solutions]
    else:
        answers = [line for each in claims_of(snippet) for line in distinctive(each.claim, snippet)]
    return {word for each in answers for word in telling(each)} - set(words(snippet.source))


RULES = (
    PageRule("no-hint", Weight.ADVICE, find=_no_hint),
    PageRule("repeated-hint", Weight.ADVICE, find=_repeated_hint),
    PageRule("backward-hints", Weight.ADVICE, find=_backward_hints),
)
