"""An exact proof that a busy loop never ends: neither its body nor its condition changes anything.

    while not flag:           while not task.done():
        pass                      pass

With no other thread, process or signal to change what the condition reads (`outside`), it is true
for ever. It is looked for in the source, so nothing has to be counted; only what is certain to be
without effect is let through.
"""

import ast
import asyncio
import collections
from typing import Any

from asynclearn.sandbox.inside.shaking import tasks as shaken

from .source import loops_of

_PLAIN = (
    bool, int, float, complex, str, bytes, type(None), list, tuple, dict, set, frozenset,
    collections.deque,
)  # fmt: skip
"""Types whose truth and comparison are C code without effect, if what they hold is as plain."""

_ASKED = {
    asyncio.Task: {"done", "cancelled", "cancelling"},
    shaken.Task: {"done", "cancelled", "cancelling"},
    asyncio.Future: {"done", "cancelled"},
    shaken.Future: {"done", "cancelled"},
    asyncio.Event: {"is_set"},
    asyncio.Lock: {"locked"},
    asyncio.Semaphore: {"locked"},
    asyncio.Queue: {"empty", "full", "qsize"},
}
"""Methods of asyncio that only look."""


def unchanging_loop(frame: Any, path: str) -> list[int]:  # noqa: ANN401
    """The lines of such a loop that a running frame is in; none if it is in no such loop."""
    if frame is None or frame.f_code.co_filename != path:
        return []
    if (line := frame.f_lineno) is None:
        return []  # an instruction that stands for no source, as at the end of an `async for`
    around = [each for each in loops_of(path) if each.lineno <= line <= (each.end_lineno or 0)]
    if not around or not isinstance(loop := around[-1], ast.While):
        return []
    empty = all(isinstance(each, ast.Pass | ast.Continue) for each in loop.body)
    if not empty or not _is_simple(loop.test) or not _is_fixed(loop.test, frame):
        return []
    return sorted({loop.lineno, *(each.lineno for each in loop.body)})


def _is_simple(node: ast.expr) -> bool:
    """Whether an expression only looks, as far as its form tells. No value is touched for it."""
    match node:
        case ast.Constant() | ast.Name():
            return True
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_simple(operand)
        case ast.BoolOp(values=values):
            return all(map(_is_simple, values))
        case ast.Compare(left=left, comparators=others):
            return all(map(_is_simple, [left, *others]))
        case ast.Call(func=ast.Attribute(value=ast.Name()), args=[], keywords=[]):
            return True
    return False


def _is_fixed(node: ast.expr, frame: Any) -> bool:  # noqa: ANN401
    """Whether all that an expression looks at can be looked at without effect."""
    for each in ast.walk(node):
        match each:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attribute)):
                if attribute not in _ASKED.get(type(_value(name, frame)), ()):
                    return False
            case ast.Name(id=name):
                value = _value(name, frame)
                if type(value) not in _ASKED and not _is_plain(value):
                    return False
    return True


def _is_plain(value: object, depth: int = 2) -> bool:
    if type(value) not in _PLAIN:
        return False
    if isinstance(value, (list, tuple, dict, set, frozenset, collections.deque)):
        return depth > 0 and all(_is_plain(each, depth - 1) for each in value)
    return True


def _value(name: str, frame: Any) -> Any:  # noqa: ANN401
    for space in (frame.f_locals, frame.f_globals, frame.f_builtins):
        if name in space:
            return space[name]
    return ...
