"""What was shown since the learner last turned to something new: how long it is, and once more."""

from rich.console import Console, RenderableType

from asynclearn.terminal.theme import READING_WIDTH


class Sheet:
    """The part of a session that belongs on the screen, drawn on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: list[RenderableType] = []
        self.lines_unread = 0
        """How many lines were shown since the learner last pressed a key."""

    @property
    def width(self) -> int:
        """Columns to draw in."""
        return min(self._console.width, READING_WIDTH)

    def turn_over(self) -> None:
        """What was shown so far may scroll away."""
        self._shown.clear()
        self.lines_unread = 0

    def emit(self, renderable: RenderableType) -> None:
        """Shows it."""
        self._shown.append(renderable)
        self.lines_unread += self.height(renderable)
        self._console.print(renderable, width=self.width)

    def height(self, renderable: RenderableType) -> int:
        """The lines that it takes."""
        options = self._console.options.update(width=self.width)
        return len(self._console.render_lines(renderable, options, pad=False))

    def redraw(self) -> None:
        """Shows it all once more, on an empty screen."""
        self._console.clear()
        for renderable in self._shown:
            self._console.print(renderable, width=self.width)
