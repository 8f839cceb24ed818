"""Leaving at once, where nobody could tell it from an end that takes its time.

At its end CPython empties all modules and frees what was in them, which takes a fifth of the time
of a run. It shows only where one of the program's objects has something to say then: by a
finaliser, as files, generators, coroutines, tasks and open loops have one, or by the callback of a
weak reference. A program that keeps none of them, which is most, can as well be ended by `_exit`.

Everything in doubt counts as to be seen.
"""

import atexit
import gc
import logging
import os
import re
import sys
import weakref
from _thread import _count as count_threads
from asyncio.base_events import BaseEventLoop

TYPE_CHECKING = False  # known to type checkers; `typing` would be an import
if TYPE_CHECKING:
    from collections.abc import Iterable

_SPECIAL = re.compile(
    rb"__del__|__file__|_exit|atexit|cffi|ctypes|freeze|modules|\b(gc|globals|vars|weakref)\b"
)
"""Names by which a program could get past what is looked at here, if only to fool itself."""

_HARMLESS = frozenset({"_localdummy_destroyed", "clear_locals", "_destroy"})
"""Callbacks of CPython's own, written in C: two of `threading.local`, one of abstract classes."""


def leave_when_unseen(source: bytes) -> None:
    """Have the program end at once, where that shows in nothing. To be called before it starts.

    For a program that runs as a file: its exit code is known then. When its code is done, CPython
    takes `__file__` away again (_PyRun_SimpleFile in Python/pythonrun.c, 3.11 to 3.13), which it
    does not get to where the program is left by SystemExit.
    """
    if _SPECIAL.search(source):
        return
    streams = (sys.stdout, sys.stderr)
    look, is_there, leave_now = vars, hasattr, os._exit

    def leave() -> None:
        try:
            done = "__file__" not in look(sys.modules["__main__"])
            failed = is_there(sys, "last_value") or is_there(sys, "last_exc")
            if not done or failed or count_threads() or gc.callbacks:
                return
            if (sys.stdout, sys.stderr) != streams or _have_last_words(gc.get_objects()):
                return
            for stream in streams:
                stream.flush()
        except BaseException:  # noqa: BLE001 - then CPython will meet the same, and say so
            return
        leave_now(0)

    # To be the last of all. The import of asyncio leaves one behind; site's files may leave more.
    if atexit._ncallbacks() == 1:  # noqa: SLF001 - nothing else tells
        atexit.unregister(logging.shutdown)
        atexit.register(leave)
        atexit.register(logging.shutdown)


def _have_last_words(objects: "Iterable[object]") -> bool:
    """Whether something happens when one of these is freed."""
    has_finaliser: dict[type, bool] = {}
    for each in objects:
        kind = type(each)
        if issubclass(kind, weakref.ref):
            callback = each.__callback__  # type: ignore[attr-defined]
            if callback is not None and callback.__name__ not in _HARMLESS:
                return True
        if kind not in has_finaliser:
            # Those written in C have one by this name, too (slotdefs in Objects/typeobject.c).
            has_finaliser[kind] = any("__del__" in above.__dict__ for above in kind.__mro__)
        if has_finaliser[kind] and not _is_closed_loop(each):
            return True
    return False


def _is_closed_loop(each: object) -> bool:
    """Whether it is an event loop whose finaliser has nothing left to do."""
    finaliser = type(each).__del__  # type: ignore[attr-defined]
    return finaliser is BaseEventLoop.__del__ and vars(each)["_closed"] is True
