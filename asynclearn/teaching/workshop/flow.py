"""The flow of a workshop: the task, the learner's editor, a judgement at every save."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum

from asynclearn.content.blocks import Heading
from asynclearn.content.compiling import compiles
from asynclearn.errors import ProgressError, UsageError
from asynclearn.explaining.tell import tell
from asynclearn.here import from_here
from asynclearn.judging.phrases import counted
from asynclearn.progress.attempt import Attempt
from asynclearn.running import learners_program, story_limits
from asynclearn.teaching.port import Key
from asynclearn.teaching.question import Question, ask, run_program, run_snippet
from asynclearn.teaching.story import NOT_RECORDED
from asynclearn.teaching.workshop.mistakes import known_mistake
from asynclearn.teaching.workshop.port import Workbench
from asynclearn.teaching.workshop.sitting import Sitting, look_at, workshop_of
from asynclearn.teaching.workshop.workspace import Work, starter


class Turn(Enum):
    """What a learner chooses to do. The values are the keys."""

    RUN = "r"
    HINT = "h"
    EDIT = "e"
    STORY = "t"
    SOLUTION = "s"
    RESET = "x"
    NEXT = "n"
    QUIT = "q"


async def work_on(work: Work, workbench: Workbench) -> bool:
    """Take a learner through a challenge; whether they want the next one.

    It ends when they say so, never by itself. KeyboardInterrupt and cancellation pass through:
    nothing is to be kept but the learner's own file.
    """
    try:
        return await _Workshop(work, workbench).go()
    except EOFError:
        workbench.bench.say(f"Your program is in `{from_here(work.path)}`.")
        return False


class _Workshop:
    """One learner at one challenge."""

    def __init__(self, work: Work, workbench: Workbench) -> None:
        self.work = work
        self.challenge = work.challenge
        self.bench = workbench.bench
        self.desk = workbench.desk
        self.tools = workbench
        self.hints = 0
        self.explained = False
        self.saved = asyncio.Event()

    async def go(self) -> bool:
        """Whether the learner wants the next challenge."""
        new = not self.work.begun
        self.bench.open_challenge(self.challenge)
        for block in self.challenge.question:
            await self.bench.show(block)
        if new and self.challenge.snippet.expected:
            await self.show_what_is_broken()
        self.work.begin()
        self.bench.say(
            f"Your program is in `{from_here(self.work.path)}`. Change it there and save it."
        )
        async with self.watching():
            if new:
                await self.edit()
            sitting = await self.judge()
            while True:
                turn = await self.choose(sitting)
                if turn in (Turn.NEXT, Turn.QUIT):
                    return turn is Turn.NEXT
                sitting = await self.take(turn, sitting)

    async def show_what_is_broken(self) -> None:
        """A debug challenge asks first what its program does."""
        snippet = self.challenge.snippet
        await self.bench.show(snippet)
        keys = [("p", "predict what it prints"), ("s", "show it"), ("q", "quit")]
        match await self.bench.choose(keys):
            case "p":
                await ask(Question(self.challenge.id, snippet), lambda _: None, self.desk)
            case "s":
                self.bench.show_outcome(await run_snippet(snippet, self.desk))
            case _:
                raise EOFError

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Note each save, as long as the block lasts."""

        async def note() -> None:
            async for _ in self.tools.watch(self.work.path):
                self.saved.set()

        task = asyncio.create_task(note())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def judge(self) -> Sitting | None:
        """Run and check what the file holds now, show it, and remember it."""
        self.saved.clear()
        try:
            source = self.work.read()
        except UsageError as error:
            self.bench.say(f"{error}.")
            return None
        with self.bench.running():
            sitting = await look_at(self.challenge, source, self.desk.run)
        self.bench.show_demands(sitting.demands, sitting.outcome)
        self.remember(sitting)
        mistake = known_mistake(source, workshop_of(self.challenge))
        # The starter may be one as well; to find that out is the task.
        if mistake is not None and not sitting.done and source != starter(self.challenge):
            self.bench.show_markdown("About your program", mistake.feedback)
        if sitting.done and not self.explained:
            await self.explain()
        return sitting

    async def choose(self, sitting: Sitting | None) -> Turn:
        """What the learner does next; a save means to run."""
        done = sitting is not None and sitting.done
        has_run = sitting is not None and compiles(sitting.source)
        keys = self.keys(done=done, has_run=has_run)
        key = await self.bench.choose_until(keys, self.saved.wait())
        return Turn.RUN if key is None else Turn(key)

    def keys(self, *, done: bool, has_run: bool) -> list[Key]:
        """The menu. Enter runs, also when all is met: a habit must not lead to the next one."""
        turns = [(Turn.RUN, "run")]
        left = len(self.challenge.hints) - self.hints
        if left > 0 and not done:
            turns.append((Turn.HINT, f"hint ({self.hints + 1} of {len(self.challenge.hints)})"))
        if self.tools.edit is not None:
            turns.append((Turn.EDIT, "edit"))
        if has_run:
            turns.append((Turn.STORY, "story of its run"))
        turns += [(Turn.SOLUTION, "solution"), (Turn.RESET, "reset"), (Turn.NEXT, "next")]
        return [(turn.value, word) for turn, word in (*turns, (Turn.QUIT, "quit"))]

    async def take(self, turn: Turn, sitting: Sitting | None) -> Sitting | None:
        """Do what was chosen; gives the latest sitting."""
        match turn:
            case Turn.RUN:
                return await self.judge()
            case Turn.HINT:
                self.show_hint()
            case Turn.EDIT:
                await self.edit()
                return await self.judge() if self.saved.is_set() else sitting
            case Turn.STORY if sitting is not None:
                await self.show_story(sitting)
            case Turn.SOLUTION:
                await self.show_solution()
            case Turn.RESET:
                return await self.reset(sitting)
        return sitting

    def show_hint(self) -> None:
        """The next hint."""
        hint = self.challenge.hints[self.hints]
        self.hints += 1
        label = f"Hint {self.hints} of {len(self.challenge.hints)}"
        self.bench.show_markdown(label, hint.markdown)

    async def edit(self) -> None:
        """Let the learner's own editor show the file."""
        if self.tools.edit is not None:
            try:
                await self.tools.edit(self.work.path)
            except UsageError as error:
                self.bench.say(f"{error}.")

    async def show_story(self, sitting: Sitting) -> None:
        """What happened when the program ran: it is run once more, recorded."""
        program = learners_program(self.challenge, sitting.source, traced=True)
        outcome = await run_program(program, self.desk, story_limits(sitting.outcome))
        if outcome.trace is None:
            self.bench.say(NOT_RECORDED)
        else:
            await self.bench.show_story(tell(outcome, sitting.source))

    async def show_solution(self) -> None:
        """A solution and the explanation, if the learner really wants them."""
        if self.hints <= len(self.challenge.hints):
            question = "Show the solution? The challenge then counts as solved with its help."
            if not await self.wants(question, "keep trying", ("s", "show it")):
                self.bench.say("It was not shown.")
                return
        self.hints = len(self.challenge.hints) + 1
        for solution in workshop_of(self.challenge).solutions:
            await self.bench.show(solution)
        await self.explain()

    async def wants(self, question: str, stay: str, go: Key) -> bool:
        """Whether the learner says so: Enter, and Esc, mean that they do not."""
        self.bench.say(question)
        try:
            return await self.bench.choose([("k", stay), go]) == go[0]
        except EOFError:
            return False

    async def explain(self) -> None:
        """The explanation, once. It is about a solution, which may be another than theirs."""
        self.explained = True
        explanation = self.challenge.explanation
        await self.bench.show(Heading(2, "About a solution", explanation[0].location))
        for block in explanation:
            await self.bench.show(block)

    async def reset(self, sitting: Sitting | None) -> Sitting | None:
        """The starter again, if the learner really wants it."""
        question = "Start over? The starter takes the place of your program; a copy is kept."
        if not await self.wants(question, "keep mine", ("x", "start over")):
            self.bench.say("Yours is kept as it is.")
            return sitting
        kept = self.work.reset()
        self.bench.say(f"Started over. What you had is in `{from_here(kept)}`.")
        return await self.judge()

    def remember(self, sitting: Sitting) -> None:
        """Record the attempt; the starter, unchanged, is none."""
        if sitting.source == starter(self.challenge):
            return
        met = sum(each.standing == "met" for each in sitting.demands)
        attempt = Attempt(
            question=self.challenge.id,
            digest=self.challenge.snippet.digest,
            claim=sitting.source,
            right=sitting.done,
            at=self.desk.now(),
            share=met / len(sitting.demands),
            hints=self.hints,
        )
        latest = self.desk.progress.latest(attempt.question, attempt.digest)
        if latest is not None and (latest.claim, latest.hints) == (attempt.claim, attempt.hints):
            return
        try:
            self.desk.progress.record(attempt)
        except ProgressError as error:
            self.bench.say(str(error))


def solved(attempt: Attempt | None, hints: int) -> str:
    """How a challenge with so many hints was solved, in words; "" if it was not."""
    if attempt is None or not attempt.right:
        return ""
    if attempt.hints > hints:
        return "solved with the solution"
    return f"solved with {counted(attempt.hints, 'hint')}" if attempt.hints else "solved"
