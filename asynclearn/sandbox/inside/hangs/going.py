"""The lines that a program goes round: those that run while it is looked at."""

import sys
from typing import Any

from .source import rounds_of


class Going:
    """Takes down the lines that run, from `begin` to `end`. It has to begin in the main thread."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines: set[int] = set()

    def begin(self) -> bool:
        """Look; False if the program, or a debugger in it, traces by itself."""
        if sys.gettrace() is not None:
            return False
        self._lines.clear()
        sys.settrace(self._trace)
        return True

    def end(self) -> list[int]:
        """The lines so far; from now on nothing is traced."""
        sys.settrace(None)
        # Whether the line of a `while True` runs again depends on the version of CPython.
        heads = {
            each.first
            for each in rounds_of(self._path)
            if each.head != each.first and not self._lines.isdisjoint(each.lines)
        }
        return sorted(self._lines | heads)

    def _trace(self, frame: Any, event: str, _: Any) -> Any:  # noqa: ANN401
        if frame.f_code.co_filename != self._path:
            return None
        # A coroutine that goes on is called at the line where it was suspended; one that begins
        # is called at its `def`, which it does not go round.
        suspended = event == "call" and frame.f_lineno != frame.f_code.co_firstlineno
        if event == "line" or suspended:
            self._lines.add(frame.f_lineno)
        return self._trace
