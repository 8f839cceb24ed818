"""What a claim must not depend on: a program run otherwise than here and now."""

from dataclasses import dataclass, replace

from asynclearn.sandbox.interpreter import Interpreter
from asynclearn.sandbox.outcome import Clock, Program, Shake


@dataclass(frozen=True, slots=True)
class Variation:
    """One way to run a program otherwise."""

    words: str
    """Which, after "the program prints something else"."""
    shake: Shake | None = None
    clock: Clock | None = None
    """None for the program's own."""
    hash_seed: int | None = None
    malloc: str | None = None
    dev_mode: bool = False

    def program(self, program: Program) -> Program:
        """The program to run."""
        return replace(program, shake=self.shake, clock=self.clock or program.clock)

    def interpreter(self, interpreter: Interpreter) -> Interpreter:
        """The interpreter to run it on."""
        seed = interpreter.hash_seed if self.hash_seed is None else self.hash_seed
        malloc = self.malloc or interpreter.malloc
        return replace(interpreter, hash_seed=seed, malloc=malloc, dev_mode=self.dev_mode)

    def applies(self, program: Program, virtual_seconds: float | None) -> bool:
        """Whether it changes anything: lateness does only on the virtual clock.

        On the real clock nobody waits for a program that sleeps for an hour.
        """
        if self.clock is Clock.REAL:
            return program.clock is Clock.VIRTUAL and (virtual_seconds or 0) <= LONGEST_REAL
        late = self.shake is not None and self.shake.lateness > 0
        return not late or program.clock is Clock.VIRTUAL


LONGEST_REAL = 3.0
"""Seconds that a program of the virtual clock may sleep to be tried on the real one."""
