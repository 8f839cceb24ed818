"""What the workshop needs of the world besides a desk: a terminal that can wait for a save."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from asynclearn.content.challenge import Challenge
from asynclearn.judging.demands import Demand
from asynclearn.sandbox.outcome import Outcome
from asynclearn.teaching.port import Desk, Key, Terminal

Watch = Callable[[Path], AsyncIterator[None]]
"""Tells each time that a file was saved. Where nothing can be watched, it ends at once."""


class Bench(Terminal, Protocol):
    """A terminal at which programs are written."""

    def open_challenge(self, challenge: Challenge) -> None:
        """Its title, kind and level."""

    def show_demands(self, demands: Sequence[Demand], outcome: Outcome) -> None:
        """What the program prints and how it ends, each demand, and the first failure explained."""

    def show_markdown(self, label: str, markdown: str) -> None:
        """A hint, with a word above it."""

    async def choose_until(self, keys: Sequence[Key], until: Awaitable[object]) -> str | None:
        """One of the keys; None if `until` comes to pass before one is pressed."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """What the flow works with."""

    bench: Bench
    desk: Desk
    watch: Watch
    edit: Callable[[Path], Awaitable[None]] | None
    """Opens a file in the learner's editor; None if they have named none. Raises UsageError."""
