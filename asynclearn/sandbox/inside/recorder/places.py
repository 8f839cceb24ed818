"""Which line of the program is at work: a walk up the stack, from one of our hooks.

Nothing of a frame is read but its code and line. Where a walk may be taken is not obvious: below
the finalizer hook of async generators a frame may be half torn down, so none is taken there.
"""

import asyncio
import os
from asyncio import base_events, runners, taskgroups, tasks, timeouts
from sys import _getframe as frame_at
from types import CodeType, FrameType
from typing import Any

from .text import functions_as_json

_LIBRARY = os.path.dirname(asyncio.__file__) + os.sep
_LOOP: Any = base_events.BaseEventLoop
_ROUND = _LOOP._run_once.__code__  # noqa: SLF001 - where a turn begins
_FINALIZER = _LOOP._asyncgen_finalizer_hook.__code__  # noqa: SLF001
_TO_HOOK = 8
"""Frames from us to that hook: ours, `_call_soon`, `call_soon_threadsafe`."""
_MIXIN = "_ContextManagerMixin."
"""`async with lock` is known by what that calls: `Lock.acquire`, `Lock.release`."""
_LOOPS_OWN = "BaseEventLoop."
_DEEPEST = 1_000
"""Frames of a walk, as many as Python allows by default."""

_GROUP: Any = taskgroups.TaskGroup
_TIMEOUT: Any = timeouts.Timeout
_TASKS: Any = tasks
_RUNNERS: Any = runners
_BY: dict[CodeType, str] = {
    _GROUP._abort.__code__: "TaskGroup",  # noqa: SLF001 - as with all of these
    _GROUP._on_task_done.__code__: "TaskGroup",  # noqa: SLF001
    _TIMEOUT._on_timeout.__code__: "timeout",  # noqa: SLF001
    _TASKS.wait_for.__code__: "wait_for",
    _TASKS._GatheringFuture.cancel.__code__: "gather",  # noqa: SLF001
    _RUNNERS._cancel_all_tasks.__code__: "asyncio.run",  # noqa: SLF001
    _RUNNERS.Runner._on_sigint.__code__: "KeyboardInterrupt",  # noqa: SLF001
}
"""Functions of asyncio that cancel tasks, and the name under which a learner knows them."""
CANCELLERS = tuple(_BY)
_BY[base_events.BaseEventLoop.shutdown_asyncgens.__code__] = "shutdown"


class Place:
    """Where something was done: all of it text and numbers."""

    __slots__ = ("by", "did", "line")

    def __init__(self, line: int | None, did: str, by: str) -> None:
        self.line = line
        """The innermost line of the program; None if asyncio was called by nobody but itself."""
        self.did = did
        """The function of asyncio that this line called, such as `Event.set`; or empty."""
        self.by = by
        """What of asyncio cancels on its own behalf; or empty."""


def place(program: str) -> Place:
    """Where the program is at work."""
    return _from(frame_at(1), program)


def place_of_creation(program: str) -> Place:
    """Where a task was made that began at once: outside what it runs itself.

    asyncio's function that made it lies between the task's frames and those of who asked for it.
    """
    frame: FrameType | None = frame_at(1)
    while frame is not None and frame.f_code is not _ROUND and not is_of_asyncio(frame.f_code):
        frame = frame.f_back
    return _from(frame, program)


def place_above(frame: FrameType, program: str) -> Place:
    """Which line of the program made this frame go on."""
    return _from(frame.f_back, program)


def is_dropped_generator() -> bool:
    """Whether the finalizer hook has just called `call_soon_threadsafe`.

    Few frames, so that nothing below the hook is looked at: there one may be half torn down.
    """
    frame: FrameType | None = frame_at(1)
    for _ in range(_TO_HOOK):
        if frame is None:
            return False
        if frame.f_code is _FINALIZER:
            return True
        frame = frame.f_back
    return False


def _from(frame: FrameType | None, program: str) -> Place:
    did = by = ""
    for _ in range(_DEEPEST):
        if frame is None or frame.f_code is _ROUND:
            break
        code = frame.f_code
        if code.co_filename == program:
            return Place(line_of(frame), "" if did.startswith(_LOOPS_OWN) else did, by)
        if code.co_filename.startswith(_LIBRARY):
            if not code.co_qualname.startswith(_MIXIN):
                did = code.co_qualname
            by = by or _BY.get(code, "")
        frame = frame.f_back
    return Place(None, "", by)


def stack(program: str) -> tuple[int | None, str]:
    """The innermost line, and all functions of the program in this turn, outermost first."""
    frame: FrameType | None = frame_at(1)
    found: list[tuple[str, int]] = []
    for _ in range(_DEEPEST):
        if frame is None or frame.f_code is _ROUND:
            break
        code = frame.f_code
        if code.co_filename == program:
            found.append((code.co_qualname, line_of(frame) or code.co_firstlineno))
        frame = frame.f_back
    if not found:
        return None, "[]"
    line = found[0][1]
    found.reverse()
    return line, functions_as_json(found)


def line_of(frame: FrameType) -> int | None:
    """Its line; where the compiler put in an instruction of no line, the one before."""
    if frame.f_lineno is not None:
        return frame.f_lineno
    before = None
    for start, _, line in frame.f_code.co_lines():
        if start > frame.f_lasti:
            break
        before = line or before
    return before


def is_of_asyncio(code: CodeType) -> bool:
    """Whether it is the code of one of asyncio's functions."""
    return code.co_filename.startswith(_LIBRARY)
