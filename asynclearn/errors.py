"""What can go wrong, as one tree. Each message says what happened, then what to do.

AsynclearnError            caught by the command line, which prints it without a traceback
├── UsageError             a command names something that does not exist, or can't be done
├── ContentError           course files break the grammar; it holds every Problem
├── ClaimError             a typed claim can't be read
├── SandboxError           a run could not even be started
└── ProgressError          the learner's data can't be read or written

Whatever a learner's program does is no error: it is an Outcome. An exception that is not
in this tree is a bug of ours, and only those show a traceback.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a course file: `path:line: what is wrong; what to do`."""

    path: Path
    line: int
    message: str
    rule: str
    """The rule's short name, such as `unknown-fence-word`: stable, for tools."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class AsynclearnError(Exception):
    """The base of all errors that a user can do something about."""


class UsageError(AsynclearnError):
    """A command names something that does not exist, or asks for what can't be done."""


class ContentError(AsynclearnError):
    """Course files break the grammar.

    `problems` holds all that were found, in the order of the files and lines.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ClaimError(AsynclearnError):
    """A typed claim can't be read, as its last line names no known ending."""


class SandboxError(AsynclearnError):
    """A run could not even be started."""


class ProgressError(AsynclearnError):
    """The learner's data can't be read or written."""
