"""The choices in a step: predict again or only look; go on, run again, edit and run, back, quit."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from asynclearn.content.blocks import Snippet
from asynclearn.content.compiling import compiles
from asynclearn.progress.attempt import Attempt
from asynclearn.sandbox.outcome import Program
from asynclearn.teaching.port import Desk, Key
from asynclearn.teaching.question import (
    Answer,
    Question,
    accept_near_miss,
    run_program,
    run_snippet,
)
from asynclearn.teaching.story import show_story


class Turn(Enum):
    """What a learner chooses to do. The values are the keys."""

    NEXT = "n"
    BACK = "b"
    QUIT = "q"
    PREDICT = "p"
    SHOW = "s"
    ACCEPT = "c"
    RUN = "r"
    EDIT = "e"
    STORY = "t"
    DOUBT = "d"


_LEAVES_THE_STEP = (Turn.NEXT, Turn.BACK, Turn.QUIT)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a step can be left to."""

    onward: str
    """What comes next, in words."""
    back: bool
    """Whether there is a step before it."""

    def around(self, *middle: tuple[Turn, str]) -> list[Key]:
        """The keys of a menu: onward, what can be done here, back, quit."""
        back = [(Turn.BACK, "back")] if self.back else []
        turns = [(Turn.NEXT, self.onward), *middle, *back, (Turn.QUIT, "quit")]
        return [(turn.value, word) for turn, word in turns]


async def revisit(question: Question, desk: Desk, ways: Ways) -> Turn:
    """PREDICT for a new question. One that was answered before may only be looked at.

    After SHOW the run has been shown; otherwise the turn says where to go.
    """
    earlier = desk.progress.latest(question.id, question.snippet.digest)
    if earlier is None or question.draft:
        return Turn.PREDICT
    desk.terminal.say(_earlier(earlier))
    keys = ways.around((Turn.PREDICT, "predict again"), (Turn.SHOW, "show what it prints"))
    turn = Turn(await desk.terminal.choose(keys))
    if turn is Turn.SHOW:
        desk.terminal.show_outcome(await run_snippet(question.snippet, desk))
    return turn


def _earlier(attempt: Attempt) -> str:
    verdict = "rightly" if attempt.right or attempt.accepted else "wrongly"
    return f"You have answered this before, {verdict}."


async def what_next(
    desk: Desk,
    ways: Ways,
    program: Snippet | None,
    answer: Answer | None = None,
    doubt: Callable[[], Awaitable[None]] | None = None,
) -> Turn:
    """Asks until the learner leaves the step. It never goes on by itself.

    `doubt` takes down what they hold against the question. Gives NEXT, BACK or QUIT.
    """
    source = "" if program is None else standalone(program)
    doubting = [] if doubt is None else [(Turn.DOUBT, "doubt the question")]
    while True:
        turn = Turn(await desk.terminal.choose(ways.around(*_doings(program, answer), *doubting)))
        if turn in _LEAVES_THE_STEP:
            return turn
        if turn is Turn.ACCEPT and answer is not None:
            answer = accept_near_miss(answer, desk)
            desk.terminal.say("Counted as right.")
        elif turn is Turn.RUN and program is not None:
            desk.terminal.show_outcome(await run_snippet(program, desk))
        elif turn is Turn.STORY and program is not None:
            await show_story(program, answer, desk)
        elif turn is Turn.EDIT:
            source = await _edit_and_run(source, desk)
        elif turn is Turn.DOUBT and doubt is not None:
            await doubt()


def _doings(program: Snippet | None, answer: Answer | None) -> list[tuple[Turn, str]]:
    doings = []
    if answer is not None and answer.attempt.near_miss and not answer.attempt.accepted:
        doings.append((Turn.ACCEPT, "count it as right"))
    if program is None:
        return doings
    again = [(Turn.RUN, "run again"), (Turn.EDIT, "edit and run")]
    if not compiles(program.program):
        return [*doings, *again]
    if answer is not None and not answer.verdict.right:
        return [*doings, (Turn.STORY, "why: the story"), *again]
    return [*doings, *again, (Turn.STORY, "timeline")]


async def _edit_and_run(source: str, desk: Desk) -> str:
    """The source as it stands afterwards: giving up the edit changes nothing."""
    try:
        edited = await desk.terminal.edit(source)
    except EOFError:
        return source
    desk.terminal.show_outcome(await run_program(Program(edited, "edited.py"), desk))
    return edited


def standalone(snippet: Snippet) -> str:
    """The program as somebody would write it: without the gaps that keep its line numbers."""
    return re.sub(r"\n{4,}", "\n\n\n", snippet.program.strip("\n")) + "\n"
