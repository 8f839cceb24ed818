"""Counting how often the loops of the program's code go round, without a turn of the event loop.

By `sys.monitoring` each jump back is an event, before 3.12 `sys.settrace` tells of each line.
"""

import opcode
import sys
from collections.abc import Callable, Iterator
from typing import Any

from .source import Round, rounds_of

_FOR_ITER = opcode.opmap["FOR_ITER"]
_JUMP_BACKWARD = opcode.opmap["JUMP_BACKWARD"]
_TOOL = 4
"""A tool id of sys.monitoring that has no use of its own, as 0, 1, 2 and 5 have (PEP 669)."""


class Counting:
    """A count of rounds. `told` is called once it is `most`, with the lines gone round."""

    def __init__(self, path: str, most: int, told: Callable[[list[int]], None]) -> None:
        self._path = path
        self._most = most
        self._told = told
        self._rounds = rounds_of(path)
        self._gone: dict[int, Round] = {}

    def begin(self, frame: Any) -> bool:  # noqa: ANN401
        """Count from here on; False if others, such as a debugger, look already."""
        if not self._rounds:
            return False
        if sys.version_info >= (3, 12):
            return self._begin_to_monitor()
        return self._begin_to_trace(frame)

    def end(self) -> None:
        """Count no more, and leave nothing behind."""
        if sys.version_info >= (3, 12):
            monitoring = sys.monitoring
            monitoring.set_events(_TOOL, 0)
            monitoring.register_callback(_TOOL, monitoring.events.JUMP, None)
            monitoring.free_tool_id(_TOOL)
        else:
            sys.settrace(None)

    def _counter(self) -> Callable[[Round], None]:
        """A function that counts one round; it is called millions of times."""
        left, gone = self._most, self._gone

        def hit(found: Round) -> None:
            nonlocal left
            left -= 1
            gone[found.head] = found
            if left <= 0:
                self._told(sorted({line for each in gone.values() for line in each.lines}))

        return hit

    if sys.version_info >= (3, 12):

        def _begin_to_monitor(self) -> bool:
            monitoring = sys.monitoring
            if monitoring.get_tool(_TOOL) is not None:
                return False
            hit, find = self._counter(), self._find
            done = monitoring.DISABLE
            # By identity, as the hash of a code object is that of all it holds.
            seen: dict[tuple[int, int], Round] = {}

            def jumped(code: Any, here: int, there: int) -> Any:  # noqa: ANN401
                key = id(code), there
                if key in seen:
                    hit(seen[key])
                    return None
                found = find(code, there) if there <= here else None
                if found is None:
                    return done
                seen[key] = found
                return None

            monitoring.use_tool_id(_TOOL, "asynclearn")
            monitoring.register_callback(_TOOL, monitoring.events.JUMP, jumped)
            monitoring.set_events(_TOOL, monitoring.events.JUMP)
            return True

        def _find(self, code: Any, place: int) -> Round | None:  # noqa: ANN401
            if code.co_filename != self._path:
                return None
            line = next((each for start, end, each in code.co_lines() if start <= place < end), 0)
            around = [each for each in self._rounds if each.first <= (line or 0) <= each.last]
            if not around:
                return None
            # A `for` within a `while` is as finite as any; its own jump is not counted.
            is_for = code.co_code[place] == _FOR_ITER
            return around[-1] if not is_for or line == around[-1].first else None

    else:

        def _begin_to_trace(self, frame: Any) -> bool:  # noqa: ANN401
            if sys.gettrace() is not None:
                return False
            heads = {each.head: each for each in self._rounds}
            path, hit = self._path, self._counter()

            def line(running: Any, event: str, _: Any) -> Any:  # noqa: ANN401
                if event == "return":
                    return line
                if running.f_lineno in heads and (event == "line" or jumps_to_itself(running)):
                    hit(heads[running.f_lineno])
                return line

            # `while True: pass` is a single jump to itself, and no line ever begins.
            def jumps_to_itself(running: Any) -> bool:  # noqa: ANN401
                place, code = running.f_lasti, running.f_code.co_code
                return bool(code[place] == _JUMP_BACKWARD and code[place + 1] == 1)

            def call(called: Any, *_: Any) -> Any:  # noqa: ANN401
                return line if called.f_code.co_filename == path else None

            for running in _outwards(frame):
                if running.f_code.co_filename == path:
                    running.f_trace = line
                    running.f_trace_opcodes = jumps_to_itself(running)
            sys.settrace(call)
            return True


def _outwards(frame: Any) -> Iterator[Any]:  # noqa: ANN401
    while frame is not None:
        yield frame
        frame = frame.f_back
