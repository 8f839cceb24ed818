"""Running what was handed in, many programs at once, and giving points for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from asynclearn.content.course import Challenge, Workshop
from asynclearn.errors import SandboxError
from asynclearn.grading.assignment import CLAIM, Assignment, Item
from asynclearn.grading.claims import judge_claim, read_claims, text_of_claim
from asynclearn.grading.submissions import Submission, read_submission
from asynclearn.judging.demands import Demand, Standing, judge_demand
from asynclearn.running import check_limits_of, checks_of, learners_program
from asynclearn.sandbox.checks.trying import try_checks
from asynclearn.sandbox.outcome import Limits, Outcome, Program

Run = Callable[[Program, Limits], Awaitable[Outcome]]

_AT_ONCE = 8
"""How many programs are under way. The sandbox gives their runs turns; this bounds the memory."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One demand of one challenge, and the points for it."""

    challenge: str
    demand: Demand
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Grade:
    """What one student gets."""

    student: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> int:
        """All points together."""
        return sum(mark.points for mark in self.marks)

    @property
    def most(self) -> int:
        """The points that were to be had."""
        return sum(mark.most for mark in self.marks)


async def grade(
    submissions: Sequence[Submission],
    assignment: Assignment,
    run: Run,
    python: str,
    done: Callable[[], None] = lambda: None,
) -> tuple[Grade, ...]:
    """The grades, in the order of the submissions. `done` is called after each.

    `python` is the version that programs run on, such as `3.13.0`. What can't be run is tried once
    more when all others are through, and then is told as not graded. Raises SandboxError if that is
    so for everybody: it says nothing about a student.
    """
    turns = asyncio.Semaphore(_AT_ONCE)

    async def grade_one(submission: Submission) -> Grade:
        marks: list[Mark] = []
        for item in assignment.items:
            marks += _marks(item, await _judge(item, submission, run, python))
        return Grade(submission.student, tuple(marks))

    async def grade_in_turn(submission: Submission) -> Grade | None:
        async with turns:
            try:
                return await grade_one(submission)
            except SandboxError:
                return None
            finally:
                done()

    grades = await asyncio.gather(*map(grade_in_turn, submissions))
    errors: list[SandboxError] = []
    for place, submission in enumerate(submissions):
        if grades[place] is None:
            try:
                grades[place] = await grade_one(submission)
            except SandboxError as error:
                errors.append(error)
                grades[place] = _not_graded(submission, assignment, error)
    if errors and len(errors) == len(submissions):
        raise errors[0]
    return tuple(grade for grade in grades if grade is not None)


def _not_graded(submission: Submission, assignment: Assignment, error: SandboxError) -> Grade:
    why = f"its programs could not be run: {error}"
    marks = [
        mark
        for item in assignment.items
        for mark in _marks(item, [_refused(name, text, why) for name, text in _asked(item)])
    ]
    return Grade(submission.student, tuple(marks))


def _asked(item: Item) -> list[tuple[str, str]]:
    """The demands of an item: their names and words."""
    if item.workshop is None:
        return [(CLAIM, text_of_claim(item.challenge))]
    return [(check.name, check.demand) for check in item.workshop.checks]


def _marks(item: Item, demands: Sequence[Demand]) -> list[Mark]:
    return [
        Mark(
            item.challenge.id,
            demand,
            item.points[demand.name] if demand.standing is Standing.MET else 0,
            item.points[demand.name],
        )
        for demand in demands
    ]


async def _judge(item: Item, submission: Submission, run: Run, python: str) -> Sequence[Demand]:
    if item.workshop is None:
        claims = read_claims(submission.folder)
        return [await judge_claim(item.challenge, claims, run, python)]
    handed = read_submission(submission.folder, item.challenge.id)
    if handed.refused:
        return [_refused(name, text, handed.refused) for name, text in _asked(item)]
    return await _judge_program(item.challenge, item.workshop, handed.source, run)


async def _judge_program(
    challenge: Challenge, workshop: Workshop, source: str, run: Run
) -> Sequence[Demand]:
    program = learners_program(challenge, source)
    trials = await try_checks(program, checks_of(workshop), check_limits_of(challenge), run)
    return [
        judge_demand(check.name, check.demand, trial.outcome.finding, trial.outcome)
        for check, trial in zip(workshop.checks, trials, strict=True)
    ]


def _refused(name: str, text: str, why: str) -> Demand:
    why = f"Not graded: {why.removesuffix('.')}."
    return Demand(name, " ".join(text.split()), Standing.NOT_REACHED, (why,))
