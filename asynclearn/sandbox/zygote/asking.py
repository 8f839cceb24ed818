"""What the supervisor asks of a program that it suspects: by signals that `suspicion` handles.

A program that handles none of them is not sent any, as its default would be to die.
"""

import os
from collections.abc import Iterator
from contextlib import suppress

from asynclearn.sandbox.inside.hangs.suspicion import ASK, DUMP, TELL, deals_with_signals

from .stillness import read, status_field

_SECONDS_OF_PROCESSOR = 0.1
"""So much between two questions. A question costs some microseconds."""

_TICK = 1 / os.sysconf("SC_CLK_TCK")


class Asking:
    """Questions to one program."""

    def __init__(self, program: int, source: bytes) -> None:
        self._program = program
        self._may_ask = not deals_with_signals(source)
        self._asked_at = 0.0

    def ask_if_busy(self) -> None:
        """Ask whether it gives its event loop turns, each time that it has used the processor."""
        with suppress(OSError, ValueError, IndexError):
            fields = read(f"/proc/{self._program}/stat").rpartition(b")")[2].split()
            # utime and stime, the 14th and 15th in proc_pid_stat(5); the first here is the third.
            used = (int(fields[11]) + int(fields[12])) * _TICK
            if used - self._asked_at >= _SECONDS_OF_PROCESSOR:
                self._asked_at = used
                self._send(ASK)

    def ask_why_stuck(self) -> Iterator[None]:
        """Ask who waits for what, and for the line of each thread; a step for each question."""
        for question in (TELL, DUMP):
            with suppress(OSError, ValueError, IndexError):
                if self._send(question):
                    yield

    def _send(self, number: int) -> bool:
        if not self._may_ask:
            return False
        status = read(f"/proc/{self._program}/status")
        if not int(status_field(status, b"SigCgt"), 16) >> (number - 1) & 1:
            return False
        os.kill(self._program, number)
        return True
