"""The flow of an exam: claims are written down as they are given, and judged at the end only."""

import asyncio
import shlex
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from asynclearn.errors import ProgressError
from asynclearn.judging.phrases import counted
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.calibration import Tally
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
from asynclearn.teaching.quiz.grading import NO_ANSWER, grade, show_graded
from asynclearn.teaching.quiz.locking import lock_in
from asynclearn.teaching.quiz.port import QuizDesk
from asynclearn.teaching.quiz.selecting import check_wish
from asynclearn.teaching.quiz.taking import (
    find_challenge,
    new_sitting,
    remember,
    unfinished_sitting,
)

TIME_IS_UP = "The time is up. What was not locked in does not count."
_BEGIN = (("n", "begin"), ("q", "not now"))
_GRACE = 5
"""Seconds that are not missing yet when the minutes left are counted."""


async def take_exam(
    wish: Wish, seed: int | None, desk: QuizDesk, *, file: Path, minutes: float | None
) -> None:
    """Asks a set of questions once, without a word about the answers, then judges all of them.

    An exam that was broken off goes on from its file, as long as there is time. A
    KeyboardInterrupt passes through; what was claimed by then stays in the file.
    """
    check_wish(wish, desk)
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
        exam.say_way_on()
        return
    except (KeyboardInterrupt, asyncio.CancelledError):
        exam.say_way_on()
        raise
    await exam.judge_all()


async def _find_exam(
    wish: Wish, seed: int | None, desk: QuizDesk, terms: tuple[str, float | None]
) -> Sitting | None:
    unfinished = unfinished_sitting(desk, exam=True)
    if unfinished is not None and _is_there(unfinished.exam):
        exam = _Exam(unfinished, desk, Path(unfinished.exam))
        left = exam.time_left()
        desk.terminal.say(f"You have begun an exam and not handed it in{left and f': {left}'}.")
        keys = [("n", "go on with it"), ("o", "begin another one")]
        try:
            if await desk.terminal.choose(keys) == "n":
                return unfinished
        except EOFError:
            exam.say_way_on()
            return None
    sitting = new_sitting(wish, seed, desk, terms)
    if sitting is None or not await _wants_to_begin(sitting, desk):
        return None
    # The clock starts here, and not while the learner reads what is about to begin.
    sitting = replace(sitting, at=desk.now())
    start_claims(Path(sitting.exam), sitting.at, sitting.minutes, sitting.questions)
    remember(sitting, desk, replacing=unfinished)
    return sitting


async def _wants_to_begin(sitting: Sitting, desk: QuizDesk) -> bool:
    total = counted(len(sitting.questions), "question")
    time = ""
    if sitting.minutes:
        unit = "minute" if sitting.minutes == 1 else "minutes"
        time = (
            f" You have {sitting.minutes:g} {unit} from the moment you begin; what is not locked "
            "in by then does not count."
        )
    desk.terminal.say(f"An exam of {total}, one try each, without hints.{time}")
    desk.terminal.show_to_copy("Your claims go to this file:", sitting.exam)
    try:
        begins = await desk.terminal.choose(_BEGIN) == "n"
    except EOFError:
        begins = False
    if not begins:
        desk.terminal.say("No exam was begun.")
    return begins


@dataclass(frozen=True, slots=True)
class _Exam:
    """One exam that is going on."""

    sitting: Sitting
    desk: QuizDesk
    file: Path

    def say_way_on(self) -> None:
        """What to say to somebody who leaves."""
        self.desk.terminal.show_to_copy(
            "Your claims are saved. This goes on with the exam, or hands it in:",
            self.desk.catalogue.command("quiz --exam"),
        )

    def seconds_left(self) -> float | None:
        """Until the time is up; None if there is no end."""
        if self.sitting.minutes is None:
            return None
        left = self.sitting.at + timedelta(minutes=self.sitting.minutes) - self.desk.now()
        return left.total_seconds()

    def time_left(self) -> str:
        """The time that is left, in words; empty if there is no end."""
        seconds = self.seconds_left()
        if seconds is None:
            return ""
        if seconds <= 0:
            return "the time is up"
        minutes = int(seconds + _GRACE) // 60
        return f"{counted(minutes, 'minute')} left" if minutes else "less than a minute left"

    def check_time(self) -> None:
        """Raises TimeoutError if the time is up: a terminal of lines can't be interrupted."""
        left = self.seconds_left()
        if left is not None and left <= 0:
            raise TimeoutError

    async def ask_all(self) -> None:
        """Each question that has no claim in the file yet."""
        given = {claim.question for claim in read_claims(self.file).given}
        total = len(self.sitting.questions)
        for number, asked in enumerate(self.sitting.questions, 1):
            challenge = find_challenge(asked, self.desk, self.desk.terminal.say)
            if challenge is None or challenge.id in given:
                continue
            self.check_time()
            await self.ask(Item(challenge, number, total, self.sitting.id))
            if number < total:
                keys = [("n", "next question"), ("i", "hand in now")]
                if await self.desk.terminal.choose(keys) == "i":
                    return

    async def ask(self, item: Item) -> None:
        """One question; what is typed when the time is up does not count."""
        await show_question(item, self.desk, self.time_left())
        challenge = item.challenge
        locked = await lock_in(challenge, self.sitting.draft, self.keep, self.desk, hints=False)
        self.check_time()
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
        # What was not answered counts as wrong, as it does for whoever grades the file.
        report = replace(
            report_on(self.sitting, self.desk),
            tally=Tally(sum(each.right for each in graded), len(graded)),
            unanswered=sum(each.remark == NO_ANSWER for each in graded),
        )
        self.desk.terminal.show_report(report)
        self.desk.terminal.show_to_copy(
            "Your claims are kept in a file. Anybody can judge them again:",
            self.desk.catalogue.command(f"quiz --grade {shlex.quote(str(self.file))}"),
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
