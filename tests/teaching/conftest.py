"""A terminal that answers from a script, a run that never starts a process, a lesson of paper."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from asynclearn.content.blocks import (
    Block,
    ExpectedOutput,
    Heading,
    Location,
    Prose,
    Role,
    Snippet,
    Stream,
    WrongPrediction,
)
from asynclearn.content.course import Lesson, Part
from asynclearn.explaining.story import Story
from asynclearn.judging.claim import Claim, MatchRule
from asynclearn.judging.typed import parse_claim
from asynclearn.judging.verdict import Verdict
from asynclearn.progress.store import Progress
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program
from asynclearn.teaching.port import Desk

HERE = Path("part.md")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

Answer = str | type[BaseException] | tuple[str, type[BaseException]]
"""What to type or press; an exception to leave by; or what is typed before leaving by one."""


@dataclass
class ScriptedTerminal:
    """Answers from a script, and keeps all that it was shown."""

    answers: list[Answer]
    seen: list[str] = field(default_factory=list)
    verdicts: list[tuple[Verdict, str | None]] = field(default_factory=list)
    menus: list[dict[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    left_at: str = ""
    """A text that is not read any more: the learner leaves at the pause above it."""

    def open_step(self, lesson: Lesson, part: Part, step: int, steps: int) -> None:
        self.seen.append(f"[{lesson.number}.{part.number} {step}/{steps}]")

    def show_front(self, lesson: Lesson) -> None:
        self.seen.append(f"front: {lesson.title}")

    def show_outcomes(self, lesson: Lesson) -> None:
        self.seen.append(f"outcomes: {', '.join(lesson.outcomes)}")

    async def show(self, block: Block) -> None:
        match block:
            case Heading(text=text):
                self.seen.append(f"# {text}")
            case Snippet(source=source):
                self.seen.append(f"program: {source.strip()}")
            case _ if self.left_at and block.markdown == self.left_at:
                raise EOFError
            case _:
                self.seen.append(block.markdown)

    async def ask_claim(self, draft: str, keep: Callable[[str], None]) -> Claim:
        self.drafts.append(draft)
        self.seen.append("asked")
        answer = self.answers.pop(0)
        if isinstance(answer, tuple):
            keep(answer[0])
            raise answer[1]
        return parse_claim(self._typed(answer))

    def running(self) -> AbstractContextManager[None]:
        return nullcontext()

    def show_outcome(self, outcome: Outcome) -> None:
        self.seen.append(f"outcome: {outcome.stdout.strip()}")

    def show_verdict(
        self, claim: Claim, outcome: Outcome, verdict: Verdict, feedback: str | None
    ) -> None:
        del claim, outcome
        self.verdicts.append((verdict, feedback))
        self.seen.append("right" if verdict.right else "wrong")

    async def show_story(self, story: Story) -> None:
        self.stories.append(story)
        self.seen.append(f"story: {story.title}")

    async def choose(self, keys: Sequence[tuple[str, str]]) -> str:
        self.menus.append(dict(keys))
        key = self._typed(self.answers.pop(0))
        assert key in dict(keys), f"{key} is not in the menu {keys}"
        return key

    async def edit(self, source: str) -> str:
        self.seen.append(f"edit: {source.strip()}")
        return self._typed(self.answers.pop(0))

    def say(self, text: str) -> None:
        self.seen.append(f"said: {text}")

    def _typed(self, answer: Answer) -> str:
        if isinstance(answer, str):
            return answer
        assert isinstance(answer, type)
        raise answer


async def echo_run(program: Program, limits: Limits) -> Outcome:
    """Prints what the program's `print('…')` lines say, without running anything."""
    del limits
    quoted = (line.split("'")[1] for line in program.source.splitlines() if "print('" in line)
    text = "".join(f"{each}\n" for each in quoted)
    return Outcome(text, "", Ending.FINISHED, 0.01, exit_code=0)


def program(source: str, line: int, role: Role = Role.PREDICT, **more: object) -> Snippet:
    wrong = more.get("wrong", ())
    assert isinstance(wrong, tuple)
    where = Location(HERE, line)
    expected = ExpectedOutput(Claim(""), MatchRule.EXACT, Stream.STDOUT, None, where)
    padded = "\n" * (line - 1) + source
    return Snippet(source, padded, where, role, expected=(expected,), wrong=wrong)


def prose(text: str) -> Prose:
    return Prose(text, Location(HERE, 1))


def heading(text: str) -> Heading:
    return Heading(2, text, Location(HERE, 1))


def part(number: int, *blocks: Block) -> Part:
    slug = f"part-{number}" if number else "README"
    return Part(number, slug, f"Title {number}", blocks, Location(HERE, 1))


def lesson_of(opening: Part, *parts: Part) -> Lesson:
    where = Location(HERE, 1)
    return Lesson(4, "04-paper", "Paper", "A lesson.", ("a",), ("b",), opening, parts, where)


@pytest.fixture
def lesson() -> Lesson:
    """An opening with one question, and a part with two."""
    wrong = WrongPrediction(Claim("one"), "It counts from two.", Location(HERE, 9))
    return lesson_of(
        part(0, prose("Welcome."), program("print('hello')\n", 5), prose("It greets.")),
        part(
            1,
            prose("Numbers."),
            program("print('two')\n", 7, wrong=(wrong,)),
            prose("Two it is."),
            heading("More"),
            program("print('three')\nprint('four')\n", 20),
            prose("And four."),
        ),
    )


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with Progress.open(tmp_path / "progress.sqlite3", now=START) as memory:
        yield memory


@pytest.fixture
def sit_down(progress: Progress) -> Callable[..., tuple[ScriptedTerminal, Desk]]:
    """A terminal with its script, and the desk around it; the memory is the same each time."""
    moments = iter(START + timedelta(seconds=each) for each in range(10_000))

    def sit(*answers: Answer) -> tuple[ScriptedTerminal, Desk]:
        terminal = ScriptedTerminal(list(answers))
        return terminal, Desk(terminal, echo_run, progress, lambda: next(moments), "3.11.0")

    return sit
