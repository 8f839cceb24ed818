"""What becomes of a command: its exit code, and what is said of an error that ended it."""

from collections.abc import Callable

import typer

from asynclearn.cli.misuse import TyperUsageError, describe_misuse
from asynclearn.cli.saying import say
from asynclearn.errors import AsynclearnError, ContentError
from asynclearn.judging.phrases import counted

WRONG_USE = 2


def exit_code_of(command: Callable[[], object]) -> int:
    """Runs a command.

    0 fine, 1 what was checked fell short, 2 wrong use or a broken course, 130 Ctrl-C.
    """
    try:
        code = command()
    except ContentError as error:
        _tell_problems(error)
        return WRONG_USE
    except AsynclearnError as error:
        say(f"asynclearn: {error}")
        return WRONG_USE
    except TyperUsageError as error:
        say(f"asynclearn: {describe_misuse(error)}")
        return WRONG_USE
    except typer.Abort:
        say("asynclearn: the input ended before all was answered; call it at a terminal")
        return WRONG_USE
    except SystemExit as exit_:
        code = exit_.code
    return code if isinstance(code, int) else 0


def _tell_problems(error: ContentError) -> None:
    for problem in error.problems:
        say(str(problem), indent="  ")
    problems = counted(len(error.problems), "problem")
    say(f"asynclearn: {problems} in the course; mend the lines above")
