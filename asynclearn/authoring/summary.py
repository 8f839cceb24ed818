"""What is kept of a file for the rules that look at files beside each other. It is small."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

from asynclearn.authoring.page import Page
from asynclearn.content.challenge import Kind
from asynclearn.judging.judge import text_lines


@dataclass(frozen=True, slots=True)
class Summary:
    """A challenge, or a page of a lesson."""

    path: Path
    lesson: int
    lesson_line: int = 1
    kind: Kind | None = None
    """The kind of a challenge."""
    level: int = 0
    level_line: int = 1
    topics: tuple[str, ...] = ()
    topics_line: int = 1
    program_lines: int = 0
    """The lines of a challenge's program that are not blank."""
    output_lines: int = 0
    """The lines that it is claimed to print."""

    @property
    def size(self) -> int:
        """How much a learner has to follow: lines of the program, and lines printed."""
        return self.program_lines + self.output_lines


@dataclass(frozen=True, slots=True)
class Usual:
    """The sizes of similar challenges, in a way that single odd ones don't change."""

    count: int
    median: float
    spread: float
    """The median distance from the median."""


def usual_of(sizes: Sequence[int]) -> Usual:
    """What is usual among sizes."""
    middle = median(sizes)
    return Usual(len(sizes), middle, median(abs(size - middle) for size in sizes))


@dataclass(frozen=True)
class Overview:
    """All files of a course beside each other."""

    summaries: tuple[Summary, ...]
    lessons: frozenset[int]
    """The numbers of its lessons, also of those that can't be read."""

    @cached_property
    def topics(self) -> Counter[str]:
        """How many files use each topic."""
        return Counter(topic for summary in self.summaries for topic in set(summary.topics))

    @cached_property
    def usual(self) -> Mapping[tuple[Kind, int], Usual]:
        """What size the challenges of each kind and level usually have."""
        sizes = defaultdict[tuple[Kind, int], list[int]](list)
        for summary in self.summaries:
            if summary.kind is not None:
                sizes[summary.kind, summary.level].append(summary.size)
        return {group: usual_of(each) for group, each in sizes.items()}


def summary_of(page: Page) -> Summary:
    """The summary of a page."""
    challenge = page.challenge
    if challenge is None:
        return Summary(page.path, page.lesson.number if page.lesson else 0)
    snippet = challenge.snippet
    claimed = [len(text_lines(each.claim.stdout)) for each in snippet.expected]
    return Summary(
        path=page.path,
        lesson=challenge.lesson,
        lesson_line=challenge.line_of("lesson"),
        kind=challenge.kind,
        level=challenge.level,
        level_line=challenge.line_of("level"),
        topics=challenge.topics,
        topics_line=challenge.line_of("topics"),
        program_lines=sum(bool(each.strip()) for each in snippet.lines),
        output_lines=max(claimed, default=0),
    )
