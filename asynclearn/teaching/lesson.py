"""The flow of a lesson: a step at a time, asked first, then run, judged and explained."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from asynclearn.content.blocks import Block
from asynclearn.content.course import Lesson, Part
from asynclearn.errors import ProgressError
from asynclearn.progress.attempt import Attempt, Position
from asynclearn.teaching.needs import what_is_missing
from asynclearn.teaching.place import Book, Place, open_book, page_of_part
from asynclearn.teaching.port import Desk
from asynclearn.teaching.question import Answer, Question, ask, look_back, run_snippet
from asynclearn.teaching.standing import question_id, standing_of_part
from asynclearn.teaching.steps import is_run
from asynclearn.teaching.turn import Turn, Ways, revisit, what_next


async def teach(
    lesson: Lesson, desk: Desk, *, part: int | None = None, restart: bool = False
) -> None:
    """Takes a learner through a lesson, from where they stopped or from where they ask.

    Ends when the lesson does or the learner leaves. The place is saved before each step is
    shown, so that nothing depends on how it ends; a KeyboardInterrupt passes through, as
    the exit code depends on it. Raises UsageError for a part that does not exist.
    """
    reading = _Reading(open_book(lesson), desk)
    place = reading.start(part=part, restart=restart)
    try:
        finished = await reading.go_through(place)
    except EOFError:
        finished = False
    except (KeyboardInterrupt, asyncio.CancelledError):
        # asyncio.run turns a Ctrl-C that comes while a program runs into a cancellation.
        reading.say_goodbye()
        raise
    if not finished:
        reading.say_goodbye()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One learner in one lesson."""

    book: Book
    desk: Desk

    def start(self, *, part: int | None, restart: bool) -> Place:
        lesson, say = self.book.lesson, self.desk.terminal.say
        if part is not None:
            return Place(page_of_part(lesson, part), 0)
        if restart:
            self.desk.progress.forget(lesson.key)
        position = self.desk.progress.position(lesson.key)
        if position is None:
            return Place(0, 0)
        place = self.book.find(position)
        if position.done and place == Place(0, 0):
            say(
                "You have been through this lesson. Here it is again from the front page; "
                f"`{lesson.command} --part N` goes to one part."
            )
        elif place != Place(0, 0):
            say(f"Going on where you stopped. `{lesson.command} --restart` starts over.")
        return place

    async def go_through(self, place: Place) -> bool:
        """Whether the learner came to the end."""
        current: Place | None = place
        while current is not None:
            turn = await self.take(current)
            if turn is Turn.QUIT:
                return False
            if turn is Turn.BACK:
                current = self.book.before(current)
                continue
            following = self.book.after(current)
            if self.at_end_of_page(current):
                self.close_page(current.page)
            if following is None:
                self.save(Place(0, 0), done=True)
                self.close_lesson()
            current = following
        return True

    async def take(self, place: Place) -> Turn:
        """One step, from what is read first to the choice of what comes next."""
        step, page, lesson = self.book.step(place), self.book.pages[place.page], self.book.lesson
        draft, unread = self.draft(place), self.unread_answer(place)
        self.save(place, draft=draft, answered=unread is not None)
        self.desk.terminal.open_step(lesson, page, place.step + 1, len(self.book.steps[place.page]))
        if place == Place(0, 0) and unread is None:
            self.desk.terminal.show_front(lesson)
        missing = what_is_missing(page.needs) if place.step == 0 else None
        if missing is not None:
            self.desk.terminal.say(missing)
        if unread is None:
            await self.show(step.reading)
        answer: Answer | None = None
        if step.question is not None:
            question = Question(question_id(lesson, page), step.question, draft)
            turn, answer = await self.ask(question, place, unread)
            if turn in (Turn.NEXT, Turn.BACK, Turn.QUIT):
                return turn
            # Who leaves in the middle of the explanation finds it again, and not what comes next.
            self.save(place, answered=True)
            await self.show(step.explanation)
            self.save(place)
        if place.page == 0 and self.at_end_of_page(place):
            # Only now: the opening asks for a prediction before it explains anything.
            self.desk.terminal.show_outcomes(lesson)
        return await what_next(self.desk, self.ways(place), step.runnable, answer)

    async def ask(
        self, question: Question, place: Place, unread: Attempt | None
    ) -> tuple[Turn, Answer | None]:
        """What becomes of a question, and its answer if there is one to be explained."""
        await self.desk.terminal.show(question.snippet)
        if unread is not None:
            self.desk.terminal.say("You have answered this; the explanation is still to be read.")
            return Turn.SHOW, await look_back(question, unread, self.desk)
        turn = await revisit(question, self.desk, self.ways(place))
        if turn is not Turn.PREDICT:
            return turn, None
        return turn, await ask(question, partial(self.keep, place), self.desk)

    def at_end_of_page(self, place: Place) -> bool:
        return place.step == len(self.book.steps[place.page]) - 1

    async def show(self, blocks: Sequence[Block]) -> None:
        """What there is to read; programs marked `run` are run where they stand."""
        for block in blocks:
            await self.desk.terminal.show(block)
            if is_run(block):
                self.desk.terminal.show_outcome(await run_snippet(block, self.desk))

    def ways(self, place: Place) -> Ways:
        following = self.book.after(place)
        if following is None:
            onward = "finish the lesson"
        elif following.page != place.page:
            onward = f"on to part {self.book.pages[following.page].number}"
        else:
            onward = "next"
        return Ways(onward, back=self.book.before(place) is not None)

    def keep(self, place: Place, draft: str) -> None:
        self.save(place, draft=draft)

    def save(
        self, place: Place, *, draft: str = "", done: bool = False, answered: bool = False
    ) -> None:
        saved = self.desk.progress.position(self.book.lesson.key)
        position = Position(
            lesson=self.book.lesson.key,
            part=self.book.pages[place.page].slug,
            step=self.book.key(place, answered=answered),
            ordinal=place.step,
            at=self.desk.now(),
            done=done or (saved is not None and saved.done),
            draft=draft,
        )
        try:
            self.desk.progress.move_to(position)
        except ProgressError as error:
            self.desk.terminal.say(str(error))

    def draft(self, place: Place) -> str:
        saved = self.desk.progress.position(self.book.lesson.key)
        return saved.draft if saved is not None and saved.step == self.book.step(place).key else ""

    def unread_answer(self, place: Place) -> Attempt | None:
        """The answer to the question of a step that was left before its explanation was read."""
        saved = self.desk.progress.position(self.book.lesson.key)
        question, page = self.book.step(place).question, self.book.pages[place.page]
        if saved is None or question is None:
            return None
        if saved.step != self.book.key(place, answered=True) or saved.part != page.slug:
            return None
        return self.desk.progress.latest(question_id(self.book.lesson, page), question.digest)

    def close_page(self, page: int) -> None:
        part: Part = self.book.pages[page]
        standing = standing_of_part(self.book.lesson, part, self.desk.progress)
        name = f"part {part.number}" if part.number else "the opening"
        if standing.questions:
            self.desk.terminal.say(f"That was {name}. {standing}")

    def close_lesson(self) -> None:
        lesson = self.book.lesson
        self.desk.terminal.say(
            f"That was lesson {lesson.number}. `asynclearn` shows how you did, and "
            f"`{lesson.command} --part N` goes back to a part."
        )

    def say_goodbye(self) -> None:
        if not self.desk.progress.saved:
            self.desk.terminal.say("Nothing of this could be saved.")
            return
        self.desk.terminal.say(
            f"Your place is kept. `{self.book.lesson.command}` goes on from here."
        )
