"""One screen of a story: the lanes with the current step, the program, the notes, the keys."""

from collections.abc import Callable
from dataclasses import replace

from prompt_toolkit.formatted_text import ANSI, StyleAndTextTuples
from rich.console import Console, Group, RenderableType
from rich.syntax import Syntax
from rich.text import Text

from asynclearn.explaining.story import Step, Story
from asynclearn.terminal.menu import Key, in_lines
from asynclearn.terminal.off_screen import drawn_lines
from asynclearn.terminal.text import visible
from asynclearn.terminal.theme import NARROW, SYNTAX
from asynclearn.terminal.timeline import Columns, heads, marked_up, row, share_out, with_outcome

_LEAST_CODE, _MOST_CODE = 30, 60
_TIGHT_CODE = 26
"""Columns for the program where each lane gets a column of its own by that."""
_BETWEEN = 2
"""Columns between the lanes and the program."""
_LEAST_CODE_BELOW = 7
"""Lines of code that are shown below the lanes where there is no room beside them."""
_MOST_OF_A_LINE = 3
"""So many rows the whole of one line of code may take."""
_LEAST_BODY = 5


class View:
    """What is shown, and which step is the current one."""

    def __init__(self, story: Story, console: Console) -> None:
        self.story = story
        self.size: Callable[[], tuple[int, int]] = lambda: (24, 80)
        self.detailed = False
        self.selected = 0
        self._console = console
        self._code_widths: dict[tuple[int, bool], int] = {}
        self._steps = with_outcome(story, story.steps)
        self._details = with_outcome(story, story.details)
        code = "\n".join(visible(line.text) for line in story.code)
        self._code = Syntax(code, "python", theme=SYNTAX).highlight(code).split("\n")

    @property
    def steps(self) -> tuple[Step, ...]:
        """The short version or the long one."""
        return self._details if self.detailed else self._steps

    @property
    def step(self) -> Step | None:
        """The current one; None in an empty story."""
        return self.steps[self.selected] if self.steps else None

    @property
    def is_narrow(self) -> bool:
        """Whether the code stands below the lanes, not beside them."""
        return self.size()[1] < NARROW

    def move(self, by: int) -> None:
        """Goes to another step, as far as there are any."""
        self.selected = max(0, min(self.selected + by, len(self.steps) - 1))

    def toggle_details(self) -> None:
        """The other version, at the same moment."""
        at_the_end = self.selected == len(self.steps) - 1
        events = self.step.events if self.step else ()
        self.detailed = not self.detailed
        moment = events[0] if events else 0
        reached = [
            number
            for number, step in enumerate(self.steps)
            if step.events and step.events[0] <= moment
        ]
        self.selected = reached[-1] if reached else 0
        if at_the_end:
            self.move(len(self.steps))

    # The parts of the screen.

    def keys(self) -> list[Key]:
        """What is in the footer."""
        details = "short version" if self.detailed else "all details"
        place = f"{self.selected + 1} of {len(self.steps)}" if self.steps else "nothing to show"
        return [("↑↓", place), ("d", details), ("q", "back")]

    def title(self) -> ANSI:
        """What the story is about."""
        return self._drawn(marked_up(self.story.title, "bold"), self.size()[1])

    def notes(self) -> ANSI:
        """What there is to say below."""
        return self._drawn(Group("", *map(marked_up, self.story.notes)), self.size()[1])

    def footer(self) -> StyleAndTextTuples:
        """The keys, at the foot of the screen."""
        return in_lines(self.keys(), self.size()[1])

    def heads(self) -> ANSI:
        """The lanes' titles."""
        return self._drawn(heads(self.story, self._columns()), self.lanes_width())

    def lanes(self) -> ANSI:
        """As many steps as fit, with the current one among them."""
        columns, width = self._columns(), self.lanes_width()

        def lines_of(number: int) -> list[str]:
            selected = number == self.selected
            drawn = row(self.story, self.steps, number, columns, selected=selected)
            return self._lines(drawn, width)

        return ANSI("\n".join(_around(lines_of, len(self.steps), self.selected, self._body())))

    def code(self) -> ANSI:
        """The program around the current line."""
        first = self.story.code[0].number if self.story.code else 1
        line = self.step.line if self.step else None
        current = 0 if line is None else max(0, min(line - first, len(self._code) - 1))
        height = self.code_below() if self.is_narrow else self._body()
        width = self.code_width()
        digits = self._digits()

        def lines_of(number: int) -> list[str]:
            is_current = line is not None and number == line - first
            text = Text.assemble(
                ("▶ " if is_current else "  ", "bold"),
                (f"{number + first:>{digits}} ", "quiet"),
                self._code[number],
            )
            if is_current:
                text.stylize("reverse")
            text.truncate(width, overflow="ellipsis")
            return self._lines(text, width)

        return ANSI("\n".join(_around(lines_of, len(self.story.code), current, height)))

    def line(self) -> ANSI:
        """The current line of the program as a whole: beside the lanes it may be cut."""
        text = self.story.code_at(self.step.line) if self.step else ""
        if not text or self.step is None:
            return ANSI("")
        marked = Text.assemble((f"Line {self.step.line}: ", "quiet"), visible(text))
        return self._drawn(marked, self.size()[1])

    def line_height(self) -> int:
        """Rows for it: the same at each step; none if the program is nowhere cut."""
        longest = self._longest()
        if longest + len("▶  ") + self._digits() <= self.code_width():
            return 0
        label = len("Line : ") + self._digits()
        dedented = max(len(line.text.strip()) for line in self.story.code)
        return min(-(-(label + dedented) // self.size()[1]), _MOST_OF_A_LINE)

    def _longest(self) -> int:
        return max((len(line.text) for line in self.story.code), default=0)

    def _digits(self) -> int:
        return len(str(self.story.code[-1].number)) if self.story.code else 1

    def heads_height(self) -> int:
        """Rows for the lanes' titles: none where each step begins with its lane."""
        return 0 if self.is_narrow else 1

    def code_below(self) -> int:
        """Rows for the program where it stands below: a third of the screen, if it is so long."""
        return max(_LEAST_CODE_BELOW, min(self.size()[0] // 3, len(self.story.code)))

    def lanes_width(self) -> int:
        """Columns for the lanes."""
        columns = self.size()[1]
        return columns if self.is_narrow else columns - self.code_width() - _BETWEEN

    def code_width(self) -> int:
        """Columns for the program."""
        columns = self.size()[1]
        if self.is_narrow:
            return columns
        longest = self._longest() + 8
        wide = max(_LEAST_CODE, min(columns * 42 // 100, longest, _MOST_CODE))
        key = (columns, self.detailed)
        if key not in self._code_widths:
            needed = self._shares_a_lane(wide) and not self._shares_a_lane(_TIGHT_CODE)
            self._code_widths[key] = _TIGHT_CODE if needed else wide
        return self._code_widths[key]

    def _shares_a_lane(self, code_width: int) -> bool:
        """Whether lanes have to share a column beside so much of the program."""
        room = self.size()[1] - code_width - _BETWEEN
        return share_out(self.story, self.steps, room, with_code=False).others

    def notes_height(self) -> int:
        """Lines for the notes: all, where the steps keep enough room."""
        wanted = len(self._lines(Group(*map(marked_up, self.story.notes)), self.size()[1]))
        if not self.story.notes:
            return 0
        others = 4 + self.line_height() + _LEAST_BODY + self._below()
        return max(0, min(wanted + 1, self.size()[0] - others))

    def title_height(self) -> int:
        """Lines for the title."""
        return len(self._lines(marked_up(self.story.title), self.size()[1]))

    def _below(self) -> int:
        return self.code_below() + 1 if self.is_narrow else 0

    def _body(self) -> int:
        """Lines for the steps: what the title, heads, notes and keys leave."""
        footer = 1 + sum(part[1].count("\n") for part in self.footer())
        above = self.title_height() + 1 + self.heads_height()
        below = self._below() + self.line_height() + self.notes_height() + footer
        return max(_LEAST_BODY, self.size()[0] - above - below)

    def _columns(self) -> Columns:
        columns = share_out(self.story, self.steps, self.lanes_width(), with_code=False)
        if self.is_narrow and columns.count > 1:
            return replace(columns, lanes=(), others=True)
        return columns

    def _drawn(self, renderable: RenderableType, width: int) -> ANSI:
        return ANSI("\n".join(self._lines(renderable, width)))

    def _lines(self, renderable: RenderableType, width: int) -> list[str]:
        """What rich draws, as lines with escape sequences for colours."""
        no_color = self._console.no_color
        lines = drawn_lines(lambda console: console.print(renderable), width, no_color=no_color)
        return lines or [""]


def _around(
    lines_of: Callable[[int], list[str]], count: int, current: int, height: int
) -> list[str]:
    """The lines of the items around the current one, which is near the middle if it can be."""
    if not count:
        return []
    middle = lines_of(current)[:height]
    above: list[str] = []
    below: list[str] = []
    number = current - 1
    while number >= 0 and len(above) < height:
        above = lines_of(number) + above
        number -= 1
    number = current + 1
    while number < count and len(below) < height:
        below += lines_of(number)
        number += 1
    room = height - len(middle)
    shown = min(len(above), max(room // 2, room - len(below)))
    return [*above[len(above) - shown :], *middle, *below][:height]
