"""What is kept of a file for the rules that look at files beside each other. It is small."""

from dataclasses import dataclass
from pathlib import Path

from asynclearn.authoring.page import Page
from asynclearn.content.course import Kind


@dataclass(frozen=True, slots=True)
class Summary:
    """A challenge, or a page of a lesson."""

    path: Path
    lesson: int
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


def summary_of(page: Page) -> Summary:
    """The summary of a page."""
    challenge = page.challenge
    if challenge is None:
        return Summary(page.path, page.lesson.number if page.lesson else 0)
    snippet = challenge.snippet
    claimed = [len(each.claim.stdout.splitlines()) for each in snippet.expected]
    return Summary(
        path=page.path,
        lesson=challenge.lesson,
        kind=challenge.kind,
        level=challenge.level,
        level_line=challenge.line_of("level"),
        topics=challenge.topics,
        topics_line=challenge.line_of("topics"),
        program_lines=sum(bool(each.strip()) for each in snippet.source.splitlines()),
        output_lines=max(claimed, default=0),
    )
