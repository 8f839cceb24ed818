"""A story drawn: a column for each who runs, time downwards, the program's line at each step."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from asynclearn.explaining.phrases import clock_time
from asynclearn.explaining.story import Mark, Step, StepKind, Story, used_lanes
from asynclearn.sandbox.outcome import Ending
from asynclearn.terminal.hanging import whole_ending
from asynclearn.terminal.text import visible

MOST_LANES = 3
"""More than that nobody follows; the others share the last one."""
NARROWEST_TEXT = 22
"""Sentences in fewer columns than this fall into shreds."""
NARROWEST_CODE = 20
"""Of a line of code so much has to be seen to know it again."""
_WIDEST_CODE = 34
_LEAST_INDENT, _MOST_INDENT = 10, 20
_GAP = 1
_NUMBER = re.compile(r"(?<=\bline) (?=\d)|(?<=\)) (?=\d)")
"""The space before a number that belongs to the word before it: `line 7`, `take() 2`."""
_UNBROKEN = "\ue000"
"""Stands for it while the text is wrapped: rich breaks lines at a no-break space, too. A number
at the beginning of a row would be read with the line of code beside it."""
CURRENT = "›"
"""Before the step that is looked at."""

SIGNS = {
    Mark.RIGHT: ("✓", "sign.right"),
    Mark.WRONG: ("✗", "sign.wrong"),
    Mark.EXPECTED: ("»", "moved"),
}
_SIGNS_IN_WORDS = {
    Mark.RIGHT: "right",
    Mark.WRONG: "here your prediction and the run differ",
    Mark.EXPECTED: "the line that you expected",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """How a width is shared out.

    A lane begins `indent` columns to the right of the one before. Only one lane has something
    to say at a time, so that it may use the room of those to its right.
    """

    lanes: tuple[int, ...]
    """The lanes with a column of their own."""
    others: bool
    """Whether the last column is shared by all other lanes."""
    indent: int
    time: int
    text: int
    """The width of all lanes together."""
    code: int
    """0 if the code is not beside the steps."""
    code_below: bool
    """Whether it stands below each step instead."""
    sign: int = 1
    """The width of the signs: 2 where the current step is marked as well."""

    @property
    def count(self) -> int:
        """How many lane columns there are."""
        return len(self.lanes) + self.others

    def place(self, lane: int) -> int:
        """The column of a lane."""
        return self.lanes.index(lane) if lane in self.lanes else self.count - 1


def share_out(
    story: Story, steps: Sequence[Step], width: int, *, with_code: bool = True
) -> Columns:
    """The columns for these steps in so many characters.

    Without code, as where the whole program is shown beside, there is more room for the lanes.
    """
    lanes = used_lanes(steps)
    time = max((cell_len(clock_time(step.seconds)) for step in steps), default=0)
    sign = 1 if with_code else len(CURRENT) + 1
    room = width - sign - _GAP - time - _GAP
    code = min(_WIDEST_CODE, room * 36 // 100) if with_code else 0
    if code < NARROWEST_CODE:
        code = 0
    text = room - (code + _GAP if code else 0)
    fitting = 1 + max(text - NARROWEST_TEXT, 0) // _LEAST_INDENT
    count = max(1, min(len(lanes), MOST_LANES, fitting))
    if with_code and not code:
        count = 1
    others = len(lanes) > count
    own = tuple(lanes[: count - 1] if others else lanes)
    longest = max((cell_len(story.lanes[lane].title) for lane in own[: count - 1]), default=0)
    most = (text - NARROWEST_TEXT) // max(count - 1, 1)
    indent = min(max(longest + 2, _LEAST_INDENT), _MOST_INDENT, max(most, _LEAST_INDENT))
    return Columns(own, others, indent, time, text, code, with_code and not code, sign)


class _InLane:
    """Text in its lane, with a thin line for each lane to its left."""

    def __init__(self, text: Text, lane: int, indent: int) -> None:
        self.text = text.copy()
        self.text.plain = _NUMBER.sub(_UNBROKEN, text.plain)
        self.lane = lane
        self.indent = indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The text wrapped in the room to the right of its lane's beginning."""
        used = self.lane * self.indent
        inner = options.update(width=max(options.max_width - used, 1), height=None)
        guides = Segment(f"{'│':<{self.indent}}" * self.lane, console.get_style("quiet"))
        for line in console.render_lines(self.text, inner, pad=False):
            yield guides
            for text, style, control in line:
                yield Segment(text.replace(_UNBROKEN, " "), style, control)
            yield Segment.line()


def timeline(story: Story, width: int) -> RenderableType:
    """The first screen: the title, the lanes, what there is to say below."""
    columns = share_out(story, story.steps, width)
    parts: list[RenderableType] = [marked_up(story.title, "bold"), Text("")]
    if story.steps:
        parts.append(heads(story, columns))
    parts += [row(story, story.steps, number, columns) for number in range(len(story.steps))]
    if any(step.mark for step in story.steps):
        parts += [Text(""), legend(story.steps)]
    if story.notes:
        parts.append(Text(""))
    parts += [marked_up(note) for note in story.notes]
    if ending := sad_ending(story):
        parts += [Text(""), *map(marked_up, ending)]
    return Group(*parts)


