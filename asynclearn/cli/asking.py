"""Asking at the terminal for the options that a command line lacks."""

import sys
from collections.abc import Callable
from typing import TypeVar

from asynclearn.cli.saying import ask, tell
from asynclearn.errors import UsageError

Value = TypeVar("Value")


class Form:
    """Takes values from the command line, else asks; where nobody can be asked, notes what lacks.

    Asking raises EOFError and KeyboardInterrupt when the author leaves.
    """

    def __init__(self) -> None:
        self._asks = sys.stdin.isatty()
        self._missing: list[str] = []

    @property
    def complete(self) -> bool:
        """Whether nothing is missing so far."""
        return not self._missing

    def take(  # noqa: PLR0913 - each is a part of one question
        self,
        option: str,
        given: Value | None,
        question: str,
        read: Callable[[str], Value],
        *,
        default: str = "",
        example: str = "",
    ) -> Value:
        """The value. `read` makes it of an answer, or raises UsageError for a bad one.

        At a terminal Enter means the default. Where nobody can be asked, the default or the
        example stands in, until `require_all` refuses.
        """
        if given is not None:
            return given
        if not self._asks:
            self._missing.append(option)
            return read(default or example)
        such_as = f", such as {example}" if example else ""
        shown = f" [{default}]" if default else ""
        while True:
            answer = ask(f"{question}{such_as}{shown}:").strip() or default
            try:
                return read(answer)
            except UsageError as error:
                tell(str(error))

    def offer(
        self, given: Value | None, question: str, read: Callable[[str], Value], default: str
    ) -> Value:
        """A value that needs no option: where nobody can be asked it is the default."""
        if given is None and not self._asks:
            return read(default)
        return self.take("", given, question, read, default=default)

    def require_all(self) -> None:
        """Raises UsageError if anything was missing."""
        if self._missing:
            options = " ".join(f"`{option}`" for option in self._missing)
            raise UsageError(f"options are missing; add {options}, or call it at a terminal")
