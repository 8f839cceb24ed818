"""A verdict's rows drawn: side by side where there is room, one below the other where not."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from asynclearn.judging.phrases import counted, only
from asynclearn.judging.verdict import LineKind, LineVerdict, Verdict
from asynclearn.terminal.text import visible
from asynclearn.terminal.theme import NARROW

_SIGNS = {
    LineKind.SAME: (" ", "default"),
    LineKind.CHANGED: ("≠", "wrong"),
    LineKind.MISSING: ("+", "wrong"),
    LineKind.EXTRA: ("-", "wrong"),
    LineKind.MOVED: ("↕", "moved"),
}

MOST_ROWS = 40
"""More than that nobody compares; the verdict above has to stay in sight."""


def diff(verdict: Verdict, width: int) -> RenderableType:
    """What was claimed beside what was printed, `width` columns wide at most."""
    draw = _stacked if width < NARROW else _side_by_side
    rest = len(verdict.lines[MOST_ROWS:]) + verdict.further_lines
    below = [Text(f"… and {counted(rest)} more", style="quiet")] if rest else []
    return Group(draw(verdict.lines[:MOST_ROWS]), *below)


def _side_by_side(rows: Iterable[LineVerdict]) -> RenderableType:
    table = Table(box=None, expand=True, pad_edge=False, padding=(0, 1, 0, 0), header_style="quiet")
    table.add_column("", width=1)
    table.add_column("", justify="right", style="quiet", min_width=2)
    table.add_column("you said", ratio=1, overflow="fold")
    table.add_column("", justify="right", style="quiet", min_width=2)
    table.add_column("it printed", ratio=1, overflow="fold")
    for row in rows:
        sign, style = _SIGNS[row.kind]
        table.add_row(
            Text(sign, style=style),
            _number(row.claimed_number),
            _claimed(row),
            _number(row.actual_number),
            _actual(row),
        )
    return table


def _stacked(rows: Iterable[LineVerdict]) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=1)
    table.add_column(justify="right", style="quiet", min_width=2)
    table.add_column(style="quiet")
    table.add_column(overflow="fold")
    for row in rows:
        sign, style = _SIGNS[row.kind]
        mark = Text(sign, style=style)
        if row.kind is LineKind.SAME:
            table.add_row(mark, _number(row.actual_number), "both", _actual(row))
            continue
        if row.claimed is not None:
            table.add_row(mark, _number(row.claimed_number), "you", _claimed(row))
        if row.actual is not None:
            table.add_row(mark, _number(row.actual_number), "real", _actual(row))
    return table


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _claimed(row: LineVerdict) -> Text:
    if row.claimed is None:
        return Text("(you left it out)" if row.kind is LineKind.MISSING else "", style="quiet")
    return _line(row.claimed, row.kind, "" if row.printed_as is None else f"is {row.printed_as}")


def _actual(row: LineVerdict) -> Text:
    if row.actual is None:
        return Text("(never printed)" if row.kind is LineKind.EXTRA else "", style="quiet")
    note = only(row.near) if row.near else ""
    if row.claimed_as is not None:
        note = f"was {row.claimed_as}"
    return _line(row.actual, row.kind, note)


def _line(line: str, kind: LineKind, note: str) -> Text:
    # An empty line is a line too, and has to be seen.
    text = Text.assemble((visible(line) or "⏎", _SIGNS[kind][1]))
    return text.append(f"  ({note})", style="quiet") if note else text
