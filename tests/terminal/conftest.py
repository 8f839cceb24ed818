"""Consoles of a known width that print into a string."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.input.base import PipeInput
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from asynclearn.content.blocks import Location, Role, Snippet
from asynclearn.terminal.theme import THEME


@pytest.fixture
def console_of() -> Callable[[int], tuple[Console, io.StringIO]]:
    """A console `width` columns wide, and what it prints."""

    def make(width: int) -> tuple[Console, io.StringIO]:
        out = io.StringIO()
        console = Console(
            file=out, width=width, theme=THEME, highlight=False, markup=False, emoji=False,
            force_terminal=False, color_system=None, legacy_windows=False, _environ={},
        )  # fmt: skip
        return console, out

    return make


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    """What is sent here is typed into prompt_toolkit."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


@pytest.fixture
def snippet() -> Snippet:
    source = 'print("one")\nprint("two")\n'
    return Snippet(source, "\n" * 40 + source, Location(Path("part.md"), 41), Role.PREDICT)
