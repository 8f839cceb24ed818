"""What rich draws, as lines for a screen that prompt_toolkit draws."""

import io
from collections.abc import Callable

from rich.console import Console

from asynclearn.terminal.theme import THEME

_FAR = 100_000
"""Rows of a screen that nothing has to be cut for."""


def drawn_lines(draw: Callable[[Console], object], width: int, *, no_color: bool) -> list[str]:
    """What `draw` puts on a console of that width: lines with escape sequences for colours.

    Without empty lines at the end; nothing drawn is no line.
    """
    out = io.StringIO()
    console = Console(
        file=out,
        width=max(width, 1),
        height=_FAR,
        theme=THEME,
        highlight=False,
        markup=False,
        emoji=False,
        force_terminal=True,
        color_system="standard",
        no_color=no_color,
        legacy_windows=False,
    )
    draw(console)
    text = out.getvalue().rstrip("\n")
    return text.split("\n") if text else []
