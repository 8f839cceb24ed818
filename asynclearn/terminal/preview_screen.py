"""A page that is drawn anew whenever its file is saved, on the whole screen, to scroll in.

What stood there stays until the new one is complete, and the place in it is kept.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from itertools import dropwhile

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import ANSI, StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from rich.console import Console

from asynclearn.terminal.menu import STYLE, in_lines, wait_for_escape
from asynclearn.terminal.off_screen import drawn_lines
from asynclearn.terminal.preview import Sight, draw
from asynclearn.terminal.preview_problems import draw_problems, in_numbers

_FAR = 10**9
_KEYS = (("p", "problems"), ("r", "run again"), ("q", "quit"))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page for one width."""

    columns: int
    lines: tuple[str, ...]
    problems: int
    """The line where the problems begin."""


class PreviewScreen:
    """What is shown, and how far it is scrolled. `again` is called when the author asks for it."""

    def __init__(self, again: Callable[[], None], console: Console) -> None:
        self._again = again
        self._console = console
        self._sight: Sight | None = None
        self._notice = "Running…"
        self._drawn: _Drawn | None = None
        self._first = 0
        page = Window(FormattedTextControl(self._page, show_cursor=False))
        self._application: Application[None] = Application(
            Layout(HSplit([page, _foot(self._summary), _foot(self._keys)])),
            key_bindings=self._bindings(),
            style=STYLE,
            full_screen=True,
        )
        wait_for_escape(self._application)

    async def run(self) -> None:
        """Shows it until the author leaves. Raises KeyboardInterrupt on Ctrl-C."""
        await self._application.run_async()

    def show(self, sight: Sight) -> None:
        """Shows a page in place of the last one."""
        self._sight, self._drawn, self._notice = sight, None, ""
        self._application.invalidate()

    def notice(self, text: str) -> None:
        """Says above the keys that programs run, or why nothing new is shown."""
        self._notice = text
        self._application.invalidate()

    def fail(self, error: BaseException) -> None:
        """Ends it with an error."""
        if self._application.is_running and not self._application.is_done:
            self._application.exit(exception=error)

    # The parts of the screen.

    def _page(self) -> ANSI:
        first = self._top
        return ANSI("\n".join(self._draw().lines[first : first + self._height]))

    def _summary(self) -> StyleAndTextTuples:
        found = "" if self._sight is None else in_numbers(self._sight)
        text = " · ".join(filter(None, [found, self._notice]))
        return [("class:key", text[: self._size()[1]])]

    def _keys(self) -> StyleAndTextTuples:
        lines = len(self._draw().lines)
        place = f"{min(self._top + self._height, lines)} of {lines}"
        return in_lines([("↑↓", place), *_KEYS], self._size()[1])

    def _size(self) -> tuple[int, int]:
        size = self._application.output.get_size()
        return size.rows, size.columns

    @property
    def _top(self) -> int:
        """The line of the page at the top of the screen, from 0."""
        return max(0, min(self._first, len(self._draw().lines) - self._height))

    @property
    def _height(self) -> int:
        """Lines of the page that fit above the summary and the keys."""
        rows, columns = self._size()
        keys = in_lines([("↑↓", "1000 of 1000"), *_KEYS], columns)
        return max(1, rows - 2 - sum(part[1].count("\n") for part in keys))

    def _draw(self) -> _Drawn:
        columns = self._size()[1]
        if self._drawn is None or self._drawn.columns != columns:
            page, problems = self._lines(draw, columns), self._lines(draw_problems, columns)
            above = [*page, ""] if page else []
            self._drawn = _Drawn(columns, (*above, *problems), len(above))
        return self._drawn

    def _lines(self, drawing: Callable[..., None], columns: int) -> list[str]:
        """What is drawn, as lines with escape sequences for colours."""
        if self._sight is None:
            return []
        sight = self._sight
        lines = drawn_lines(
            lambda console: drawing(sight, console, plain=False),
            columns,
            no_color=self._console.no_color,
        )
        # A page begins with an empty line, which the screen has no use for.
        return list(dropwhile(operator.not_, lines))

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()

        def go(by: Callable[[], int], *keys: str) -> None:
            for key in keys:

                @bindings.add(key)
                def _go(_event: KeyPressEvent) -> None:
                    self._first = self._top + by()

        go(lambda: -1, "up", "k")
        go(lambda: 1, "down", "j", "enter")
        go(lambda: 1 - self._height, "pageup")
        go(lambda: self._height - 1, "pagedown", "space")
        go(lambda: -_FAR, "home", "g")
        go(lambda: _FAR, "end", "G")
        go(lambda: self._draw().problems - self._top, "p")

        @bindings.add("r")
        def _run_again(_event: KeyPressEvent) -> None:
            self._again()

        @bindings.add("q")
        @bindings.add("escape")
        @bindings.add("c-d")
        def _leave(event: KeyPressEvent) -> None:
            event.app.exit()

        @bindings.add("c-c")
        def _interrupt(event: KeyPressEvent) -> None:
            event.app.exit(exception=KeyboardInterrupt)

        return bindings


def _foot(text: Callable[[], StyleAndTextTuples]) -> Window:
    return Window(FormattedTextControl(text, show_cursor=False), dont_extend_height=True)
