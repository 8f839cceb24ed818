"""Which functions of the standard library may look into frames, as their own work needs it.

They print a traceback, or name the module of a class. A function is one of them by its own code: it
names what it looks at, so that none looks on behalf of somebody who passed it a name or a function
(`inspect.getmembers`, a decorator of `contextlib`, a callback of asyncio). Those that hand on the
frame itself may do so only to one of these.

There is no class here, as `object.__subclasses__()` shows every class to everybody.
"""

import asyncio
import asyncio.base_tasks
import builtins
import collections
import dataclasses
import enum
import inspect
import logging
import sys
import traceback
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

LOOKS = {
    "cr_frame": "looks into running frames",
    "gi_frame": "looks into running frames",
    "ag_frame": "looks into running frames",
    "tb_frame": "looks into running frames",
    "_getframe": "looks into running frames",
    "cr_code": "reads the code of a coroutine",
    "gi_code": "reads the code of a generator",
    "ag_code": "reads the code of a generator",
}
"""What is looked at, by the name that code has for it, and what it is told as."""

_MODULES = (
    *(module for name, module in sys.modules.items() if name.startswith("asyncio.")),
    *(collections, dataclasses, enum, logging, traceback, typing),
)
_OF_INSPECT = ("isawaitable", "getcoroutinestate", "getgeneratorstate", "getasyncgenstate")
"""Those of `inspect` that say a word and show nothing. The others are made to show frames."""

_STACKS = traceback.StackSummary


def looker() -> Callable[[types.FrameType, str], bool]:
    """What says whether the function of a frame may look at this now, one of `LOOKS`."""
    allowed = {name: frozenset(code for code in _all() if name in code.co_names) for name in LOOKS}
    # These hand a frame to whoever asks for the next one, or called them.
    passing = frozenset(_passing())
    to = frozenset(_receiving())

    def may_look(frame: types.FrameType, name: str) -> bool:
        if frame.f_code not in allowed[name]:
            return False
        asks: types.FrameType | None = frame
        while asks is not None and asks.f_code in passing:
            asks = asks.f_back
        return asks is frame or (asks is not None and asks.f_code in to)

    return may_look


def _all() -> Iterator[types.CodeType]:
    yield from codes(_MODULES)
    for name in _OF_INSPECT:
        if hasattr(inspect, name):
            yield getattr(inspect, name).__code__


def _passing() -> Iterator[types.CodeType]:
    for name in ("walk_stack", "walk_tb", "_walk_tb_with_full_positions"):
        yield from within(getattr(traceback, name).__code__)
    yield from within(_function(_STACKS, "extract").__code__)
    yield asyncio.base_tasks._task_get_stack.__code__  # noqa: SLF001
    yield logging.currentframe.__code__


def _receiving() -> Iterator[types.CodeType]:
    # In 3.11 to 3.13 all ways to a summary of a stack lead through this one.
    yield _function(_STACKS, "_extract_from_extended_frame_gen").__code__
    yield asyncio.base_tasks._task_print_stack.__code__  # noqa: SLF001
    yield logging.Logger.findCaller.__code__


def _function(kind: type, name: str) -> Any:
    member = vars(kind)[name]
    return getattr(member, "__func__", member)


def codes(modules: tuple[types.ModuleType, ...]) -> Iterator[types.CodeType]:
    """The code objects of all functions in these modules, and of those within them."""
    for module in modules:
        for value in tuple(vars(module).values()):
            if isinstance(value, types.FunctionType):
                yield from within(value.__code__)
            elif isinstance(value, type) and value.__module__ == module.__name__:
                yield from codes_of(value)


def codes_of(class_: type) -> Iterator[types.CodeType]:
    """The code objects of a class's own functions."""
    for member in tuple(vars(class_).values()):
        inner = getattr(member, "__func__", None) or getattr(member, "fget", member)
        inner = getattr(inner, "__wrapped__", inner)
        if isinstance(inner, types.FunctionType):
            yield from within(inner.__code__)


def within(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and those within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from within(constant)
