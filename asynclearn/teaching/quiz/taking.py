"""The flow of a quiz: a set is chosen or taken up again, asked, and told of at its end."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from asynclearn.content.challenge import Challenge
from asynclearn.errors import ContentError, ProgressError
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.sitting import Asked, Draft, Sitting
from asynclearn.progress.store import Progress
from asynclearn.teaching.quiz.asking import Item, ask_question, go_on_at_why
from asynclearn.teaching.quiz.choosing import Wish, fresh_seed
from asynclearn.teaching.quiz.ending import report_on
from asynclearn.teaching.quiz.offering import describe_offer, offer
from asynclearn.teaching.quiz.port import QuizDesk
from asynclearn.teaching.quiz.selecting import check_wish, lacks, select_set
from asynclearn.teaching.turn import Turn

Terms = tuple[str, float | None]
"""The file that holds the claims of an exam, and the minutes that it lasts."""
NO_EXAM: Terms = ("", None)


async def take_quiz(wish: Wish, seed: int | None, desk: QuizDesk) -> None:
    """Asks a set of questions and tells what came of it. A seed repeats a set.

    Each answer is saved before its verdict is shown, so nothing depends on how it ends; a
    KeyboardInterrupt passes through, as the exit code depends on it. A wish for what the course
    does not know is a UsageError.
    """
    check_wish(wish, desk)
    try:
        sitting = await find_sitting(wish, seed, desk)
    except EOFError:
        desk.terminal.say(way_on(desk))
        return
    if sitting is None:
        return
    quiz = Quiz(sitting, desk)
    try:
        finished = await quiz.ask_all()
    except EOFError:
        finished = False
    except KeyboardInterrupt:
        quiz.tell(finished=False)
        raise
    except asyncio.CancelledError:
        # The terminal may be closed: one sentence, for whoever still reads.
        desk.terminal.say(way_on(desk))
        raise
    quiz.tell(finished=finished)


def way_on(desk: QuizDesk) -> str:
    """What to say to somebody who leaves."""
    return f"`{desk.catalogue.command('quiz')}` goes on with this set."


async def find_sitting(wish: Wish, seed: int | None, desk: QuizDesk) -> Sitting | None:
    """The set to go on with, or a new one; None if there is nothing to ask, which is said."""
    unfinished = unfinished_sitting(desk)
    if unfinished is not None and await _goes_on(unfinished, wish, seed, desk):
        return unfinished
    sitting = new_sitting(wish, seed, desk)
    if sitting is not None:
        remember(sitting, desk, replacing=unfinished)
    return sitting


def unfinished_sitting(desk: QuizDesk, *, exam: bool = False) -> Sitting | None:
    """The quiz or exam that was begun last with this course, if it is not over."""
    digests = {entry.digest for entry in desk.catalogue.entries}
    return desk.progress.open_sitting(digests, exam=exam)


def new_sitting(
    wish: Wish, seed: int | None, desk: QuizDesk, terms: Terms = NO_EXAM
) -> Sitting | None:
    """A new set; None if there is nothing to ask, which is said."""
    seed = fresh_seed() if seed is None else seed
    chosen = select_set(wish, seed, desk)
    if not chosen:
        return None
    questions = tuple(Asked(each.entry.id, each.entry.digest) for each in chosen)
    name, (file, minutes) = uuid.uuid4().hex, terms
    return Sitting(name, desk.now(), questions, seed, str(wish), exam=file, minutes=minutes)


def remember(sitting: Sitting, desk: QuizDesk, *, replacing: Sitting | None) -> None:
    """Saves a set that begins, and that another one is over by that."""
    try:
        if replacing is not None:
            desk.progress.end(replacing.id, sitting.at)
        desk.progress.begin(sitting)
    except ProgressError as error:
        desk.terminal.say(str(error))


async def _goes_on(sitting: Sitting, wish: Wish, seed: int | None, desk: QuizDesk) -> bool:
    """Whether the learner goes on with this set; asked only if there is something to lose."""
    total, left = len(sitting.questions), len(open_questions(sitting, desk.progress))
    narrowed = f" ({sitting.wish})" if sitting.wish else ""
    if left == total:
        if _is_what_is_wished(sitting, wish, seed):
            return True
        if not sitting.draft.text:
            return False
        begun = f"You have begun a quiz{narrowed} and typed an answer."
    elif left:
        begun = f"You have begun a quiz{narrowed} and answered {total - left} of {total} questions."
    elif find_unexplained(sitting, desk) is not None:
        begun = f"You have begun a quiz{narrowed}; the explanation of its last answer is left."
    else:
        return False
    desk.terminal.say(begun)
    key = await desk.terminal.choose([("n", "go on with it"), ("o", "ask other questions")])
    return key == "n"


def _is_what_is_wished(sitting: Sitting, wish: Wish, seed: int | None) -> bool:
    return (
        str(wish) in ("", sitting.wish)
        and seed in (None, sitting.seed)
        and len(sitting.questions) <= wish.count
    )


def find_unexplained(sitting: Sitting, desk: QuizDesk) -> tuple[int, Challenge, Attempt] | None:
    """The last answer of a set with its number, if it was left before it was explained."""
    attempts = desk.progress.attempts_of(sitting.id)
    if not attempts:
        return None
    last = attempts[-1]
    is_unread = sitting.draft.question == last.question
    for number, asked in enumerate(sitting.questions, 1):
        if last.digest == asked.digest:
            challenge = find_challenge(asked, desk, _unheard)
            # A program that was changed meanwhile is another question.
            if challenge is None or challenge.snippet.digest != last.digest:
                return None
            if is_unread or (challenge.why and last.why is None):
                return number, challenge, last
            return None
    return None


def open_questions(sitting: Sitting, progress: Progress) -> list[tuple[int, Asked]]:
    """The questions that nobody has answered yet, with their numbers in the set.

    Looked up each time: the same quiz may be open in another terminal.
    """
    attempts = progress.attempts_of(sitting.id)
    answered = {attempt.question for attempt in attempts} | {each.digest for each in attempts}
    return [
        (number, asked)
        for number, asked in enumerate(sitting.questions, 1)
        if asked.question not in answered and asked.digest not in answered
    ]


@dataclass(frozen=True, slots=True)
class Quiz:
    """One sitting that is going on."""

    sitting: Sitting
    desk: QuizDesk
    passed_over: set[int] = field(default_factory=set)
    """The numbers of questions that can't be asked, or whose answer could not be saved."""

    async def ask_all(self) -> bool:
        """Whether every question was answered or passed over."""
        if await self.explain_last() is Turn.QUIT and self.next_question(quietly=True):
            return False
        draft = self.sitting.draft
        while (following := self.next_question()) is not None:
            number, challenge = following
            item = Item(challenge, number, len(self.sitting.questions), self.sitting.id)
            turn, _ = await ask_question(item, draft, self.keep, self.desk)
            self.passed_over.add(number)
            draft = Draft()
            if turn is Turn.QUIT and self.next_question(quietly=True) is not None:
                return False
        return True

    async def explain_last(self) -> Turn:
        """Goes on where the reason for an answer was left open; NEXT if it was not."""
        found = find_unexplained(self.sitting, self.desk)
        if found is None:
            return Turn.NEXT
        number, challenge, attempt = found
        item = Item(challenge, number, len(self.sitting.questions), self.sitting.id)
        return await go_on_at_why(item, attempt, self.keep, self.desk)

    def next_question(self, *, quietly: bool = False) -> tuple[int, Challenge] | None:
        """The next question with its number; None at the end."""
        for number, asked in open_questions(self.sitting, self.desk.progress):
            if number in self.passed_over:
                continue
            challenge = find_challenge(asked, self.desk, _unheard if quietly else self.say)
            if challenge is not None:
                return number, challenge
            if not quietly:
                self.passed_over.add(number)
        return None

    def say(self, text: str) -> None:
        """A sentence."""
        self.desk.terminal.say(text)

    def keep(self, draft: Draft) -> None:
        """Saves what is typed for the question at hand."""
        try:
            self.desk.progress.keep_draft(self.sitting.id, draft)
        except ProgressError as error:
            self.say(str(error))

    def tell(self, *, finished: bool) -> None:
        """The report, and the way on."""
        if finished:
            try:
                self.desk.progress.end(self.sitting.id, self.desk.now())
            except ProgressError as error:
                self.say(str(error))
        report = report_on(self.sitting, self.desk)
        if report.tally.asked:
            self.desk.terminal.show_report(report)
        if not self.desk.progress.saved:
            self.say("Nothing of this could be saved.")
        elif not finished:
            self.say(way_on(self.desk))
        elif (found := offer(self.sitting, self.desk)) is not None:
            self.desk.terminal.show_to_copy(*describe_offer(found, self.desk))


def _unheard(_text: str) -> None:
    pass


def find_challenge(asked: Asked, desk: QuizDesk, say: Callable[[str], None]) -> Challenge | None:
    """The challenge, also if its file was renamed; None if it is gone or broken, which is said."""
    entry = desk.catalogue.find(asked.question, asked.digest)
    if entry is None:
        say(f"`{asked.question}` has left the course, and is passed over.")
        return None
    if lacks(entry, desk.python):
        say(f"`{entry.id}` needs {lacks(entry, desk.python)}, and is passed over.")
        return None
    try:
        return desk.catalogue.read(entry)
    except (ContentError, OSError):
        command = desk.catalogue.command("list challenges")
        say(f"`{entry.id}` is broken, and is passed over. `{command}` says why.")
        return None
