"""The report as it leaves the process, and the end of that."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

HANGS = 86
"""The exit code of a program that is ended with a report on its hang. It means nothing else, and
without such a report it means nothing at all."""


class Teller:
    """Tells of a hang on the report's descriptor, and ends the process.

    `last_words` is called before that: for what others have to say at the end of a program.
    """

    def __init__(self, report: int, last_words: Callable[[], None]) -> None:
        self._report = report
        self._last_words = last_words
        self._opened = _identity(report)
        self._process = os.getpid()

    def tell(self, kind: str, facts: dict[str, Any]) -> None:
        """Print what was to be printed, write the report, and end the process.

        It returns only where that can't be told: in a fork, or if the program has closed the
        descriptor or opened another file in its place.
        """
        if not self._can_tell():
            return
        for stream in (sys.stdout, sys.stderr):
            # The program's own objects may be anything.
            with suppress(Exception):
                stream.flush()
        self._last_words()
        if self.say(kind, facts):
            os._exit(HANGS)

    def say(self, kind: str, facts: dict[str, Any]) -> bool:
        """Write the report, and go on; whether that was possible."""
        if not self._can_tell():
            return False
        line = json.dumps({"what": "hang", "kind": kind, **facts})
        try:
            os.write(self._report, line.encode("ascii") + b"\n")
        except OSError:
            return False
        return True

    def _can_tell(self) -> bool:
        return os.getpid() == self._process and _identity(self._report) == self._opened


def _identity(descriptor: int) -> tuple[int, int] | None:
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino
