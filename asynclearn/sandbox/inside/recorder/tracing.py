"""The interpreter's events by `sys.settrace`, on 3.11.

A program can see that: `sys.gettrace()` gives our function. One that names anything of the kind is
left alone (see `entry`), as is one without a coroutine or a generator.
"""

import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from . import bounds, places
from .generators import Calls, is_watched, is_yield, of_resume
from .library import CANCELS, ENDS_EXECUTOR, SETS_TIMER, Library
from .ready import working_on
from .record import Record
from .tasks import Tasks

_RESUME, _RETURN, _YIELD = 151, 83, 86  # opcode.opmap of 3.11; `opcode` would be one more import
_ITERATES = frozenset({93, 123})  # FOR_ITER, SEND
_CAUGHT = "~"
"""Before the name of an exception that a frame has caught."""
_LOADS_ATTRIBUTE = frozenset({106, 160})  # LOAD_ATTR, LOAD_METHOD


class Tracing:
    """The events of one program."""

    def __init__(self, record: Record, tasks: Tasks, calls: Calls, library: Library) -> None:
        self._record = record
        self._tasks = tasks
        self._calls = calls
        self._library = library
        self._thrown_into = 0
        self._raised: dict[int, str] = {}
        """What is on its way out of a frame, by the frame's address."""
        self._lines: dict[int, int] = {}
        """The line at work, by the address of a frame that calls `cancel`."""
        # One object each: a new one at every event would be kept by the frame.
        self._global = self._called
        self._locals = {
            False: self._quietly(self._in_program),
            True: self._quietly(self._in_library),
        }

    def start(self) -> None:
        """Watch, from the first line of the program on."""
        threading.settrace(self._global)
        sys.settrace(self._global)

    def _is_enough(self) -> bool:
        """Whether to watch nothing any more: neither in this thread, nor in those to come."""
        writer = self._record.writer
        if writer.open and writer.last <= bounds.DETAILED:
            return False
        threading.settrace(None)
        sys.settrace(None)
        return True

    def _quietly(self, look: Callable[[FrameType, str, Any], None]) -> Callable[..., Any]:
        record = self._record

        def local(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401
            if self._is_enough():
                return None
            try:
                look(frame, event, argument)
            except Exception:  # noqa: BLE001 - the record ends, not the program
                record.writer.close()
            return local

        return local

    def _called(self, frame: FrameType, _event: str, _argument: object) -> Any:  # noqa: ANN401
        code = frame.f_code
        if self._is_enough():
            return None
        if code.co_filename != self._record.program:
            if code is SETS_TIMER or code in CANCELS:
                frame.f_trace_lines = code is not SETS_TIMER
                return self._locals[True]
            if code is ENDS_EXECUTOR and not code.co_code[frame.f_lasti + 1]:
                self._library.executor_ends(frame)
            return None
        cancels = "cancel" in code.co_names
        if not is_watched(code):
            return self._locals[False] if cancels else None
        frame.f_trace_lines = cancels
        if code.co_code[frame.f_lasti] != _RESUME:
            # Where it was suspended, and not behind that: the exception follows.
            self._thrown_into = id(frame)
        elif (resumed := of_resume(code, frame.f_lasti)) == 0:
            self._calls.entered(frame)
        elif resumed == 1:
            self._calls.continued(frame)
        return self._locals[False]

    def _in_program(self, frame: FrameType, event: str, argument: Any) -> None:  # noqa: ANN401
        code, key = frame.f_code, id(frame)
        cancels = "cancel" in code.co_names
        if cancels:
            self._look_for_cancel(frame, code, event)
        if not is_watched(code):
            return
        if event == "exception":
            if argument[0] is StopIteration and code.co_code[frame.f_lasti] in _ITERATES:
                return  # what it waited for has a result, or a loop is over
            name = argument[0].__name__
            if self._thrown_into == key:
                self._thrown_into = 0
                self._calls.thrown(frame, name, working_on())
            self._raised[key] = name
            # A next line tells that it was caught.
            frame.f_trace_lines = True
        elif event == "line":
            if key in self._raised:
                self._raised[key] = _CAUGHT + self._raised[key].removeprefix(_CAUGHT)
            frame.f_trace_lines = cancels
        elif event == "return":
            self._left(frame, code, self._raised.get(key, ""))

    def _look_for_cancel(self, frame: FrameType, code: CodeType, event: str) -> None:
        line = self._lines.pop(id(frame), None)
        if line is not None and event != "exception" and line in _lines_with_cancel(code):
            self._tasks.look_at_all(places.Place(line, "", ""))
        if event != "return":
            self._lines[id(frame)] = frame.f_lineno

    def _left(self, frame: FrameType, code: CodeType, error: str) -> None:
        instruction = code.co_code[frame.f_lasti]
        under_way = error and not error.startswith(_CAUGHT)
        if instruction == _RETURN:
            self._raised.pop(id(frame), None)
            self._calls.returned(frame)
        elif instruction != _YIELD or under_way:
            self._raised.pop(id(frame), None)
            # What was caught is raised again, as `finally` does, without another event.
            self._calls.unwound(frame, error.removeprefix(_CAUGHT))
        elif is_yield(code, frame.f_lasti):
            self._calls.yielded(frame)

    def _in_library(self, frame: FrameType, event: str, argument: Any) -> None:  # noqa: ANN401
        if frame.f_code is SETS_TIMER:
            if event == "return" and argument is not None:
                self._library.timer_set(argument)
        elif event in {"line", "return"}:
            self._tasks.look_at_all(places.place(self._record.program))


def _lines_with_cancel(code: CodeType) -> set[int]:
    """The lines of a function on which something of the name `cancel` is looked up."""
    name = code.co_names.index("cancel")
    content = code.co_code
    found = set()
    for start, end, line in code.co_lines():
        for place in range(start, end, 2):
            if content[place] in _LOADS_ATTRIBUTE and content[place + 1] == name and line:
                found.add(line)
    return found
