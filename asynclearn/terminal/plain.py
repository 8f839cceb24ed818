"""The terminal without boxes, colours or redraws: for screen readers, pipes and tests.

Everything works here that works in the rich one; only the drawing is left out.
"""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TextIO

from rich.console import Console, RenderableType
from rich.text import Text

from asynclearn.content.blocks import Block
from asynclearn.content.course import Lesson, Part
from asynclearn.errors import ClaimError
from asynclearn.explaining.story import Story
from asynclearn.judging.claim import Claim
from asynclearn.judging.typed import parse_claim
from asynclearn.judging.verdict import Verdict
from asynclearn.judging.wording import describe, describe_lines
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.terminal.code import Code
from asynclearn.terminal.hanging import hang_in_words
from asynclearn.terminal.prose import PageMarkdown, block_of
from asynclearn.terminal.text import abridged, ending_in_words, visible
from asynclearn.terminal.timeline import sad_ending, sentences
from asynclearn.terminal.tracebacks import of_the_program
from asynclearn.terminal.wording import END_MARK, ENDINGS, HINT_MARK, NO_HINTS

_ASK = "What does it print? One line at a time; a line with only . ends the prediction."


class PlainTerminal:
    """A terminal that reads lines and writes sentences."""

    def __init__(self, console: Console, stdin: TextIO | None = None) -> None:
        self._console = console
        self._stdin = sys.stdin if stdin is None else stdin

    def open_step(self, lesson: Lesson, part: Part, step: int, steps: int) -> None:
        """Says where the learner is."""
        place = f"Part {part.number}, {part.title}" if part.number else "Opening"
        self._print(Text(f"Lesson {lesson.number}. {place}. Step {step} of {steps}."))

    def show_front(self, lesson: Lesson) -> None:
        """The lesson's title and summary."""
        self._print(Text(lesson.title))
        self._print(PageMarkdown(lesson.summary, plain=True))

    def show_outcomes(self, lesson: Lesson) -> None:
        """What the lesson teaches, and what it builds on."""
        self._list("What you will be able to do:", lesson.outcomes)
        self._list("What you should know:", lesson.prerequisites)

    async def show(self, block: Block) -> None:
        """Something to read."""
        self._console.print(block_of(block, plain=True))

    async def ask_claim(self, draft: str, keep: Callable[[str], None]) -> Claim:
        """A prediction, up to a line with only `.`; where the input ends before, it is a draft."""
        if draft:
            self._print(Text(f"The last time you had typed this; type it again:\n{draft}"))
        self._console.print(Text(f"{_ASK} {ENDINGS}"))
        lines: list[str] = []
        while True:
            try:
                self._read_until_mark(lines, self._refuse_hint)
            except (EOFError, KeyboardInterrupt):
                keep("\n".join(lines))
                raise
            try:
                return parse_claim("\n".join(lines))
            except ClaimError as error:
                lines.pop()
                self._console.print(Text(f"{error} The lines before it are kept; go on."))

    def running(self) -> AbstractContextManager[None]:
        """Nothing: a message that comes and goes is noise here."""
        return nullcontext()

    def show_outcome(self, outcome: Outcome) -> None:
        """What a program printed and how it ended."""
        self._output("It prints:", "It prints nothing.", outcome.stdout)
        if outcome.stderr:
            self._output("On stderr:", "", of_the_program(outcome.stderr))
        if outcome.ending is not Ending.FINISHED:
            self._print(Text("\n".join([ending_in_words(outcome), *hang_in_words(outcome)])))

    def show_verdict(
        self, claim: Claim, outcome: Outcome, verdict: Verdict, feedback: str | None
    ) -> None:
        """The verdict in words, the difference as sentences, and the feedback."""
        del claim
        self._console.print(Text("\n".join(describe(verdict))))
        if not verdict.right:
            self._console.print(Text(abridged("\n".join(describe_lines(verdict)))))
        self._console.print()
        self.show_outcome(outcome)
        if feedback is not None:
            self._console.print(Text("About your answer:"))
            self._print(PageMarkdown(feedback, plain=True))

    async def show_story(self, story: Story) -> None:
        """The story as numbered sentences, and how it ended."""
        self._print(Text("\n".join([*sentences(story), *sad_ending(story)])))

    async def choose(self, keys: Sequence[tuple[str, str]]) -> str:
        """A key or its word, followed by Enter; Enter alone means the first."""
        words = ", ".join(f"{word} ({key})" for key, word in keys)
        question = f"{words}. Enter means {keys[0][1]}."
        while True:
            self._console.print(Text(question))
            answer = self._read_line().strip()
            if not answer:
                return keys[0][0]
            for key, word in keys:
                if answer.casefold() in (key, word, word.partition(" ")[0]):
                    return key
            question = f"There is no `{visible(answer)}` here. Choose: {words}."

    async def edit(self, source: str) -> str:
        """The program, typed anew."""
        self._print(Code(source, first_line=1, plain=True))
        self._console.print(
            Text("Type the program as it should be. A line with only . ends it; nothing goes back.")
        )
        lines: list[str] = []
        self._read_until_mark(lines)
        if not lines:
            raise EOFError
        return "\n".join(lines) + "\n"

    def say(self, text: str) -> None:
        """One sentence or two."""
        self._print(Text(text))

    def _print(self, renderable: RenderableType) -> None:
        self._console.print(renderable)
        self._console.print()

    def _list(self, label: str, items: Sequence[str]) -> None:
        markdown = "\n".join(f"- {item}" for item in items)
        self._console.print(Text(label))
        self._print(PageMarkdown(markdown, plain=True))

    def _output(self, label: str, empty: str, text: str) -> None:
        self._print(Text(f"{label}\n{abridged(text)}" if text.strip() else empty))

    def _read_until_mark(
        self, lines: list[str], aside: Callable[[str], bool] = lambda _: False
    ) -> None:
        """Adds lines up to the mark, but those that `aside` answers. EOFError without a mark."""
        while (line := self._read_line()) != END_MARK:
            if not aside(line):
                lines.append(line)

    def _refuse_hint(self, line: str) -> bool:
        if line.strip() != HINT_MARK:
            return False
        self._console.print(Text(NO_HINTS))
        return True

    def _read_line(self) -> str:
        typed_by_hand = self._stdin.isatty()
        if typed_by_hand:
            self._console.print("> ", end="")
        with _interruptible():
            line = self._stdin.readline()
        if not line:
            raise EOFError
        line = line.rstrip("\r\n")
        if not typed_by_hand:
            # So that the transcript of a pipe reads like a session.
            self._console.print(Text(f"> {visible(line)}"))
        return line


@contextmanager
def _interruptible() -> Iterator[None]:
    """Lets Ctrl-C end a blocking read.

    asyncio.run replaces the SIGINT handler by one that cancels the main task at its next
    turn; a task that is blocked in readline has none (PEP 475 restarts the read).
    """
    try:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
    except ValueError:
        # Not in the main thread: then no signal handler of asyncio's is in the way either.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
