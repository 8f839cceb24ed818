"""The options that several commands have."""

from enum import StrEnum
from typing import Annotated, TypeVar

import typer

from asynclearn.errors import UsageError
from asynclearn.sandbox.outcome import Clock

Choice = TypeVar("Choice", bound=StrEnum)

Trust = Annotated[
    bool, typer.Option("--trust", help="Run it even where programs can't be confined.")
]
Timeout = Annotated[float, typer.Option(help="Seconds after which it is stopped.")]
WhichClock = Annotated[
    Clock, typer.Option(help="Virtual: sleeping takes no time. Real: as on any clock.")
]


def format_named(name: str, formats: type[Choice]) -> Choice:
    """The format that `--format` names. Raises UsageError."""
    try:
        return formats(name)
    except ValueError:
        known = ", ".join(f"`{each}`" for each in formats)
        raise UsageError(f"`--format {name}` is not known; known are {known}") from None
