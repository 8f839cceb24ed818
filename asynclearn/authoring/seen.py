"""What was seen of the programs of a page when they ran."""

from collections.abc import Mapping
from dataclasses import dataclass

from asynclearn.content.blocks import Location
from asynclearn.sandbox.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Seen:
    """The programs of a page on one interpreter."""

    python: str
    """Its version, such as `3.13.0`."""
    outcomes: Mapping[Location, Outcome]
    """By the location of the snippet. What can't run here is not in it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The solutions of a workshop in its checks."""

    python: str
    failed: Mapping[Location, frozenset[str]]
    """The names of the checks that a program does not pass, by the location of the program."""
