"""A program that stands in a file: read, trusted, and run within limits."""

import asyncio
import tokenize
from dataclasses import asdict, dataclass
from pathlib import Path

from asynclearn.cli.trust import ask_for_trust, subject_of_file
from asynclearn.errors import UsageError
from asynclearn.sandbox.outcome import Clock, Hang, Limits, Outcome, Program
from asynclearn.sandbox.runner import run

_LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How a program is to be run, as the command line says."""

    timeout: float
    """Seconds after which it is stopped."""
    trust: bool
    """Whether to run it where nothing confines it."""
    clock: Clock
    traced: bool = False


def trusted_program(file: Path, manner: Manner) -> Program:
    """The program in a file, which may be run.

    Raises UsageError if it can't be read, or is not trusted where nothing confines it.
    """
    if not 0 < manner.timeout <= _LONGEST:
        raise UsageError(
            f"`--timeout {manner.timeout}` can't be kept; "
            f"give more than 0, at most {_LONGEST:g} seconds"
        )
    source = read_program(file)
    ask_for_trust(subject_of_file(file, source), f"`{file}`", given=manner.trust)
    return Program(source, file.name, manner.clock, manner.traced)


def run_program(program: Program, manner: Manner) -> Outcome:
    """The run of a program that may be run."""
    return asyncio.run(run(program, Limits(seconds=manner.timeout)))


def outcome_as_json(outcome: Outcome) -> dict[str, object]:
    """The object that `run --json` prints."""
    hang = outcome.hang or Hang()
    return {
        "stdout": outcome.stdout,
        "stderr": outcome.stderr,
        "ending": outcome.ending.value,
        "exception": None if outcome.exception is None else asdict(outcome.exception),
        "exit_code": outcome.exit_code,
        "signal": outcome.signal,
        "seconds": outcome.seconds,
        "virtual_seconds": outcome.virtual_seconds,
        "truncated": outcome.truncated,
        "waiting": [asdict(each) for each in hang.waiting],
        "cycle": list(hang.cycle),
        "lines": list(hang.lines),
        "reaches_loop": hang.reaches_loop,
        "confined": list(outcome.confined),
    }


def read_program(file: Path) -> str:
    """The source of a program. Raises UsageError if it can't be read, or is no Python text."""
    try:
        with tokenize.open(file) as source:
            return source.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"`{file}` can't be read: {reason}; name a Python file") from error
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UsageError(f"`{file}` is not Python text: {error}; save it as UTF-8") from error
