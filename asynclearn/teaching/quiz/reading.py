"""Which part of a lesson a challenge is about: the one that speaks most of its topics."""

import math
import re
from collections.abc import Sequence

from asynclearn.content.blocks import Alert, Heading, Prose, Snippet
from asynclearn.content.challenge import Challenge
from asynclearn.content.course import Lesson, Part

_TITLE_WEIGHT = 5


def what_to_read(challenge: Challenge, lesson: Lesson) -> tuple[str, str]:
    """The command that goes to the part to read again, and its title."""
    command = lesson.command
    part = part_about(challenge.topics, lesson.parts)
    if part is None:
        return command, lesson.title
    return f"{command} --part {part.number}", part.title


def part_about(topics: Sequence[str], parts: Sequence[Part]) -> Part | None:
    """The part that says most about these topics; None if none speaks of them.

    A topic that every part speaks of says little about where to read.
    """
    counts = [[_mentions(topic, part) for topic in topics] for part in parts]
    spread = [
        math.log((1 + len(parts)) / (1 + sum(bool(each) for each in column))) + 0.1
        for column in zip(*counts, strict=True)
    ]
    scores = [
        sum(math.log1p(count) * weight for count, weight in zip(row, spread, strict=True))
        for row in counts
    ]
    best = max(scores, default=0.0)
    return parts[scores.index(best)] if best > 0 else None


def _mentions(topic: str, part: Part) -> int:
    """How often a page speaks of a topic; its title counts for more."""
    stem = topic.removesuffix("s")
    pattern = re.compile(r"\b" + r"[-_\s]".join(map(re.escape, stem.split("-"))), re.IGNORECASE)
    return len(pattern.findall(_text(part))) + _TITLE_WEIGHT * len(pattern.findall(part.title))


def _text(part: Part) -> str:
    texts = []
    for block in part.blocks:
        match block:
            case Heading(text=text) | Snippet(source=text):
                texts.append(text)
            case Prose(markdown=text) | Alert(markdown=text):
                texts.append(text)
    return "\n".join(texts)
