"""The interpreter's events by `sys.monitoring`, from 3.12 on.

Only code of the program and a few functions of asyncio are watched, so that all other code runs as
fast as ever. That an exception is thrown in or leaves a body can't be had for chosen code
(PEP 669), so those two events are asked for when the first coroutine or generator begins: a program
that has none, and recurses until it can't, must not find our callback one level too deep.
"""

import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

from . import bounds, places
from .callbacks import cancelled_by
from .generators import Calls, is_watched, is_yield, of_resume
from .library import CANCELS, ENDS_EXECUTOR, SETS_TIMER, Library, codes_in
from .ready import working_on
from .record import Record
from .tasks import Tasks

_TOOL = 4  # one of the two without a meaning of their own
_monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore] # not on 3.11
_EVENTS = _monitoring.events


class Monitoring:
    """The events of one program."""

    def __init__(self, record: Record, tasks: Tasks, calls: Calls, library: Library) -> None:
        self._record = record
        self._tasks = tasks
        self._calls = calls
        self._library = library
        self._watched: list[CodeType] = []
        self._exceptions = False

    def start(self) -> None:
        """Watch, from the first line of the program on."""
        _monitoring.use_tool_id(_TOOL, "asynclearn")
        for event, callback in (
            (_EVENTS.PY_START, self._started),
            (_EVENTS.PY_RESUME, self._resumed),
            (_EVENTS.PY_YIELD, self._yielded),
            (_EVENTS.PY_RETURN, self._returned),
            (_EVENTS.PY_THROW, self._thrown),
            (_EVENTS.PY_UNWIND, self._unwound),
            (_EVENTS.CALL, self._called),
        ):
            _monitoring.register_callback(_TOOL, event, self._quietly(callback))
        _monitoring.set_local_events(_TOOL, SETS_TIMER, _EVENTS.PY_RETURN)
        _monitoring.set_local_events(_TOOL, ENDS_EXECUTOR, _EVENTS.PY_START)
        for code in CANCELS:
            _monitoring.set_local_events(_TOOL, code, _EVENTS.CALL)
        _monitoring.set_events(_TOOL, _EVENTS.PY_START)

    def stop(self) -> None:
        """From now on watch the functions of asyncio only."""
        if not self._watched:
            return
        _monitoring.set_events(_TOOL, 0)
        for code in self._watched:
            _monitoring.set_local_events(_TOOL, code, 0)
        self._watched.clear()

    def _quietly(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        record = self._record

        def call(*arguments: Any) -> Any:  # noqa: ANN401
            if not record.writer.open:
                return None
            try:
                if record.writer.last > bounds.DETAILED:
                    self.stop()
                return callback(*arguments)
            except Exception:  # noqa: BLE001 - the record ends, not the program
                record.writer.close()
                return None

        return call

    def _adopt(self, module: CodeType) -> None:
        _monitoring.set_events(_TOOL, 0)
        generator = _EVENTS.PY_START | _EVENTS.PY_RETURN | _EVENTS.PY_YIELD | _EVENTS.PY_RESUME
        for code in codes_in(module):
            events = 0
            if is_watched(code):
                is_coroutine = code.co_flags & 0x80
                events = _EVENTS.PY_START | _EVENTS.PY_RETURN if is_coroutine else generator
            if "cancel" in code.co_names:
                events |= _EVENTS.CALL
            if events:
                self._watched.append(code)
                _monitoring.set_local_events(_TOOL, code, events)

    def _started(self, code: CodeType, _: int) -> Any:  # noqa: ANN401
        if code is ENDS_EXECUTOR:
            self._library.executor_ends(sys._getframe(2))  # noqa: SLF001
            return None
        if code.co_filename != self._record.program:
            return _monitoring.DISABLE
        if code.co_name == "<module>":
            self._adopt(code)
            return None
        if is_watched(code):
            if not self._exceptions:
                self._exceptions = True
                _monitoring.set_events(_TOOL, _EVENTS.PY_THROW | _EVENTS.PY_UNWIND)
            self._calls.entered(sys._getframe(2))  # noqa: SLF001
        return None

    def _resumed(self, code: CodeType, offset: int) -> None:
        if of_resume(code, offset) == 1:
            self._calls.continued(sys._getframe(2))  # noqa: SLF001

    def _yielded(self, code: CodeType, offset: int, _: object) -> None:
        if is_yield(code, offset):
            self._calls.yielded(sys._getframe(2))  # noqa: SLF001

    def _returned(self, code: CodeType, _: int, value: object) -> None:
        if code is SETS_TIMER:
            self._library.timer_set(value)
        elif code.co_filename == self._record.program:
            self._calls.returned(sys._getframe(2))  # noqa: SLF001

    def _thrown(self, code: CodeType, _: int, error: BaseException) -> None:
        if code.co_filename == self._record.program and is_watched(code):
            self._calls.thrown(sys._getframe(2), type(error).__name__, working_on())  # noqa: SLF001

    def _unwound(self, code: CodeType, _: int, error: BaseException) -> None:
        if code.co_filename == self._record.program and is_watched(code):
            self._calls.unwound(sys._getframe(2), type(error).__name__)  # noqa: SLF001

    def _called(self, _: CodeType, __: int, function: Any, first: object) -> None:  # noqa: ANN401
        task = cancelled_by(function, first)
        if task is not None:
            self._tasks.cancel_called(task, places.place(self._record.program))
