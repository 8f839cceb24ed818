"""Sentences of a command: a terminal gets them broken between words, a pipe in one line each."""

import os
import shutil
import sys
import textwrap
from typing import TextIO

_NARROWEST = 20
_NARROW = 60


def say(text: str, *, indent: str = "") -> None:
    """Says it on stderr. `indent` goes before what a terminal makes new lines of."""
    _write(text, sys.stderr, indent)


def tell(text: str) -> None:
    """Tells it on stdout: it is what was asked for."""
    _write(text, sys.stdout, "")


def ask(question: str) -> str:
    """What is typed in answer. Raises EOFError where the input ends."""
    *before, last = _lines(question, sys.stdout, "")
    for line in before:
        print(line)
    return input(f"{last} ")


def columns_of(stream: TextIO) -> int:
    """Columns to write in: those of the terminal, within what is well to read."""
    # Only now: a theme brings rich along, and whoever only asks for help waits for it.
    from asynclearn.terminal.theme import READING_WIDTH  # noqa: PLC0415

    try:
        there = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        there = 0
    # A terminal that can't tell its size says 0.
    return max(_NARROWEST, min(there or shutil.get_terminal_size().columns, READING_WIDTH))


def help_width() -> int | None:
    """Columns for the help: those of a narrow terminal, for which Typer makes it too wide."""
    columns = shutil.get_terminal_size().columns
    return columns if columns < _NARROW else None


def _write(text: str, stream: TextIO, indent: str) -> None:
    print("\n".join(_lines(text, stream, indent)), file=stream, flush=True)


def _lines(text: str, stream: TextIO, indent: str) -> list[str]:
    """Broken between words only: a path stays in one piece, to be copied or followed."""
    if not stream.isatty():
        return text.split("\n")
    wrapper = textwrap.TextWrapper(
        columns_of(stream),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line for whole in text.split("\n") for line in wrapper.wrap(whole) or [""]]
