"""`asynclearn run`: one program through the sandbox, as text or as JSON."""

import json
import sys
from pathlib import Path
from typing import TextIO

from asynclearn.cli.lacking import what_it_lacked
from asynclearn.cli.program_file import Manner, outcome_as_json, run_program, trusted_program
from asynclearn.cli.saying import columns_of, say
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.terminal.hanging import wrapped_ending
from asynclearn.terminal.text import visible


def run_file(file: Path, manner: Manner, *, as_json: bool) -> int:
    """0 if the program finishes, else 1.

    Raises UsageError if it can't be read, or is not trusted where nothing confines it.
    """
    outcome = run_program(trusted_program(file, manner), manner)
    if as_json:
        print(as_text(outcome_as_json(outcome)))
    else:
        show_run(outcome, file)
    return 0 if outcome.ending is Ending.FINISHED else 1


def as_text(told: object) -> str:
    """An object as JSON. A terminal gets no character that it would act on, nor one it turns."""
    return json.dumps(told, ensure_ascii=sys.stdout.isatty(), indent=2)


def show_run(outcome: Outcome, file: Path) -> None:
    """The program's own output, and how it ended if it did not just finish."""
    write_as_it_is(outcome.stdout, sys.stdout)
    write_as_it_is(outcome.stderr, sys.stderr)
    if outcome.stdout and not outcome.stdout.endswith("\n"):
        print(flush=True)
    show_ending(outcome, file)


def write_as_it_is(text: str, stream: TextIO) -> None:
    """What a program printed, unless a terminal would act on what it contains."""
    stream.write(visible(text) if stream.isatty() else text)
    stream.flush()


def show_ending(outcome: Outcome, file: Path) -> None:
    """How it ended, on stderr, if it did not just finish, and what it would have needed."""
    if outcome.ending is not Ending.FINISHED:
        print(wrapped_ending(outcome, columns_of(sys.stderr)), file=sys.stderr)
    lacked = what_it_lacked(outcome, file)
    if lacked is not None:
        say(lacked)
