"""Colours and consoles. Colours are the terminal's own sixteen, so that they fit its background."""

import re
import sys
from typing import IO, cast

from pygments.token import Comment, Keyword, Name, Operator, String, Token
from rich.console import Console
from rich.style import Style
from rich.syntax import ANSISyntaxTheme
from rich.theme import Theme

READING_WIDTH = 84
"""Longer lines are hard to read, however wide the terminal is."""

NARROW = 60
"""Below this many columns, what stands side by side is stacked."""

# Meaning is always in a word or a sign as well: no style is the only bearer of it. Yellow
# and white vanish on light backgrounds, blue and black on dark ones, so none is used; cyan is
# pale on white and only draws bars and labels.
THEME = Theme(
    {
        "title": "bold",
        "place": "dim",
        "quiet": "dim",
        "right": "green",
        "wrong": "red",
        "moved": "magenta",
        "sign.right": "bold green",
        "sign.wrong": "bold red",
        "key": "bold",
        "label": "bold",
        "notice": "italic",
        "bar.program": "dim",
        "bar.right": "green",
        "bar.output": "green",
        "bar.error": "red",
        "alert.note": "cyan",
        "alert.warning": "red",
        "label.note": "bold cyan",
        "label.warning": "bold red",
        "markdown.code": "bold",
        "markdown.code_block": "default",
        "markdown.link": "underline",
        "markdown.link_url": "underline",
        "markdown.item.bullet": "dim",
        "markdown.item.number": "dim",
        "markdown.block_quote": "italic",
        "markdown.table.border": "dim",
        "markdown.table.header": "bold",
    },
)

SYNTAX = ANSISyntaxTheme(
    {
        Token: Style(),
        Comment: Style(dim=True, italic=True),
        Keyword: Style(color="magenta"),
        Operator.Word: Style(color="magenta"),
        Name.Function: Style(bold=True),
        Name.Class: Style(bold=True),
        String: Style(color="green"),
    }
)


def make_console(*, plain: bool = False, stderr: bool = False) -> Console:
    """A console for this terminal, on stdout or on stderr.

    It reads `NO_COLOR`, `TERM` and `COLUMNS` itself.
    Plain: no color, no style and no links, whatever the terminal could do.
    """
    if not plain:
        return Console(theme=THEME, highlight=False, markup=False, emoji=False, stderr=stderr)
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        theme=THEME,
        highlight=False,
        markup=False,
        emoji=False,
        color_system=None,
        force_terminal=False,
        file=cast("IO[str]", _WithoutTrailingSpaces(stream)),
    )


class _WithoutTrailingSpaces:
    """A stream for rich, which fills lines up with spaces: noise in a pipe."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(re.sub(" +\n", "\n", text))

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)
