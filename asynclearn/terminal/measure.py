"""A guess and what was measured as two bars on one scale, with the range that counts as right."""

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from asynclearn.judging.estimate import Measurement, in_unit
from asynclearn.terminal.theme import NARROW


def measure(found: Measurement, width: int) -> RenderableType:
    """Bars from 0; numbers below 0 have none, as the sentence above says it all."""
    numbers = (found.guess, found.measured)
    table = Table.grid(padding=(0, 2, 0, 0))
    cells = 10 if width < NARROW else 40
    top = max(*numbers, found.high)
    for label, number, style in (
        ("you said", found.guess, "bar.right" if found.right else "wrong"),
        ("measured", found.measured, "bar.output"),
    ):
        drawn = Text()
        if top > 0 and number > 0:
            drawn = Text("█" * max(1, round(cells * number / top)), style=style)
        table.add_row(label, drawn, in_unit(number, found.unit))
    if top > 0 and found.low > 0:
        table.add_row("right", _range(found, top, cells), "")
    return Padding(table, (0, 0, 0, 2))


def _range(found: Measurement, top: float, cells: int) -> Text:
    low, high = sorted((found.low, found.high))
    start = min(round(cells * low / top), cells - 1)
    end = max(round(cells * high / top), start + 1)
    return Text.assemble(" " * start, ("─" * (end - start), "quiet"))
