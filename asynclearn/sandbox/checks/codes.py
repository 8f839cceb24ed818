"""The code of functions of the standard library, and where in it something is asked for."""

import builtins
import dis
import importlib
import inspect
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

GET_FRAME = "_getframe"


def module_of(path: str) -> types.ModuleType:
    """The module of what is at a path: the longest beginning that can be imported."""
    name = path.rpartition(".")[0]
    while name not in sys.modules:
        try:
            importlib.import_module(name)
        except ImportError:
            name = name.rpartition(".")[0]
    return sys.modules[name]


def functions_at(path: str) -> Iterator[types.CodeType]:
    """The code at this path and within, if this version has it."""
    thing: Any = module_of(path)
    for name in path.removeprefix(f"{thing.__name__}.").split("."):
        thing = inspect.getattr_static(thing, name, None)
    thing = getattr(thing, "__func__", thing)
    if isinstance(thing, types.FunctionType):
        yield from within(thing.__code__)


def within(code: types.CodeType) -> Iterator[types.CodeType]:
    """It, and all that is defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from within(constant)


def codes_of(modules: Sequence[types.ModuleType]) -> Iterator[types.CodeType]:
    """The code of all functions in these modules, and within."""
    for module in modules:
        for value in tuple(vars(module).values()):
            if isinstance(value, types.FunctionType):
                yield from within(value.__code__)
            elif isinstance(value, type) and value.__module__ == module.__name__:
                yield from codes_of_class(value)


def codes_of_class(class_: type) -> Iterator[types.CodeType]:
    """The same of a class."""
    for member in tuple(vars(class_).values()):
        inner = getattr(member, "__func__", None) or getattr(member, "fget", member)
        inner = getattr(inner, "__wrapped__", inner)
        if isinstance(inner, types.FunctionType):
            yield from within(inner.__code__)


def asking(code: types.CodeType, name: str) -> frozenset[int]:
    """Where code asks for a frame: by an attribute, `hasattr`, or the call of what has the name."""
    steps = [*dis.get_instructions(code)]
    found: set[int] = set()
    for at, step in enumerate(steps):
        if step.argval != name:
            continue
        found.update(_offsets(steps, at))
        if name == GET_FRAME or step.opname == "LOAD_CONST":
            for later in range(at + 1, len(steps)):
                if steps[later].opname.startswith(("PRECALL", "CALL")):
                    found.update(_offsets(steps, later))
                if steps[later].opname.startswith("CALL"):
                    break
    return frozenset(found)


def calling(code: types.CodeType, name: str) -> frozenset[int]:
    """The calls of the statement that has this name; or where a loop takes its next item."""
    steps = [*dis.get_instructions(code)]
    found: set[int] = set()
    for at, step in enumerate(steps):
        if step.opname == name == "FOR_ITER":
            found.update(_offsets(steps, at))
        if step.argval != name:
            continue
        for later in range(at + 1, len(steps)):
            if steps[later].opname.startswith(("STORE", "RETURN", "POP_TOP")):
                break
            if "CALL" in steps[later].opname:
                found.update(_offsets(steps, later))
    return frozenset(found)


def _offsets(steps: list[dis.Instruction], at: int) -> range:
    """An instruction's place, with that of its caches."""
    end = steps[at + 1].offset if at + 1 < len(steps) else steps[at].offset + 2
    return range(steps[at].offset, end)
