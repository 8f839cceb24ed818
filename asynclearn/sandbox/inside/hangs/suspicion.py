"""The signals by which the supervisor asks what the program is doing.

Both are hidden from the program. `signal.getsignal` shows what the table of `_signal` holds, which
`faulthandler` passes by, and a handler that is an `int` of the value 0 is taken for SIG_DFL by the
enum it is looked up in, and for a function by the C code (`compare_handler` in
Modules/signalmodule.c, since 3.11.3, asks for an exact int).

A program that deals with signals itself is left alone: then none is handled, so none is sent.
"""

import _signal
import faulthandler
import signal
import sys
from collections.abc import Callable
from typing import Any

ASK = getattr(signal, "SIGRTMAX", 64) - 3
"""Sent when the program has used much processor time: does it ever give the loop a turn?"""
TELL = ASK - 1
"""Sent when it is stuck: who waits for what, please."""
DUMP = ASK - 2
"""Sent when it is stuck: the line of each thread, please. Its handler needs no interpreter, so that
it answers from within a call of C that never returns."""

_OWN_BUSINESS = (b"signal", b"faulthandler", b"ctypes")
_AVAILABLE = hasattr(signal, "SIGRTMAX") and sys.version_info >= (3, 11, 3)


def deals_with_signals(source: bytes) -> bool:
    """Whether a program may handle signals itself, so that it must not be sent any."""
    return any(word in source for word in _OWN_BUSINESS)


class _Default(int):
    """A handler of signals that looks like SIG_DFL."""

    call: Callable[[Any], None]

    def __call__(self, _number: int, frame: Any) -> None:  # noqa: ANN401
        """Be the handler."""
        self.call(frame)


def listen(
    source: bytes, report: int, *, ask: Callable[[Any], None], tell: Callable[[Any], None]
) -> None:
    """From now on ASK and TELL call these with the running frame, and DUMP writes to the report."""
    if not _AVAILABLE or deals_with_signals(source):
        return
    for number, call in ((ASK, ask), (TELL, tell)):
        handler = _Default(0)
        handler.call = call
        # signal.signal would make a plain int of it.
        _signal.signal(number, handler)
    faulthandler.register(DUMP, file=report, all_threads=True)
