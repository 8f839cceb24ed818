"""Whether the interpreter's own code is still what it was before the program came.

There is no class here, as `object.__subclasses__()` shows every class to everybody.
"""

import builtins
import collections
import contextlib
import contextvars
import functools
import heapq
import inspect
import selectors
import sys
import time
import types
from collections.abc import Callable, Sequence
from typing import Any

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_MODULES = (
    *(builtins, collections, contextlib, contextvars, functools, heapq, inspect, selectors, sys),
    *(time, types),
)
CODE = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.GetSetDescriptorType,
    staticmethod,
    classmethod,
    property,
    type,
)
"""The types of what can be called."""

_Named = tuple[str, Any, str, object]
"""What it is called, where it lies, its name there, and itself."""

_PROGRAMS_OWN = ("displayhook", "excepthook", "last_exc", "last_type", "last_value")
"""Names in `sys` that change by themselves, or that programs may change."""


def picture(*more: dict[str, object]) -> Callable[[], str]:
    """Take a picture of asyncio, the built-ins, their neighbours and these namespaces.

    What it gives tells the name of something that is no longer the same, "" if all is. Of modules
    and classes only what can be called counts, and modules by their name there: asyncio keeps data
    of its own in them.
    """
    loaded = sys.modules
    itself = {
        name: module
        for name, module in loaded.items()
        if name.partition(".")[0] in ("asyncio", "_asyncio")
    }
    names = _names([*itself.values(), *_MODULES])
    names += [
        (name, namespace, name, value) for namespace in more for name, value in namespace.items()
    ]
    names += [(f"sys.modules[{name!r}]", loaded, name, module) for name, module in itself.items()]
    return _changed(names, _members(names))


def picture_of(
    modules: Sequence[types.ModuleType], names_only: Sequence[types.ModuleType]
) -> Callable[[], str]:
    """As `picture`, of these modules; of the latter without what is in their classes."""
    names = _names(modules)
    return _changed([*names, *_names(names_only)], _members(names))


def _names(modules: Sequence[types.ModuleType]) -> list[_Named]:
    return [
        (f"{module.__name__}.{name}", vars(module), name, value)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, (*CODE, types.ModuleType)) and name not in _PROGRAMS_OWN
    ]


def _members(names: list[_Named]) -> list[_Named]:
    classes = {value: path for path, _, _, value in names if isinstance(value, type)}
    return [
        (f"{path}.{name}", each, name, value)
        for each, path in classes.items()
        for name, value in vars(each).items()
        if isinstance(value, CODE)
    ]


def _changed(names: list[_Named], members: list[_Named]) -> Callable[[], str]:
    look = vars

    def changed() -> str:
        for path, namespace, name, value in names:
            if namespace.get(name) is not value:
                return path
        for path, each, name, value in members:
            if look(each).get(name) is not value:
                return path
        return ""

    return changed


def shadows(instance: object) -> Callable[[], str]:
    """The name of a method that an instance hides by an attribute that it does not have now."""
    before = frozenset(vars(instance))
    look, can_be_called, has, kind = vars, callable, hasattr, type(instance)

    def changed() -> str:
        for name, value in look(instance).items():
            if name not in before and can_be_called(value) and has(kind, name):
                return f"{kind.__name__}.{name}"
        return ""

    return changed


def kept(instance: object, *names: str) -> Callable[[], str]:
    """The name of an attribute of an instance that is not what it is now."""
    namespace = vars(instance)
    before = {name: namespace[name] for name in names}
    kind = type(instance).__name__

    def changed() -> str:
        for name, value in before.items():
            if namespace.get(name) is not value:
                return f"{kind}.{name}"
        return ""

    return changed
