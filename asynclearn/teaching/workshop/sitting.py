"""One look at the learner's file: run as it is, and with every check."""

import asyncio
from dataclasses import dataclass

from asynclearn.content.challenge import Challenge, Workshop
from asynclearn.judging.demands import Demand, all_met, judge_demand
from asynclearn.running import check_limits_of, checks_of, learners_program
from asynclearn.sandbox.checks.trying import try_checks
from asynclearn.sandbox.outcome import Outcome
from asynclearn.teaching.port import Run


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was seen of one version of the learner's file."""

    source: str
    outcome: Outcome
    """The program run as a file, without checks."""
    demands: tuple[Demand, ...]

    @property
    def done(self) -> bool:
        """Whether every demand is met."""
        return all_met(self.demands)


async def look_at(challenge: Challenge, source: str, run: Run) -> Sitting:
    """Run a program as it is, and with every check, each in a fresh run."""
    workshop = workshop_of(challenge)
    program = learners_program(challenge, source)
    limits = check_limits_of(challenge)
    checks = checks_of(workshop)
    outcome, trials = await asyncio.gather(
        run(program, limits), try_checks(program, checks, limits, run)
    )
    demands = tuple(
        judge_demand(check.name, check.demand, trial.outcome.finding, trial.outcome)
        for check, trial in zip(workshop.checks, trials, strict=True)
    )
    return Sitting(source, outcome, demands)


def workshop_of(challenge: Challenge) -> Workshop:
    """What a `debug` or `design` challenge adds; to ask any other for it is a bug of ours."""
    if challenge.workshop is None:
        raise ValueError(f"{challenge.id} is no workshop")
    return challenge.workshop
