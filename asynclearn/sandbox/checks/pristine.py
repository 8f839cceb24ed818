"""Whether the interpreter's own code is still what it was before the program came.

There is no class here, as `object.__subclasses__()` shows every class to everybody.
"""

import builtins
import collections
import contextlib
import contextvars
import functools
import inspect
import sys
import time
import types
from collections.abc import Callable
from typing import Any

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_MODULES = (builtins, collections, contextlib, contextvars, functools, inspect, sys, time, types)
_CODE = (
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
_PROGRAMS_OWN = ("displayhook", "excepthook", "last_exc", "last_type", "last_value")
"""Names in `sys` that change by themselves, or that programs may change."""


def picture(*more: dict[str, object]) -> Callable[[], str]:
    """Take a picture of asyncio, the built-ins, their neighbours and these namespaces.

    What it gives tells the name of something that is no longer the same, "" if all is. Of modules
    and classes only what can be called counts: asyncio keeps data of its own there.
    """
    loaded = sys.modules
    itself = {
        name: module
        for name, module in loaded.items()
        if name.partition(".")[0] in ("asyncio", "_asyncio")
    }
    names: list[tuple[str, Any, str, object]] = [
        (f"{module.__name__}.{name}", vars(module), name, value)
        for module in (*itself.values(), *_MODULES)
        for name, value in vars(module).items()
        if isinstance(value, _CODE) and name not in _PROGRAMS_OWN
    ]
    names += [
        (name, namespace, name, value) for namespace in more for name, value in namespace.items()
    ]
    names += [(f"sys.modules[{name!r}]", loaded, name, module) for name, module in itself.items()]
    classes = {value: path for path, _, _, value in names if isinstance(value, type)}
    members = [
        (f"{path}.{name}", each, name, value)
        for each, path in classes.items()
        for name, value in vars(each).items()
        if isinstance(value, _CODE)
    ]
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
