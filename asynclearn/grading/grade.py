"""Running what was handed in, many programs at once, and giving points for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from asynclearn.content.challenge import Challenge, Workshop
from asynclearn.errors import SandboxError
from asynclearn.grading.assignment import CLAIM, Assignment, Item
from asynclearn.grading.claims import claim_text, judge_claim, read_claims
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

    `python` is the version that programs run on, such as `3.13.0`. What goes wrong with one
    student's program costs that student's points, and is told there. Raises SandboxError if the
    machine can't run even an empty program: that says nothing about a student.
    """
    turns = asyncio.Semaphore(_AT_ONCE)

    async def grade_one(submission: Submission) -> Grade:
        marks: list[Mark] = []
        async with turns:
            for item in assignment.items:
                marks += _marks(item, await _judge_safely(item, submission, run, python))
        done()
        return Grade(submission.student, tuple(marks))

    return tuple(await asyncio.gather(*map(grade_one, submissions)))


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


async def _judge_safely(
    item: Item, submission: Submission, run: Run, python: str
) -> Sequence[Demand]:
    try:
        return await _judge(item, submission, run, python)
    except SandboxError as error:
        await run(Program(""), Limits())
        why = str(error)
    except Exception as error:  # noqa: BLE001 - a program may have found a mistake of ours
        why = f"{type(error).__name__}: {error}"
    return _unjudged(item, f"It could not be run: {why}")


async def _judge(item: Item, submission: Submission, run: Run, python: str) -> Sequence[Demand]:
    if item.workshop is None:
        claims = read_claims(submission.folder)
        return [await judge_claim(item.challenge, claims, run, python)]
    handed = read_submission(submission.folder, item.challenge.id)
    if handed.refused:
        return _unjudged(item, f"Not graded: {handed.refused}.")
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


def _unjudged(item: Item, why: str) -> list[Demand]:
    if item.workshop is None:
        return [Demand(CLAIM, claim_text(item.challenge), Standing.NOT_REACHED, (why,))]
    return [
        Demand(check.name, " ".join(check.demand.split()), Standing.NOT_REACHED, (why,))
        for check in item.workshop.checks
    ]
