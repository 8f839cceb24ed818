"""Writing what programs really print into the files that claim something else."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from asynclearn.authoring.claimable import true_claim
from asynclearn.authoring.page import Page
from asynclearn.authoring.repeatable import unrepeatable_line
from asynclearn.authoring.rules.claims import verdict_on
from asynclearn.authoring.seen import Seen
from asynclearn.content.blocks import ExpectedOutput, Snippet
from asynclearn.content.expected import expected_on
from asynclearn.content.files import write_bytes
from asynclearn.content.rewriting import with_claims
from asynclearn.errors import UsageError
from asynclearn.sandbox.outcome import Outcome

if TYPE_CHECKING:
    from asynclearn.judging.claim import Claim


@dataclass(frozen=True, slots=True)
class Update:
    """A file with its true outputs."""

    path: Path
    before: str
    after: str

    def write(self) -> None:
        """Write it, unless the file has changed since it was read. Raises UsageError."""
        try:
            if self.path.read_bytes() != self.before.encode():
                raise UsageError(f"`{self.path}` has changed meanwhile; run the command again")
            write_bytes(self.path, self.after.encode())
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError(f"`{self.path}` can't be written: {reason}; check its rights") from (
                error
            )


class Updates:
    """Collects what was seen while a check goes on."""

    def __init__(self) -> None:
        self._claims: dict[Path, dict[int, list[Claim | None]]] = defaultdict(dict)
        self._wrong: dict[Path, set[int]] = defaultdict(set)

    def watch(self, page: Page, seen: Seen) -> None:
        """Note what the programs of a page print on one interpreter."""
        for snippet in page.run:
            expected = expected_on(snippet, seen.python)
            outcome = seen.outcomes.get(snippet.location)
            if expected is not None and outcome is not None:
                self._note(page, snippet, expected, outcome, seen.python)

    def made(self) -> Iterator[Update]:
        """The files to write. What differs between interpreters, or can't be claimed, is left."""
        for path, lines in sorted(self._wrong.items()):
            noted = {line: self._claims[path][line] for line in lines}
            claims = {
                line: first
                for line, (first, *others) in noted.items()
                if first is not None and all(other == first for other in others)
            }
            if claims:
                yield Update(path, *with_claims(path, claims))

    def _note(
        self,
        page: Page,
        snippet: Snippet,
        expected: ExpectedOutput,
        outcome: Outcome,
        python: str,
    ) -> None:
        line = expected.location.line
        claims = self._claims[page.path].setdefault(line, [])
        verdict = verdict_on(expected, snippet, outcome, python)
        if verdict.right:
            claims.append(expected.claim)
        else:
            repeatable = unrepeatable_line(page, snippet) is None
            claims.append(true_claim(expected, outcome) if repeatable else None)
            self._wrong[page.path].add(line)
