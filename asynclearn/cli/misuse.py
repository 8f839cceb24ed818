"""A command line that Typer refuses, told as all other wrong use is."""

import re
from typing import Any, cast

import typer

# Typer has its own copy of Click, or uses Click itself: only by way of this class is it the same.
TyperUsageError = cast("type[Exception]", typer.BadParameter.__base__)
"""What Typer raises for options and arguments that a command does not take."""


def describe_misuse(error: Exception) -> str:
    """What is wrong, then what to do, in one line.

    The error is a TyperUsageError, whose own way is three lines, with a capital and a full stop.
    """
    refused = cast("Any", error)
    message = " ".join(refused.format_message().split()).rstrip(".")
    message = _with_backticks(message[:1].lower() + message[1:])
    for theirs, ours in _IN_OUR_WORDS:
        message = theirs.sub(ours, message)
    if message.endswith("?"):
        return message
    command = "asynclearn" if refused.ctx is None else refused.ctx.command_path
    return f"{message}; `{command} --help` shows what it takes"


_IN_OUR_WORDS = (
    (re.compile(r"\bis not a valid int(eger)?$"), "is no whole number"),
    (re.compile(r"\bis not a valid float$"), "is no number"),
    (re.compile(r"\.? Did you mean (one of: )?"), "; did you mean "),
    (re.compile(r" \(Possible options: (.*)\)$"), r"; did you mean one of \1?"),
)


def _with_backticks(message: str) -> str:
    """What is typed in backticks; a message that holds a lone quote keeps those it has."""
    quoted = message if message.count("'") % 2 else re.sub(r"'([^']*)'", r"`\1`", message)
    return re.sub(r"(?<![`\w])(--?[a-z][a-z-]*)(?![`\w])", r"`\1`", quoted)