def sad_ending(story: Story) -> tuple[str, ...]:
    """How the run ended, if the story goes so far and there is more to say than that it did."""
    if story.outcome is None or story.outcome.ending is Ending.FINISHED:
        return ()
    return whole_ending(story.outcome)


def with_outcome(story: Story, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps, and behind them how the run ended, if the story goes so far."""
    if story.outcome is None:
        return tuple(steps)
    seconds = steps[-1].seconds if steps else 0.0
    text = "\n".join(whole_ending(story.outcome))
    return (*steps, Step(lane=0, kind=StepKind.OUTCOME, text=text, seconds=seconds))


def heads(story: Story, columns: Columns) -> RenderableType:
    """The lanes' titles, each where its lane begins."""
    titles = [story.lanes[lane].title for lane in columns.lanes]
    if columns.others:
        titles.append("others" if titles else "")
    line = Text(no_wrap=True, overflow="ellipsis")
    for place, title in enumerate(titles):
        text = Text(visible(title), style="label")
        if place < len(titles) - 1:
            text.truncate(columns.indent - 1, overflow="ellipsis", pad=True)
            text.append(" ")
        line.append_text(text)
    grid = _grid(columns)
    grid.add_row("", "", line, *([""] if columns.code else []))
    return grid


def row(
    story: Story, steps: Sequence[Step], number: int, columns: Columns, *, selected: bool = False
) -> RenderableType:
    """The step with this number, counted from 0. Its time is shown if it is a new one."""
    step = steps[number]
    time = clock_time(step.seconds)
    if not step.has_lane or (number and clock_time(steps[number - 1].seconds) == time):
        time = ""
    sign, style = SIGNS[step.mark] if step.mark else (" ", "")
    is_gap = step.kind is StepKind.GAP
    place = 0 if step.kind is StepKind.OUTCOME else columns.place(step.lane)
    shared = columns.others and place == columns.count - 1 and step.has_lane
    name = f"{visible(story.lanes[step.lane].title)}: " if shared else ""
    text = Text.assemble((name, "label"), marked_up(step.text, "quiet" if is_gap else ""))
    signs = Text(sign, style=style)
    if columns.sign > 1:
        # Reverse alone would be the only bearer of it, where a terminal has that at all.
        signs = Text.assemble((CURRENT if selected else " ", "bold"), signs)
    if selected:
        text.stylize("reverse")
    code = _code(story, step)
    if columns.code_below and code.plain:
        below = _cut(code, columns.text - place * columns.indent)
        text = Text.assemble(text, "\n", below)
    grid = _grid(columns)
    grid.add_row(
        signs,
        Text(time, style="quiet"),
        _InLane(text, place, columns.indent),
        *([_cut(code, columns.code)] if columns.code else []),
    )
    return grid


def _grid(columns: Columns) -> Table:
    grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    grid.add_column(width=columns.sign)
    grid.add_column(width=columns.time, justify="right")
    grid.add_column(width=columns.text)
    if columns.code:
        grid.add_column(width=columns.code, no_wrap=True)
    return grid


def _code(story: Story, step: Step) -> Text:
    text = story.code_at(step.line)
    return Text(f"{step.line} {visible(text)}" if text else "", style="quiet")


def _cut(text: Text, width: int) -> Text:
    text = text.copy()
    text.truncate(width, overflow="ellipsis")
    return text


def legend(steps: Sequence[Step]) -> Text:
    """What the signs mean that are in use."""
    used = [mark for mark in Mark if any(step.mark is mark for step in steps)]
    text = Text()
    for number, mark in enumerate(used):
        sign, style = SIGNS[mark]
        text.append("   " if number else "").append(sign, style=style)
        text.append(f" {_SIGNS_IN_WORDS[mark]}", style="quiet")
    return text


def marked_up(text: str, style: str = "") -> Text:
    """Text in which what stands in backticks is set as code."""
    marked = Text(style=style)
    for place, part in enumerate(re.split("`([^`]*)`", text)):
        marked.append(visible(part), style="markdown.code" if place % 2 else "")
    return marked


def sentences(story: Story, *, details: bool = False) -> list[str]:
    """The story for those who do not see columns: numbered sentences, the line after each."""
    steps = story.details if details else story.steps
    told = [visible(story.title)] if steps else []
    times = [None, *(clock_time(step.seconds) for step in steps)]
    for number, (step, (before, now)) in enumerate(zip(steps, pairwise(times), strict=True), 1):
        at = f"At {now}: " if now != before and step.kind is not StepKind.GAP else ""
        code = story.code_at(step.line)
        where = f" Line {step.line}: {code}" if code else ""
        mark = f" ({_SIGNS_IN_WORDS[step.mark]})" if step.mark else ""
        told.append(visible(f"{number}. {at}{story.sentence(step)[:-1]}{mark}.{where}"))
    return [*told, *(visible(note) for note in story.notes)]
