"""An interpreter to check with."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from asynclearn.authoring.variation import Variation
from asynclearn.content.grammar import LOOPBACK
from asynclearn.sandbox.interpreter import OWN, Interpreter
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program

Run = Callable[[Program, Limits, Interpreter], Awaitable[Outcome]]
"""`sandbox.runner.run`, or what stands in for it in a test."""


@dataclass
class Python:
    """An interpreter that programs run on. It counts its runs."""

    version: str
    """Such as `3.13.0`."""
    runner: Run
    interpreter: Interpreter = OWN
    runs: int = 0
    _lacks: dict[str, bool] = field(default_factory=dict, repr=False)

    async def run(self, program: Program, limits: Limits) -> Outcome:
        """The outcome of a run on it."""
        self.runs += 1
        return await self.runner(program, limits, self.interpreter)

    async def vary(self, program: Program, limits: Limits, variation: Variation) -> Outcome:
        """The outcome of a run otherwise."""
        self.runs += 1
        interpreter = variation.interpreter(self.interpreter)
        return await self.runner(variation.program(program), limits, interpreter)

    async def missing(self, needs: Sequence[str]) -> tuple[str, ...]:
        """What of `needs` it lacks: packages that it can't import, or a loopback network."""
        return tuple([need for need in needs if await self._is_missing(need)])

    async def _is_missing(self, need: str) -> bool:
        if need not in self._lacks:
            source = _A_SERVER if need == LOOPBACK else f"import {need}"
            outcome = await self.run(Program(source), Limits())
            self._lacks[need] = outcome.ending is not Ending.FINISHED
        return self._lacks[need]


_A_SERVER = "import socket\nsocket.create_server(('127.0.0.1', 0)).close()\n"
