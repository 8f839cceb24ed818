"""Programs as they are shown: a number for each line, and a mark where a line goes on below."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.syntax import Syntax
from rich.text import Text

from asynclearn.terminal.theme import SYNTAX

TAB_SIZE = 4
_HANGS_BY = 4
"""Columns by which the rest of a broken line stands further right than its beginning."""


class Code:
    """A program, or any other source, in lines that are broken where there is no room.

    With `first_line` each line has its number, once: what belongs to the line above has a mark in
    that place instead. Else the mark stands before the text.
    """

    def __init__(
        self,
        source: str,
        language: str = "python",
        *,
        first_line: int | None = None,
        plain: bool = False,
    ) -> None:
        self._source = source.rstrip("\n").expandtabs(TAB_SIZE)
        self._language = language
        self._first_line = first_line
        self._plain = plain

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Renders each line with its number, and the mark where it goes on."""
        del console
        mark = continuation_mark(ascii_only=options.ascii_only)
        lines = self._lines()
        digits = 0 if self._first_line is None else len(str(self._first_line + len(lines) - 1))
        width = max(options.max_width - cell_len(self._gutter("", digits)), 1)
        for place, line in enumerate(lines):
            for hang, piece in _pieces(line, width):
                if self._first_line is None:
                    before = f"{mark} ".rjust(hang) if hang else ""
                else:
                    label = mark if hang else str(self._first_line + place)
                    before = self._gutter(label, digits) + " " * hang
                row = Text.assemble((before, "quiet"), piece, no_wrap=True, overflow="ignore")
                row.rstrip()
                yield row

    def _gutter(self, label: str, digits: int) -> str:
        if self._first_line is None:
            return ""
        return f"{label:>{digits}}  " if self._plain else f"  {label:>{digits}} "

    def _lines(self) -> list[Text]:
        if self._plain:
            return [Text(line) for line in self._source.split("\n")]
        lines = Syntax(self._source, self._language, theme=SYNTAX).highlight(self._source)
        return list(lines.split("\n", allow_blank=True))[: self._source.count("\n") + 1]


def continuation_mark(*, ascii_only: bool = False) -> str:
    """What stands before the rest of a line that was too long."""
    return "\\" if ascii_only else "↪"


def _pieces(line: Text, width: int) -> Iterator[tuple[int, Text]]:
    """The line in pieces that fit, each with the columns by which it hangs; the first has none."""
    indent = len(line.plain) - len(line.plain.lstrip(" "))
    # What is indented beyond all measure must not be all indentation.
    line = line[max(0, indent - width // 2) :]
    hang = max(1, min(indent + _HANGS_BY, width // 2))
    end = _fitting(line.plain, width)
    yield 0, line[:end]
    while end < len(line.plain):
        start, end = end, end + _fitting(line.plain[end:], max(width - hang, 1))
        yield hang, line[start:end]


def _fitting(text: str, width: int) -> int:
    """How many characters fit: up to the last space, else as many as there is room for."""
    used = 0
    for place, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            space = text.rfind(" ", 0, place + 1)
            return space + 1 if text[: max(space, 0)].strip() else max(place, 1)
    return len(text)
