"""What a program looked for in vain here, and would have found where `python` runs it."""

import ast
import re
import shlex
from pathlib import Path

from asynclearn.sandbox.outcome import Ending, Outcome

_NO_FILE = "No such file or directory: "
_NO_MODULE = re.compile(r"No module named '(?P<name>[^']+)'")
_NO_INPUT = "EOF when reading a line"
"""What `input()` itself says; who raises an EOFError of their own says something else."""


def what_it_lacked(outcome: Outcome, file: Path) -> str | None:
    """Why the program of this file failed here only, and what to do; None if it did not."""
    if outcome.ending is not Ending.RAISED or outcome.exception is None:
        return None
    instead = f"`{shlex.join(['python', str(file)])}`"
    message = outcome.exception.message
    match outcome.exception.type:
        case "EOFError" if message == _NO_INPUT:
            return (
                "Nothing can be typed into a program here; write into it what it would read, "
                f"or run it with {instead}."
            )
        case "FileNotFoundError":
            found = _file_beside(message, file)
        case "ModuleNotFoundError":
            found = _module_beside(message, file)
        case _:
            found = None
    if found is None:
        return None
    return f"`{found}` is there, but here a program runs without your files; use {instead}."


def _file_beside(message: str, file: Path) -> str | None:
    """The file that was not found, if it is there for us: beside the program, or from here."""
    try:
        name = ast.literal_eval(message.partition(_NO_FILE)[2])
    except (SyntaxError, ValueError):  # two names, or words of the program's own
        return None
    if not isinstance(name, str) or not name:
        return None
    return name if any(_exists(folder / name) for folder in (file.parent, Path())) else None


def _module_beside(message: str, file: Path) -> str | None:
    found = _NO_MODULE.match(message)
    if found is None:
        return None
    name = found["name"].partition(".")[0]
    beside = (f"{name}.py", name)
    return next((each for each in beside if _exists(file.parent / each)), None)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # of a name that no file can have
        return False
