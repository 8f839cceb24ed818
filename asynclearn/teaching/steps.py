"""A page of a lesson -> the steps in which it is taken: read, predict, see why, go on."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from asynclearn.content.blocks import Alert, Block, Heading, Prose, Role, Snippet
from asynclearn.content.course import Part

LINES_OF_READING = 30
"""A step without a question ends at the next heading once it holds about a screen."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is shown between two presses of a key."""

    key: str
    """Names the step in the learner's saved position, whatever is added around it."""
    reading: tuple[Block, ...]
    """What is read first; its `run` snippets are run as they come."""
    question: Snippet | None
    """The program to predict, if the step asks for one."""
    explanation: tuple[Block, ...]
    """What is read after the run: all up to the next heading or the next question."""

    @property
    def runnable(self) -> Snippet | None:
        """The program that "run again" and "edit and run" are about."""
        if self.question is not None:
            return self.question
        runs = [block for block in self.reading if is_run(block)]
        return runs[-1] if runs else None


def is_run(block: Block) -> TypeGuard[Snippet]:
    """Whether a block is a program that is run where it stands."""
    return isinstance(block, Snippet) and block.role is Role.RUN


def split(part: Part) -> tuple[Step, ...]:
    """The steps of a page: never none, so that every page is seen."""
    return tuple(_steps(part.blocks)) or (Step("empty", (), None, ()),)


def _steps(blocks: tuple[Block, ...]) -> Iterator[Step]:
    reading: list[Block] = []
    question: Snippet | None = None
    explanation: list[Block] = []
    for block in blocks:
        is_question = isinstance(block, Snippet) and block.role is Role.PREDICT
        starts_anew = is_question or isinstance(block, Heading)
        answered = question is not None and starts_anew
        enough = isinstance(block, Heading) and _lines(reading) >= LINES_OF_READING
        if answered or enough:
            yield _step(reading, question, explanation)
            reading, question, explanation = [], None, []
        if isinstance(block, Snippet) and is_question:
            question = block
        elif question is not None:
            explanation.append(block)
        else:
            reading.append(block)
    if reading or question is not None:
        yield _step(reading, question, explanation)


def _step(reading: list[Block], question: Snippet | None, explanation: list[Block]) -> Step:
    if question is not None:
        key = question.digest
    else:
        key = "reading-" + hashlib.sha256(_name(reading[0]).encode()).hexdigest()[:16]
    return Step(key, tuple(reading), question, tuple(explanation))


def _name(block: Block) -> str:
    match block:
        case Heading(text=text):
            return text.casefold()
        case Prose(markdown=markdown) | Alert(markdown=markdown):
            return markdown
        case Snippet():
            return block.digest


def _lines(blocks: list[Block]) -> int:
    """About how many lines of a terminal the blocks take."""
    total = 0
    for block in blocks:
        match block:
            case Heading():
                total += 2
            case Prose(markdown=text) | Alert(markdown=text) | Snippet(source=text):
                total += text.count("\n") + 2
    return total
