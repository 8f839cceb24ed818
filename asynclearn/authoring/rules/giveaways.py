"""A question that does not hold its answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from asynclearn.authoring.page import Page
from asynclearn.authoring.programs import claims_of
from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.authoring.words import prose, words
from asynclearn.content.blocks import Snippet
from asynclearn.content.challenge import Challenge, Kind
from asynclearn.judging.claim import Claim, Finish
from asynclearn.judging.judge import text_lines
from asynclearn.judging.phrases import quoted


@dataclass(frozen=True, slots=True)
class _Text:
    """What a learner reads before answering."""

    name: str
    line: int
    """The line that it begins on."""
    markdown: str


def _answer_given_away(page: Page) -> Iterator[Mark]:
    challenge = page.challenge
    if challenge is None or challenge.kind is not Kind.PREDICT:
        return
    for text in _read_before(challenge):
        for expected in claims_of(challenge.snippet):
            found = given_away(text.markdown, expected.claim, challenge.snippet)
            if found is not None:
                what, place = found
                line = text.line + text.markdown.count("\n", 0, place)
                yield Mark(line, f"{text.name} gives away {what}; leave it to the learner to find")
                break


def _read_before(challenge: Challenge) -> Iterator[_Text]:
    yield _Text("the title", challenge.title_line, challenge.title)
    for block in prose(challenge.question):
        yield _Text("the question", block.location.line, block.markdown)
    for hint in challenge.hints[:1]:
        yield _Text("the first hint", hint.text_line, hint.markdown)


def given_away(text: str, claim: Claim, snippet: Snippet) -> tuple[str, int] | None:
    """What a text tells of an output, and where in the text; None if nothing."""
    whole = _whole(text, text_lines(claim.stdout), snippet.source)
    if whole is not None:
        return "the whole output", whole
    lines = distinctive(claim, snippet)
    told = [found for line in lines if (found := _find(line, text))]
    if 2 * len(told) > len(lines):
        return f"what is printed, {quoted(told[0].group())}", told[0].start()
    ending = _ending(text, claim, snippet)
    return None if ending is None else ("how it ends", ending)


def distinctive(claim: Claim, snippet: Snippet) -> list[str]:
    """The lines of an output that one has to find out: that do not stand in the program."""
    lines = dict.fromkeys(text_lines(claim.stdout))
    return [line for line in lines if len(line) > _SHORT and line not in snippet.source]


_SHORT = 3
"""A line of so few characters stands in a text by chance."""


def _whole(text: str, lines: list[str], source: str) -> int | None:
    """Where a text lists all lines of an output, unless the program shows them so."""
    if len(lines) < len(("one", "other")) or not all(map(words, lines)):
        return None
    listed = [word for word, _ in _placed_words("\n".join(lines))]
    place = _listed(listed, _placed_words(text))
    if place is None or _listed(listed, _placed_words(source)) is not None:
        return None
    return place


def _placed_words(text: str) -> list[tuple[str, int]]:
    """The words of a text with their places, without those that join the items of a list."""
    found = ((each.group().casefold(), each.start()) for each in re.finditer(r"\w+", text))
    return [(word, place) for word, place in found if word not in {"and", "then"}]


def _listed(wanted: list[str], text: list[tuple[str, int]]) -> int | None:
    """The place at which words stand in a text one after another."""
    for start in range(len(text) - len(wanted) + 1):
        if all(text[start + place][0] == word for place, word in enumerate(wanted)):
            return text[start][1]
    return None


def _find(line: str, text: str) -> re.Match[str] | None:
    """Where a line stands in a text, which may be broken differently."""
    pieces = line.casefold().split()
    if " ".join(pieces) not in " ".join(text.casefold().split()):
        return None
    loose = r"\s+".join(map(re.escape, line.split()))
    return re.search(rf"(?<!\w){loose}(?!\w)", text, re.IGNORECASE)


_HANGS = re.compile(
    r"\b(hangs?|is stuck|gets stuck|deadlocks?|forever|never (ends|stops|finishes|returns))\b",
    re.IGNORECASE,
)


def _ending(text: str, claim: Claim, snippet: Snippet) -> int | None:
    """Where a text says how the program ends. To ask whether it does so says nothing."""
    name = (claim.ending.exception or "").rpartition(".")[2]
    if claim.ending.finish is Finish.HANGS:
        pattern = _HANGS
    elif name and name not in snippet.source:
        pattern = re.compile(rf"\b{re.escape(name)}\b")
    else:
        return None
    for found in pattern.finditer(text):
        sentence = re.split(r"(?<=[.?])\s", text[found.start() :], maxsplit=1)[0]
        if not sentence.rstrip().endswith("?"):
            return found.start()
    return None


RULES = (PageRule("answer-given-away", Weight.ADVICE, find=_answer_given_away),)
