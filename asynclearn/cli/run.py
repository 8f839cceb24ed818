"""`asynclearn run`: one program through the sandbox, as text or as JSON."""

import asyncio
import json
import sys
import tokenize
from dataclasses import asdict
from pathlib import Path

from asynclearn.cli.trust import ask_for_trust, subject_of_file
from asynclearn.errors import UsageError
from asynclearn.sandbox.outcome import Clock, Ending, Limits, Outcome, Program
from asynclearn.sandbox.runner import run
from asynclearn.terminal.text import ending_in_words, visible

_LONGEST = 3600.0


def run_file(file: Path, clock: Clock, timeout: float, *, trust: bool, as_json: bool) -> int:
    """0 if the program finishes, else 1.

    Raises UsageError if it can't be read, or is not trusted where nothing confines it.
    """
    if not 0 < timeout <= _LONGEST:
        raise UsageError(
            f"`--timeout {timeout}` can't be kept; give more than 0, at most {_LONGEST:g} seconds"
        )
    source = _read(file)
    ask_for_trust(subject_of_file(file, source), f"`{file}`", given=trust)
    program = Program(source, file.name, clock)
    outcome = asyncio.run(run(program, Limits(seconds=timeout)))
    if as_json:
        print(json.dumps(outcome_as_json(outcome), ensure_ascii=False, indent=2))
    else:
        _show(outcome)
    return 0 if outcome.ending is Ending.FINISHED else 1


def outcome_as_json(outcome: Outcome) -> dict[str, object]:
    """The object that `run --json` prints."""
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
        "waiting": [asdict(each) for each in outcome.hang.waiting] if outcome.hang else [],
        "confined": list(outcome.confined),
    }


def _read(file: Path) -> str:
    try:
        with tokenize.open(file) as source:
            return source.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"`{file}` can't be read: {reason}; name a Python file") from error
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UsageError(f"`{file}` is not Python text: {error}; save it as UTF-8") from error


def _show(outcome: Outcome) -> None:
    """The program's own output as it is, unless a terminal would act on what it contains."""
    for text, stream in ((outcome.stdout, sys.stdout), (outcome.stderr, sys.stderr)):
        stream.write(visible(text) if stream.isatty() else text)
        stream.flush()
    if outcome.stdout and not outcome.stdout.endswith("\n"):
        print(flush=True)
    if outcome.ending is not Ending.FINISHED:
        print(ending_in_words(outcome), file=sys.stderr)
