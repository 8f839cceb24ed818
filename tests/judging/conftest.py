"""What the tests of judging share: a run, and a way to write rows down."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from asynclearn.judging.verdict import LineVerdict


@dataclass(frozen=True)
class FakeException:
    type: str


@dataclass(frozen=True)
class FakeRun:
    stdout: str = ""
    ending: str = "finished"
    exception: FakeException | None = None
    exit_code: int | None = 0


def draw_row(row: LineVerdict) -> str:
    """A row as it stands in verdicts.md: `moved    3 c → 4 | 3 d ← 4`."""
    left = "" if row.claimed is None else f"{row.claimed_number} {row.claimed!r}"
    right = "" if row.actual is None else f"{row.actual_number} {row.actual!r}"
    left += f" is {row.printed_as}" if row.printed_as else ""
    right += f" was {row.claimed_as}" if row.claimed_as else ""
    near = f" ({', '.join(row.near)})" if row.near else ""
    return f"{row.kind:8} {left:14} | {right}{near}".rstrip()


@pytest.fixture(scope="session")
def run_of() -> Callable[..., FakeRun]:
    """A run: `run_of("printed", ending="raised", exception="ValueError")`."""

    def run_of(
        stdout: str = "",
        ending: str = "finished",
        exception: str | None = None,
        exit_code: int | None = 0,
    ) -> FakeRun:
        raised = None if exception is None else FakeException(exception)
        return FakeRun(stdout, ending, raised, exit_code)

    return run_of


@pytest.fixture
def draw() -> Callable[[LineVerdict], str]:
    return draw_row
