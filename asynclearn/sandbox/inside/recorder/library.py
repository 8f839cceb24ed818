"""Functions of asyncio that a learner sees the effects of, and what to note when they run."""

from asyncio import base_events
from types import CodeType, FrameType
from typing import Any
from weakref import WeakSet

from . import places
from .causes import Causes
from .generators import Calls
from .record import Record

_LOOP = base_events.BaseEventLoop
SETS_TIMER = _LOOP.call_at.__code__
"""What it returns is the timer."""
ENDS_EXECUTOR = _LOOP.shutdown_default_executor.__code__
CANCELS = places.CANCELLERS
"""Functions that call `cancel()` of tasks on their own behalf."""


class Library:
    """The notes that are taken."""

    def __init__(self, record: Record, causes: Causes, calls: Calls) -> None:
        self._record = record
        self._causes = causes
        self._calls = calls

    def adopt(self, loop: Any) -> None:  # noqa: ANN401
        """A loop was made: see which async generators are used in it."""
        generators = _Generators()
        generators.record, generators.calls = self._record, self._calls
        loop._asyncgens = generators  # noqa: SLF001

    def timer_set(self, timer: Any) -> None:  # noqa: ANN401
        """`call_at` returns."""
        self._causes.timer_set(timer)

    def executor_ends(self, frame: FrameType) -> None:
        """`shutdown_default_executor` begins."""
        # Locals of a frame of asyncio's own, which is gone soon, not of one of the program's.
        if frame.f_locals["self"]._default_executor is not None:  # noqa: SLF001
            self._record.event("shutdown", None, '"of": "executor"')


class _Generators(WeakSet[Any]):
    """The async generators of a loop. Its hook for new ones does nothing but add them here."""

    record: Record
    calls: Calls

    def add(self, item: Any) -> None:  # noqa: ANN401
        """One is used for the first time."""
        try:
            if self.record.writer.open:
                self.calls.first_used(item)
        except Exception:  # noqa: BLE001 - the record ends, not the program
            self.record.writer.close()
        super().add(item)

    def clear(self) -> None:
        """Those that are left are about to be closed: nothing else clears it."""
        if self.record.writer.open:
            self.record.event("shutdown", None, '"of": "async_generators"')
        super().clear()


_Generators.__name__ = _Generators.__qualname__ = "WeakSet"
_Generators.__module__ = "weakref"


def codes_in(code: CodeType) -> list[CodeType]:
    """The code of a module, and of all functions in it."""
    found = [code]
    for each in found:
        found += [inner for inner in each.co_consts if isinstance(inner, CodeType)]
    return found
