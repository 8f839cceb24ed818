"""Coroutines and generators of the program: each call of one has a number, from its first sign."""

from _thread import get_ident
from gc import get_referents
from types import AsyncGeneratorType, CodeType, CoroutineType, FrameType, GeneratorType
from typing import Any

from .places import line_of, place_above
from .record import Record
from .text import number, quoted

_GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x20, 0x80, 0x200  # inspect.CO_…
_KINDS = _GENERATOR | _COROUTINE | _ASYNC_GENERATOR
_RUNS_BODY = (CoroutineType, GeneratorType)
_CLOSES = "async_generator_athrow"


def is_watched(code: CodeType) -> bool:
    """Whether calls of it are recorded: those of generator expressions are not."""
    return bool(code.co_flags & _KINDS) and not code.co_name.startswith("<")


def of_resume(code: CodeType, offset: int) -> int:
    """What the instruction RESUME at this place goes on from: 0 start, 1 `yield`, 3 `await`.

    The two lowest bits of its argument, from 3.11 to 3.13 (Lib/dis.py, "RESUME").
    """
    return code.co_code[offset + 1] & 3


def is_yield(code: CodeType, offset: int) -> bool:
    """Whether the instruction YIELD_VALUE at this place is a `yield` of the program.

    RESUME stands behind each, and tells a `yield` from an `await`.
    """
    return of_resume(code, offset + 2) == 1


def is_coroutine(thing: object) -> bool:
    """Whether it is a coroutine, or a generator that serves as one."""
    return type(thing) in _RUNS_BODY


def is_closing(thing: object) -> bool:
    """Whether it is what `aclose()` of an async generator gives."""
    return type(thing).__name__ == _CLOSES


def closed_by(closing: Any) -> Any:  # noqa: ANN401
    """The async generator that it closes; None if it has already."""
    # There is no other public link: see python/cpython gh-148736.
    for found in get_referents(closing):
        if type(found) is AsyncGeneratorType:
            return found
    return None


class Calls:
    """The numbers of the calls, by the addresses of their frames, and their events."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._numbers: dict[int, int] = {}
        self._announced: set[int] = set()
        self._count = 0
        self._closers: dict[int, str] = {}
        self._last_end: dict[int, str] = {}

    def first_used(self, generator: Any) -> None:  # noqa: ANN401
        """The loop was told of a new async generator."""
        frame = generator.ag_frame
        if frame is None or frame.f_code.co_filename != self._record.program:
            return
        self._announced.add(id(frame))
        details = self._details(frame.f_code, self._new(frame))
        del frame
        self._record.event("first_used", None, details)

    def described(self, generator: Any) -> str:  # noqa: ANN401
        """An async generator as members of an object: its function, and its number as `call`."""
        if generator is None:
            return '"", "call": null'
        frame = generator.ag_frame
        call = self._numbers.get(id(frame)) if frame is not None else None
        return f'{quoted(generator.ag_code.co_qualname)}, "call": {number(call)}'

    def close_in(self, task: int, why: str) -> None:
        """Note why a task closes an async generator; with nothing, forget it."""
        if why:
            self._closers[task] = why
        else:
            self._closers.pop(task, None)

    def last_end(self) -> tuple[str, str]:
        """How the body that ended last in this thread ended, as the end of a task."""
        name = self._last_end.get(get_ident(), "")
        if not name:
            return "finished", ""
        if name == "CancelledError":
            return "cancelled", ""
        return "failed", f'"exception": {quoted(name)}'

    def entered(self, frame: FrameType) -> None:
        """A body begins."""
        key = id(frame)
        if key in self._announced:
            self._announced.discard(key)
            call = self._numbers[key]
        else:
            call = self._new(frame)
        self._event("entered", frame, call, _of(frame.f_code))

    def yielded(self, frame: FrameType) -> None:
        """A generator is suspended at a `yield`."""
        self._event("yielded", frame, self._number(frame))

    def continued(self, frame: FrameType) -> None:
        """It goes on from there."""
        self._event("continued", frame, self._number(frame))

    def thrown(self, frame: FrameType, error: str, task: int) -> None:
        """An exception is thrown in; `task`: the address of the one at work, or 0."""
        more = f', "exception": {quoted(error)}'
        if error == "GeneratorExit" and frame.f_code.co_flags & _ASYNC_GENERATOR:
            why = self._closers.get(task)
            if why is None:
                line = place_above(frame, self._record.program).line
                who = self._record.scene()[0]
                why = f'{{"kind": "aclose", "who": {quoted(who)}, "line": {number(line)}}}'
            more += f', "by": {why}'
        self._event("thrown", frame, self._number(frame), more)

    def returned(self, frame: FrameType) -> None:
        """A body ends."""
        self._last_end[get_ident()] = ""
        self._event("returned", frame, self._number(frame), _of(frame.f_code))
        self._numbers.pop(id(frame), None)

    def unwound(self, frame: FrameType, error: str) -> None:
        """A body is left by an exception."""
        self._last_end[get_ident()] = error
        self._event("unwound", frame, self._number(frame), f', "exception": {quoted(error)}')
        self._numbers.pop(id(frame), None)

    def _event(self, what: str, frame: FrameType, call: int, more: str = "") -> None:
        self._record.event(what, line_of(frame), self._details(frame.f_code, call) + more)

    def _details(self, code: CodeType, call: int) -> str:
        return f'"function": {quoted(code.co_qualname)}, "call": {call}'

    def _new(self, frame: FrameType) -> int:
        self._count += 1
        self._numbers[id(frame)] = self._count
        return self._count

    def _number(self, frame: FrameType) -> int:
        return self._numbers.get(id(frame)) or self._new(frame)


def _of(code: CodeType) -> str:
    flags = code.co_flags
    kind = (
        "coroutine"
        if flags & _COROUTINE
        else "async_generator"
        if flags & _ASYNC_GENERATOR
        else "generator"
    )
    return f', "of": "{kind}"'
