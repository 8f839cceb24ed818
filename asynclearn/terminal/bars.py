"""Shares as bars, with the numbers beside them: `███████░░░  7 of 10`."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from asynclearn.terminal.theme import NARROW

_WIDE, _SLIM = 20, 6


@dataclass(frozen=True, slots=True)
class Row:
    """One bar."""

    label: str
    share: float
    """0 to 1."""
    words: str
    """What the bar says, in words."""
    note: str = ""


def bars(rows: Sequence[Row], width: int, *, plain: bool) -> RenderableType:
    """The rows one below the other; in plain mode as sentences."""
    if plain:
        sentences = (
            f"{row.label}: {', '.join(filter(None, [row.words, row.note]))}." for row in rows
        )
        return Text("\n".join(sentences))
    narrow = width < NARROW
    cells = _SLIM if narrow else _WIDE
    table = Table.grid(padding=(0, 1 if narrow else 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(width=cells)
    for row in rows:
        note = [] if narrow else [Text(row.note, style="quiet")]
        table.add_row(row.label, bar(row.share, cells), row.words, *note)
    return Padding(table, (0, 0, 0, 2))


def bar(share: float, cells: int) -> Text:
    """A bar of this many columns. It is full only for all, and empty only for none."""
    filled = round(share * cells)
    if 0 < share < 1:
        filled = min(max(filled, 1), cells - 1)
    return Text.assemble(("█" * filled, "bar.right"), ("░" * (cells - filled), "quiet"))
