"""A file beside the others of its course, and what it links to."""

from collections.abc import Iterator
from difflib import get_close_matches

from asynclearn.authoring.page import Page
from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import CourseRule, Mark, PageRule
from asynclearn.authoring.summary import Overview, Summary
from asynclearn.content.links import find_dead
from asynclearn.content.problems import one_of
from asynclearn.judging.phrases import counted


def _misspelt_topic(summary: Summary, overview: Overview) -> Iterator[Mark]:
    for topic in summary.topics:
        meant = _meant(topic, overview)
        if meant:
            files = counted(overview.topics[meant], "file")
            message = (
                f"the topic `{topic}` is `{meant}` in {files}; write the same if it means the same"
            )
            yield Mark(summary.topics_line, message)


def _meant(topic: str, overview: Overview) -> str:
    """The topic that others use and that this one is probably meant to be; empty for none."""
    used = overview.topics[topic]
    others = {other: count for other, count in overview.topics.items() if count > used}
    for other in others:
        if _bare(other) == _bare(topic):
            return other
    if used > 1:
        return ""
    close = get_close_matches(topic, others, n=len(others) or 1, cutoff=_ALIKE)
    return next((other for other in close if not _is_pair(topic, other)), "")


def _bare(topic: str) -> str:
    """A topic without what is easily written otherwise."""
    return topic.replace("-", "").removesuffix("s")


_ALIKE = 0.8
"""How similar two topics are that may be the same, from 0 to 1."""


def _is_pair(one: str, other: str) -> bool:
    """Whether one is the asynchronous form of the other: `anext` and `next`."""
    return any(f"{a}{other}" == one or f"{a}{one}" == other for a in ("a", "async-", "async"))


def _unknown_lesson(summary: Summary, overview: Overview) -> Iterator[Mark]:
    if overview.lessons and summary.lesson not in overview.lessons:
        known = one_of(map(str, sorted(overview.lessons)))
        message = f"the course has no lesson {summary.lesson}; write {known}"
        yield Mark(summary.lesson_line, message)


def _odd_level(summary: Summary, overview: Overview) -> Iterator[Mark]:
    if summary.kind is None:
        return
    own = overview.usual[summary.kind, summary.level]
    away = summary.size - own.median
    if own.count < _ENOUGH or abs(away) <= max(_FAR * own.spread, own.median / 2):
        return
    for (kind, level), other in sorted(overview.usual.items()):
        comparable = kind is summary.kind and other.count >= _ENOUGH
        longer = other.median - own.median
        # Harder ones are longer; only then does the length say something.
        outward = longer * away > 0 and (level - summary.level) * away > 0
        if comparable and outward and abs(summary.size - other.median) < abs(away):
            message = (
                f"program and output have {summary.size} lines together; level {summary.level} "
                f"usually has {own.median:g}, and level {level} has {other.median:g}; "
                f"make it `level: {level}`, or change its length"
            )
            yield Mark(summary.level_line, message)
            return


_ENOUGH = 5
"""So many challenges of a kind and level show what is usual there."""
_FAR = 4
"""What is more median distances than this away from the median stands out."""


def _dead_link(page: Page) -> Iterator[Mark]:
    for link, missing in find_dead(page.path):
        yield Mark(link.line, f"the link `{link.target}` leads nowhere: {missing}; correct it")


RULES = (
    CourseRule("misspelt-topic", Weight.ADVICE, find=_misspelt_topic),
    CourseRule("unknown-lesson", find=_unknown_lesson),
    CourseRule("odd-level", Weight.ADVICE, find=_odd_level),
    PageRule("dead-link", find=_dead_link),
)
