"""The flow of an exam: claims are written down as they are given, and judged at the end only."""

import asyncio
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from asynclearn.errors import ProgressError
from asynclearn.judging.phrases import counted
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.claims_file import (
    GivenClaim,
    add_claim,
    read_claims,
    start_claims,
)
from asynclearn.progress.sitting import Draft, Sitting
from asynclearn.teaching.quiz.asking import Item, show_question
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.ending import report_on
from asynclearn.teaching.quiz.grading import grade, show_graded
from asynclearn.teaching.quiz.locking import lock_in
from asynclearn.teaching.quiz.port import QuizDesk
from asynclearn.teaching.quiz.taking import begin_sitting, find_challenge, unfinished_sitting

TIME_IS_UP = "The time is up. What was not locked in does not count."


async def take_exam(
    wish: Wish, seed: int, desk: QuizDesk, *, file: Path, minutes: float | None
) -> None:
    """Asks a set of questions once, without a word about the answers, then judges all of them.

    An exam that was broken off goes on from its file, as long as there is time. A
    KeyboardInterrupt passes through; what was claimed by then stays in the file.
    """
    sitting = await _find_exam(wish, seed, desk, (str(file), minutes))
    if sitting is None:
        return
    exam = _Exam(sitting, desk, Path(sitting.exam))
    try:
        async with asyncio.timeout(exam.seconds_left()):
            await exam.ask_all()
    except TimeoutError:
        desk.terminal.say(TIME_IS_UP)
    except EOFError:
        desk.terminal.say(exam.way_on)
        return
    except (KeyboardInterrupt, asyncio.CancelledError):
        desk.terminal.say(exam.way_on)
        raise
    await exam.judge_all()


async def _find_exam(
    wish: Wish, seed: int, desk: QuizDesk, terms: tuple[str, float | None]
) -> Sitting | None:
    unfinished = unfinished_sitting(desk)
    if unfinished is not None and unfinished.exam and _is_there(unfinished.exam):
        desk.terminal.say("You have begun an exam and not handed it in.")
        keys = [("n", "go on with it"), ("o", "begin another one")]
        try:
            if await desk.terminal.choose(keys) == "n":
                return unfinished
        except EOFError:
            desk.terminal.say(_Exam(unfinished, desk, Path(unfinished.exam)).way_on)
            return None
    sitting = begin_sitting(wish, seed, desk, replacing=unfinished, terms=terms)
    if sitting is None:
        return None
    start_claims(Path(sitting.exam), sitting.at, sitting.minutes, sitting.questions)
    total = counted(len(sitting.questions), "question")
    time = f" You have {sitting.minutes:g} minutes." if sitting.minutes else ""
    desk.terminal.say(f"An exam of {total}, one try each.{time} Your claims go to `{terms[0]}`.")
    return sitting


@dataclass(frozen=True, slots=True)
class _Exam:
    """One exam that is going on."""

    sitting: Sitting
    desk: QuizDesk
    file: Path

    @property
    def way_on(self) -> str:
        """What to say to somebody who leaves."""
        return f"Your claims are in `{self.file}`. `asynclearn quiz --exam` goes on or hands in."

    def seconds_left(self) -> float | None:
        """Until the time is up; None if there is no end."""
        if self.sitting.minutes is None:
            return None
        left = self.sitting.at + timedelta(minutes=self.sitting.minutes) - self.desk.now()
        return left.total_seconds()

    async def ask_all(self) -> None:
        """Each question that has no claim in the file yet."""
        given = {claim.question for claim in read_claims(self.file).given}
        total = len(self.sitting.questions)
        for number, asked in enumerate(self.sitting.questions, 1):
            challenge = find_challenge(asked, self.desk, self.desk.terminal.say)
            if challenge is None or challenge.id in given:
                continue
            await self.ask(Item(challenge, number, total, self.sitting.id))
            if number < total:
                keys = [("n", "next question"), ("i", "hand in now")]
                if await self.desk.terminal.choose(keys) == "i":
                    return

    async def ask(self, item: Item) -> None:
        """One question; what is typed when the time is up does not count."""
        await show_question(item, self.desk)
        challenge = item.challenge
        locked = await lock_in(challenge, self.sitting.draft, self.keep, self.desk, hints=False)
        left = self.seconds_left()
        if left is not None and left <= 0:
            # A terminal that reads whole lines can't be interrupted.
            raise TimeoutError
        claim = GivenClaim(
            question=challenge.id,
            digest=challenge.snippet.digest,
            claim=locked.text,
            at=self.desk.now(),
            confidence=locked.confidence,
        )
        add_claim(self.file, claim)
        self.desk.terminal.say("Locked in.")

    def keep(self, draft: Draft) -> None:
        """Saves what is typed for the question at hand."""
        try:
            self.desk.progress.keep_draft(self.sitting.id, draft)
        except ProgressError as error:
            self.desk.terminal.say(str(error))

    async def judge_all(self) -> None:
        """Runs everything and judges from the file, as anybody else would who grades it."""
        claims = read_claims(self.file)
        graded = await grade(claims, self.desk)
        # A crash in the middle of this leaves some of them saved.
        saved = {each.question for each in self.desk.progress.attempts_of(self.sitting.id)}
        for each in graded:
            if each.attempt is not None and each.attempt.question not in saved:
                self.record(replace(each.attempt, sitting=self.sitting.id))
        try:
            self.desk.progress.end(self.sitting.id, self.desk.now())
        except ProgressError as error:
            self.desk.terminal.say(str(error))
        with suppress(EOFError):  # whoever has seen enough still gets the report
            await show_graded(graded, self.desk)
        self.desk.terminal.show_report(report_on(self.sitting, self.desk))
        self.desk.terminal.say(
            f"Your claims are in `{self.file}`; anybody can judge them again with "
            f"`asynclearn quiz --grade {self.file}`."
        )

    def record(self, attempt: Attempt) -> None:
        """Saves an answer."""
        try:
            self.desk.progress.record(attempt)
        except ProgressError as error:
            self.desk.terminal.say(str(error))


def _is_there(file: str) -> bool:
    return Path(file).is_file()


def claims_name(now: datetime) -> str:
    """The name of a file that nobody has yet."""
    return f"asynclearn-exam-{now:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:4]}.jsonl"
