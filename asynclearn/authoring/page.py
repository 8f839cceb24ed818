"""One file of a course, read: what all rules look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from asynclearn.authoring.source.code import Code
from asynclearn.content.blocks import Allowance, Block, Location, Role, Snippet
from asynclearn.content.challenge import Challenge, Kind, Workshop
from asynclearn.content.compiling import parsed
from asynclearn.content.course import Lesson, Part


@dataclass(frozen=True)
class Page:
    """A challenge, or a page of a lesson. Exactly one of `challenge` and `part` is there.

    Rules ask it the same again and again, so it remembers what it has worked out.
    """

    path: Path
    challenge: Challenge | None = None
    part: Part | None = None
    lesson: Lesson | None = None
    """The lesson of a part."""
    _codes: dict[Location, Code | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def title(self) -> str:
        """Its title, as Markdown."""
        return self._owner.title

    @property
    def needs(self) -> tuple[str, ...]:
        """What its programs use beyond the standard library."""
        return self._owner.needs

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """The rules that it switches off."""
        return self._owner.allowances

    @property
    def workshop(self) -> Workshop | None:
        """Checks and solutions, for `debug` and `design`."""
        return None if self.challenge is None else self.challenge.workshop

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in the order of the file, but for those of hints and feedback."""
        if self.part is not None:
            return self.part.blocks
        challenge = self.challenge
        if challenge is None:
            return ()
        sections = (challenge.why_question, challenge.explanation)
        below = sorted(
            (block for section in sections for block in section), key=lambda block: block.location
        )
        return (*challenge.question, challenge.snippet, *below)

    @cached_property
    def snippets(self) -> tuple[Snippet, ...]:
        """Every program of the file that somebody reads: all but the checks."""
        workshop = self.workshop
        own = [block for block in self.blocks if isinstance(block, Snippet)]
        if workshop is not None:
            own += [*workshop.solutions, *(wrong.snippet for wrong in workshop.wrong)]
        return tuple(sorted(own, key=lambda snippet: snippet.location))

    @cached_property
    def run(self) -> tuple[Snippet, ...]:
        """The programs that a learner sees run, or that something is claimed of."""
        return tuple(self._run())

    def code(self, snippet: Snippet) -> Code | None:
        """The syntax tree of a program; None if it does not compile here."""
        place = snippet.location
        if place not in self._codes:
            tree = parsed(snippet.program)
            self._codes[place] = None if tree is None else Code(tree)
        return self._codes[place]

    def _run(self) -> Iterator[Snippet]:
        for snippet in self.snippets:
            shown = snippet.role is Role.SHOW and not snippet.expected
            if not shown and not snippet.source.isspace():
                yield snippet

    @property
    def _owner(self) -> Challenge | Part:
        owner = self.challenge or self.part
        if owner is None:
            raise ValueError(f"{self.path} is neither a challenge nor a part")
        return owner


def is_kind(page: Page, *kinds: Kind) -> bool:
    """Whether a page is a challenge of one of these kinds."""
    return page.challenge is not None and page.challenge.kind in kinds
