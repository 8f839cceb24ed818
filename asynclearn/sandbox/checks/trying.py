"""A program tried with several checks, each in a fresh run."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from asynclearn.sandbox.outcome import Check, FindingKind, Limits, Outcome, Program

CHECK_SECONDS = 3.0
"""How long one check may take, where the challenge says nothing."""

Run = Callable[[Program, Limits], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One check of a program, and what was seen."""

    name: str
    outcome: Outcome

    @property
    def kind(self) -> FindingKind:
        """How it went."""
        return FindingKind.CUT if self.outcome.finding is None else self.outcome.finding.kind

    @property
    def met(self) -> bool:
        """Whether the demand is met."""
        return self.kind is FindingKind.MET

    @property
    def reached(self) -> bool:
        """Whether the check could begin at all."""
        return self.kind is not FindingKind.UNLOADED


async def try_checks(
    program: Program, checks: Sequence[Check], limits: Limits, run: Run
) -> tuple[Trial, ...]:
    """Try a program with all the checks at once; the sandbox gives each its turn."""
    runs = [run(replace(program, check=check), limits) for check in checks]
    outcomes = await asyncio.gather(*runs)
    return tuple(
        Trial(check.name, outcome) for check, outcome in zip(checks, outcomes, strict=True)
    )
