"""A locked answer held against a run: a prediction by its lines, an estimate by its number."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from asynclearn.content.challenge import Challenge
from asynclearn.content.expected import match_rule
from asynclearn.errors import ClaimError
from asynclearn.judging.estimate import Measurement, parse_number
from asynclearn.judging.judge import judge
from asynclearn.judging.typed import parse_claim
from asynclearn.progress.attempt import Attempt
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program
from asynclearn.teaching.port import Desk, Run
from asynclearn.teaching.question import Answer, feedback_on, run_snippet
from asynclearn.teaching.quiz.port import QuizTerminal


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of an answer, and how to show it."""

    right: bool
    share: float
    near_miss: bool
    show: Callable[[QuizTerminal], None]
    answer: Callable[[Attempt], Answer] | None = None
    """That of a prediction, for its attempt."""


async def hold_against_run(challenge: Challenge, text: str, desk: Desk) -> Judged | None:
    """Runs the program and judges; None if an estimate could not be measured here."""
    outcome = await run_snippet(challenge.snippet, patient(challenge, desk))
    if challenge.estimate is None:
        return _predicted(challenge, text, outcome, desk.python)
    return _estimated(challenge, text, outcome)


def patient(challenge: Challenge, desk: Desk) -> Desk:
    """The desk with runs that last as long as the challenge says, if not less is asked for."""
    if challenge.timeout is None:
        return desk
    seconds, run = challenge.timeout, desk.run

    async def run_for(program: Program, limits: Limits) -> Outcome:
        usual = limits.seconds == Limits().seconds
        return await run(program, replace(limits, seconds=seconds) if usual else limits)

    limited: Run = run_for
    return replace(desk, run=limited)


def _predicted(challenge: Challenge, text: str, outcome: Outcome, python: str) -> Judged:
    claim = parse_claim(text)
    verdict = judge(claim, outcome, match_rule(challenge.snippet, python))
    feedback = feedback_on(challenge.snippet, claim, verdict)
    return Judged(
        right=verdict.right,
        share=verdict.share,
        near_miss=bool(verdict.near_miss),
        show=lambda terminal: terminal.show_verdict(claim, outcome, verdict, feedback),
        answer=lambda attempt: Answer(attempt, verdict, claim, outcome),
    )


def _estimated(challenge: Challenge, text: str, outcome: Outcome) -> Judged | None:
    estimate = challenge.estimate
    lines = outcome.stdout.split("\n")
    said = next((line for line in reversed(lines) if line.strip()), "")
    if estimate is None or outcome.ending is not Ending.FINISHED:
        return None
    try:
        measured = parse_number(said)
    except ClaimError:
        return None
    found = Measurement(parse_number(text), measured, estimate.unit, estimate.within)
    return Judged(
        right=found.right,
        share=found.share,
        near_miss=False,
        show=lambda terminal: terminal.show_measurement(found),
    )
