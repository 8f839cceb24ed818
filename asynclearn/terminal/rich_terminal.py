"""The terminal for people who see it: prose, programs, verdicts and menus, drawn with rich."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from asynclearn.content.blocks import Block, Heading, Role, Snippet
from asynclearn.content.course import Lesson, Part
from asynclearn.explaining.story import Story
from asynclearn.judging.claim import Claim
from asynclearn.judging.verdict import Verdict
from asynclearn.judging.wording import describe
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.terminal.diff import diff
from asynclearn.terminal.editor import edit_claim, edit_program
from asynclearn.terminal.hanging import hang_in_words
from asynclearn.terminal.keyboard import drop_typed_keys
from asynclearn.terminal.menu import press
from asynclearn.terminal.prose import Bar, PageMarkdown, block_of
from asynclearn.terminal.sheet import Sheet
from asynclearn.terminal.stepping import step_through
from asynclearn.terminal.text import abridged, ending_in_words
from asynclearn.terminal.theme import NARROW
from asynclearn.terminal.timeline import timeline
from asynclearn.terminal.tracebacks import of_the_program

_RUNNING_AFTER = 0.3
"""Seconds after which a run is worth a word; a shorter one would only flicker."""

_READ_ON = (("n", "read on"), ("q", "quit"))
_AFTER_STORY = (("n", "go on"), ("s", "step through it"))
_MENU_LINES = 2
"""Lines at the foot of the screen that a menu takes."""
_EDITOR_LINES, _NARROW_EDITOR_LINES = 5, 7
"""Likewise the question what it prints, the first line typed, and the keys of the editor."""


class RichTerminal:
    """A terminal drawn with rich that asks with prompt_toolkit."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._sheet = Sheet(console)
        self._headings: list[Heading] = []
        """Headings that wait for what follows them: none stands alone above a pause."""

    @property
    def _width(self) -> int:
        return self._sheet.width

    def open_step(self, lesson: Lesson, part: Part, step: int, steps: int) -> None:
        """A line across the screen that says where the learner is."""
        place = Table.grid(expand=True)
        place.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
        place.add_column(justify="right", no_wrap=True)
        where, how_far = self._place(lesson, part), f"{step} of {steps}"
        place.add_row(Text(where, style="place"), Text(how_far, style="place"))
        self._sheet.turn_over()
        self._emit(Text())
        self._emit(Rule(style="place"))
        self._print(place)
        if step == 1 and part.number:
            self._print(Text(part.title, style="title"))

    def _place(self, lesson: Lesson, part: Part) -> str:
        page = f"Part {part.number}" if part.number else "Opening"
        if self._width < NARROW:
            return f"{lesson.number} · {page}"
        title = f": {part.title}" if part.number else ""
        return f"Lesson {lesson.number} · {page}{title}"

    def show_front(self, lesson: Lesson) -> None:
        """The lesson's title and summary."""
        self._print(Text(lesson.title, style="title"))
        self._print(PageMarkdown(lesson.summary))

    def show_outcomes(self, lesson: Lesson) -> None:
        """What the lesson teaches, and what it builds on."""
        self._list("What you will be able to do", lesson.outcomes)
        self._list("What you should know", lesson.prerequisites)

    async def show(self, block: Block) -> None:
        """Something to read. What was shown before it is not pushed off the screen unread."""
        if isinstance(block, Heading):
            self._headings.append(block)
            return
        renderable = Group(*map(block_of, [*self._headings, block]))
        self._headings.clear()
        room = self._console.height - self._lines_below(block) - self._sheet.lines_unread
        if self._sheet.lines_unread and self._sheet.height(renderable) > room:
            drop_typed_keys()
            if await press(_READ_ON) == "q":
                raise EOFError
            self._sheet.turn_over()
        self._emit(renderable)

    def _lines_below(self, block: Block) -> int:
        """How many lines at the foot of the screen are needed for what follows a block."""
        if not isinstance(block, Snippet) or block.role is not Role.PREDICT:
            return _MENU_LINES
        return _EDITOR_LINES if self._width >= NARROW else _NARROW_EDITOR_LINES

    async def ask_claim(self, draft: str, keep: Callable[[str], None]) -> Claim:
        """A prediction, from the editor."""
        self._emit(Text("What does it print?", style="label"))
        drop_typed_keys()
        claim = await edit_claim(draft, keep, self._sheet.redraw)
        self._sheet.lines_unread = 0
        self._console.print()
        return claim

    @contextmanager
    def running(self) -> Iterator[None]:
        """Says `Running…` when it takes a while, and drops what is typed meanwhile."""
        shown = False

        def say() -> None:
            nonlocal shown
            shown = True
            self._console.print(Text("Running…", style="quiet"), end="")

        timer = asyncio.get_running_loop().call_later(_RUNNING_AFTER, say)
        try:
            yield
        finally:
            timer.cancel()
            if shown:
                self._console.file.write("\r\x1b[K")
            drop_typed_keys()

    def show_outcome(self, outcome: Outcome) -> None:
        """What a program printed and how it ended."""
        self._output("It prints", outcome.stdout, "bar.output")
        if outcome.stderr:
            self._output("On stderr", of_the_program(outcome.stderr), "bar.error")
        if outcome.ending is not Ending.FINISHED:
            self._ending(outcome)

    def show_verdict(
        self, claim: Claim, outcome: Outcome, verdict: Verdict, feedback: str | None
    ) -> None:
        """The verdict in words, the diff, how it really ended, and the feedback."""
        del claim
        self._print(self._sentences(verdict))
        if not verdict.right and verdict.lines:
            self._print(diff(verdict, self._width))
        if outcome.stderr:
            self._output("On stderr", of_the_program(outcome.stderr), "bar.error")
        # Of a hang the reason is worth more than the fact, whoever foresaw that.
        if outcome.hang or (outcome.ending is not Ending.FINISHED and not verdict.ending_right):
            self._ending(outcome)
        if feedback is not None:
            label = Text("About your answer", style="label")
            self._print(Group(label, Bar(PageMarkdown(feedback), "alert.note")))

    async def show_story(self, story: Story) -> None:
        """The story on one screen; then, on request, to step through."""
        self._print(timeline(story, self._width))
        self._sheet.lines_unread = 0
        if story.steps and await press(_AFTER_STORY) == "s":
            await step_through(story, self._console)

    async def choose(self, keys: Sequence[tuple[str, str]]) -> str:
        """One key of a menu at the foot of the step."""
        self._show_headings()
        self._sheet.lines_unread = 0
        return await press(keys)

    async def edit(self, source: str) -> str:
        """The program as the learner changed it."""
        self._emit(Text("Change it, and see what happens.", style="label"))
        edited = await edit_program(source, self._sheet.redraw)
        self._console.print()
        return edited

    def say(self, text: str) -> None:
        """One sentence or two."""
        self._print(PageMarkdown(text))

    def _print(self, renderable: RenderableType) -> None:
        self._emit(Padding(renderable, (0, 0, 1, 0)))

    def _emit(self, renderable: RenderableType) -> None:
        self._show_headings()
        self._sheet.emit(renderable)

    def _show_headings(self) -> None:
        for heading in self._headings:
            self._sheet.emit(block_of(heading))
        self._headings.clear()

    def _list(self, label: str, items: Sequence[str]) -> None:
        markdown = "\n".join(f"- {item}" for item in items)
        self._print(Group(Text(label, style="label"), PageMarkdown(markdown)))

    def _output(self, label: str, text: str, bar: str) -> None:
        if not text.strip():
            self._print(Text(f"{label} nothing.", style="label"))
            return
        shown = Text(abridged(text), overflow="fold")
        self._print(Group(Text(label, style="label"), Bar(shown, bar)))

    def _ending(self, outcome: Outcome) -> None:
        ending = Text(ending_in_words(outcome), style="label")
        reasons = Table.grid(padding=(0, 1, 0, 0))
        reasons.add_column(width=1)
        reasons.add_column(overflow="fold")
        for sentence in hang_in_words(outcome):
            reasons.add_row("·", Text(sentence))
        self._print(Group(ending, reasons) if reasons.row_count else ending)

    def _sentences(self, verdict: Verdict) -> RenderableType:
        sign, style = ("✓", "sign.right") if verdict.right else ("✗", "sign.wrong")
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=1)
        grid.add_column()
        for number, sentence in enumerate(describe(verdict)):
            mark = Text("" if number else sign, style=style)
            grid.add_row(mark, Text(sentence, style="" if number else "bold"))
        return grid
