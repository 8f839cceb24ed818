"""What a learner is told after an answer: an explanation, and feedback."""

import re
from collections.abc import Iterator

from asynclearn.authoring.page import Page, is_kind
from asynclearn.authoring.programs import claims_of
from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.authoring.words import prose, related, telling, words
from asynclearn.content.blocks import Snippet
from asynclearn.content.challenge import Challenge, Choice, Kind
from asynclearn.judging.claim import Claim
from asynclearn.judging.judge import text_lines
from asynclearn.judging.matching import lines_in_order


def _stub_explanation(page: Page) -> Iterator[Mark]:
    if page.challenge is not None:
        count = len(words(_explanation(page.challenge)))
        if count < _FEWEST_WORDS:
            line = page.challenge.explanation[0].location.line
            message = f"the explanation has {count} words; say what happens in this program and why"
            yield Mark(line, message)


_FEWEST_WORDS = 6


def _silent_explanation(page: Page) -> Iterator[Mark]:
    challenge = page.challenge
    if challenge is None or not is_kind(page, Kind.PREDICT):
        return
    subjects = _surprising(challenge.snippet)
    said = telling(_explanation(challenge))
    if len(said) > 1 and subjects and not related(subjects, said):
        example = min(subjects, key=lambda word: (-len(word), word))
        message = (
            "the explanation names nothing of the lines that surprise, "
            f"such as `{example}`; say why they are printed so"
        )
        yield Mark(challenge.explanation[0].location.line, message)


def _explanation(challenge: Challenge) -> str:
    return "\n".join(block.markdown for block in prose(challenge.explanation))


def _surprising(snippet: Snippet) -> set[str]:
    """The words of the lines in which outputs and wrong predictions part.

    To the printed lines come those of the program that share a word with them, and the name of
    the function around; all lines, where it puts its words together.
    """
    parting = {
        word
        for expected in claims_of(snippet)
        for wrong in (each.claim for each in snippet.wrong)
        for word in _parting(expected.claim, wrong)
    }
    shared = set[str]()
    function = ""
    for line in snippet.program.split("\n"):
        named = re.match(r"\s*(?:async )?def (\w+)", line)
        function = named.group(1) if named else function
        if telling(line) & parting:
            shared |= telling(line) | telling(function)
    found = parting | (shared or telling(snippet.program))
    return {word for word in found if not word.isdigit()}


def _parting(right: Claim, wrong: Claim) -> set[str]:
    mine, its = text_lines(wrong.stdout), text_lines(right.stdout)
    kept = lines_in_order(mine, its)
    lines = [line for place, line in enumerate(mine) if place not in kept]
    lines += [line for place, line in enumerate(its) if place not in kept.values()]
    if right.ending != wrong.ending:
        lines += [str(right.ending), str(wrong.ending)]
    return {word for line in lines for word in telling(line)}


def _empty_feedback(page: Page) -> Iterator[Mark]:
    for line, feedback in _feedback(page):
        if len(words(feedback)) < _FEWEST_WORDS_OF_FEEDBACK:
            message = f"`{feedback.strip()}` tells nobody anything; say what is so instead, and why"
            yield Mark(line, message)


_FEWEST_WORDS_OF_FEEDBACK = 4


def _feedback(page: Page) -> Iterator[tuple[int, str]]:
    """Each piece of feedback, with the line of what it is about."""
    for snippet in page.snippets:
        for wrong in snippet.wrong:
            yield wrong.location.line, wrong.feedback
    if page.challenge is not None:
        for choice in page.challenge.why:
            yield choice.location.line, choice.feedback
    if page.workshop is not None:
        for solution in page.workshop.wrong:
            yield solution.location.line, solution.feedback


def _telling_choice(page: Page) -> Iterator[Mark]:
    for right, others in _choices(page):
        longest = max(len(other.text) for other in others)
        if len(right.text) > _FACTOR * longest and len(right.text) > longest + _MARGIN:
            message = (
                "the right choice is by far the longest, which gives it away; "
                "shorten it, or say more in the others"
            )
            yield Mark(right.location.line, message)


_FACTOR, _MARGIN = 1.6, 30

_ABOUT_OTHERS = re.compile(
    r"\b(all|none|both|neither|any) of (the|these|those) "
    r"(above|others?|choices|answers|options)\b|\b(all|none|both) of (the above|these|them)$",
    re.IGNORECASE,
)


def _choice_about_others(page: Page) -> Iterator[Mark]:
    for right, others in _choices(page):
        for choice in (right, *others):
            if _ABOUT_OTHERS.search(choice.text.rstrip(". ")):
                message = (
                    "a choice that speaks of the others is solved without knowing why; "
                    "write a reason of its own"
                )
                yield Mark(choice.location.line, message)


def _choices(page: Page) -> Iterator[tuple[Choice, list[Choice]]]:
    choices = () if page.challenge is None else page.challenge.why
    for right in choices:
        if right.right:
            yield right, [choice for choice in choices if not choice.right]


RULES = (
    PageRule("stub-explanation", Weight.ADVICE, find=_stub_explanation),
    PageRule("silent-explanation", Weight.ADVICE, find=_silent_explanation),
    PageRule("empty-feedback", Weight.ADVICE, find=_empty_feedback),
    PageRule("telling-choice", Weight.ADVICE, find=_telling_choice),
    PageRule("choice-about-others", Weight.ADVICE, find=_choice_about_others),
)
