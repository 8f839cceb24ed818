"""Wrong predictions: such as people really make, and clearly wrong."""

import asyncio
import builtins
import re
from collections.abc import Iterator

from asynclearn.authoring.page import Page
from asynclearn.authoring.programs import claims_of
from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.authoring.words import prose, words
from asynclearn.content.blocks import Role, Snippet, WrongPrediction
from asynclearn.content.challenge import Kind
from asynclearn.judging.claim import Claim, MatchRule
from asynclearn.judging.judge import text_lines
from asynclearn.judging.near import ALL, fewest, fold, fold_claimed
from asynclearn.judging.phrases import only
from asynclearn.judging.verdict import NearMiss


def _near_prediction(page: Page) -> Iterator[Mark]:
    for snippet in page.run:
        for wrong in snippet.wrong:
            for expected in claims_of(snippet):
                near = _nearness(wrong.claim, expected.claim, expected.rule)
                if near and not _SPOKEN_OF.search(wrong.feedback):
                    message = (
                        f"{only(near)} between this and the output, and the learner may count it "
                        "as right; change more, or remove it"
                    )
                    yield Mark(wrong.location.line, message)


_SPOKEN_OF = re.compile(r"\b(spaces?|quotes?|capitals?|upper|lower)\b", re.IGNORECASE)
"""What the feedback says where just that is the point."""


def _nearness(wrong: Claim, right: Claim, rule: MatchRule) -> tuple[NearMiss, ...]:
    """What two claims differ in, if it is only what a learner may count as right."""
    if wrong.ending != right.ending:
        return ()
    arranged = sorted if rule is MatchRule.UNORDERED else list[str]

    def alike(some: tuple[NearMiss, ...]) -> bool:
        claimed, actual = text_lines(wrong.stdout), text_lines(right.stdout)
        mine = arranged(fold_claimed(claimed, actual, some))
        return mine == arranged([fold(line, some) for line in actual])

    return fewest(alike) if alike(ALL) and not alike(()) else ()


def _unlikely_prediction(page: Page) -> Iterator[Mark]:
    for snippet in page.run:
        known = _printable(page, snippet) if snippet.wrong else set()
        for wrong in snippet.wrong:
            yield from _unlikely_lines(wrong, known)


def _unlikely_lines(wrong: WrongPrediction, known: set[str]) -> Iterator[Mark]:
    for number, text in enumerate(wrong.claim.stdout.split("\n"), start=1):
        said = [word for word in words(text) if not word.isdigit()]
        foreign = [word for word in said if not _is_made_of(word, known)]
        if 2 * len(foreign) > len(said) and not _ERROR.search(text):
            message = (
                f"nothing in the program says `{foreign[0]}`, so nobody predicts this line; "
                "write what a learner could mean, or remove it"
            )
            yield Mark(wrong.location.line + number, message)


_ERROR = re.compile(r"\w(Error|Exception|Group|Iteration)\b|Traceback|Warning|<.* at 0x")
"""What Python itself says, in words of its own."""

_PYTHON = frozenset(
    word
    for name in (*dir(builtins), *dir(asyncio), "async_generator coroutine pending finished object")
    for word in words(name)
)


def _printable(page: Page, snippet: Snippet) -> set[str]:
    """The words that a reader of a program could take for its output."""
    texts = [snippet.program, *(each.claim.stdout for each in claims_of(snippet))]
    if page.challenge is not None:
        texts += [block.markdown for block in prose(page.challenge.question)]
    return {word for text in texts for word in words(text)} | _PYTHON


def _is_made_of(word: str, known: set[str]) -> bool:
    """Whether a word is known, a piece of what is known, or several such in a row."""
    if len(word) > _LONGEST or word in known:
        return True
    if any(word in each or word in each[::-1] for each in known):
        return True
    ends = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in known for start in ends):
            ends.add(end)
    return len(word) in ends


_LONGEST = 60
"""A longer word is no word that can be told to be foreign."""


def _no_wrong_prediction(page: Page) -> Iterator[Mark]:
    for snippet in page.run:
        kind = None if page.challenge is None else page.challenge.kind
        if snippet.role is Role.PREDICT and kind in {Kind.PREDICT, None} and not snippet.wrong:
            message = (
                "no `output wrong` says what people predict here and why it is not so; add one"
            )
            yield Mark(snippet.location.line - 1, message)


RULES = (
    PageRule("near-prediction", find=_near_prediction),
    PageRule("unlikely-prediction", Weight.ADVICE, find=_unlikely_prediction),
    PageRule("no-wrong-prediction", Weight.ADVICE, find=_no_wrong_prediction),
)
