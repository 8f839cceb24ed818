"""Whether the interpreter's own code is still what it was before the program came.

There is no class here, as `object.__subclasses__()` shows every class to everybody.
"""

import asyncio
import builtins
import collections
import contextlib
import contextvars
import functools
import heapq
import inspect
import selectors
import sys
import threading
import time
import types
from collections.abc import Callable, Sequence
from typing import Any

from asynclearn.sandbox.inside.clock.builtin import Builtin

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
    types.MemberDescriptorType,
    staticmethod,
    classmethod,
    property,
    type,
)
"""The types of what can be called."""

_Named = tuple[str, Any, str, object]
"""What it is called, where it lies, its name there, and itself."""

_DATA = (bool, bytes, dict, float, frozenset, int, list, set, str, tuple, type(None))
"""`copy` adds such to a class, and so does the interpreter: they hide no function."""

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
    modules = [*itself.values(), *_MODULES[1:]]
    return _first(_shadowed(modules), _changed(names), _grown(names), _turned(names))


def picture_of(
    modules: Sequence[types.ModuleType], names_only: Sequence[types.ModuleType]
) -> Callable[[], str]:
    """As `picture`, of these modules; of the latter without what is in their classes."""
    names = _names(modules)
    plain = _changed([*names, *_names(names_only)], names)
    return _first(_shadowed(modules), plain, _grown(names))


def _names(modules: Sequence[types.ModuleType]) -> list[_Named]:
    return [
        (f"{module.__name__}.{name}", vars(module), name, value)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, (*CODE, types.ModuleType)) and name not in _PROGRAMS_OWN
    ]


def _classes(names: list[_Named]) -> dict[type, str]:
    """The classes among these, and that of what stands for a function of C."""
    classes = {value: path for path, _, _, value in names if isinstance(value, type)}
    return classes | {Builtin: "time.monotonic"}


def _changed(names: list[_Named], with_members: list[_Named] | None = None) -> Callable[[], str]:
    """What was there and is no more; `with_members` are those into whose classes is looked."""
    classes = _classes(names if with_members is None else with_members)
    members = [
        (f"{path}.{name}", each, name, value)
        for each, path in classes.items()
        for name, value in vars(each).items()
        if isinstance(value, CODE)
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


def _grown(names: list[_Named]) -> Callable[[], str]:
    """What a class has more of: it may hide what it inherits."""
    classes = [(path, each, frozenset(vars(each))) for each, path in _classes(names).items()]
    look, data, kind_of = vars, _DATA, type

    def grown() -> str:
        for path, each, before in classes:
            if not before.issuperset(look(each)):
                for name, value in look(each).items():
                    if name not in before and kind_of(value) not in data:
                        return f"{path}.{name}"
        return ""

    return grown


def _shadowed(modules: Sequence[types.ModuleType]) -> Callable[[], str]:
    """A name of a module that hides a built-in from its functions, and did not before."""
    free = [
        (module.__name__, vars(module), frozenset(vars(builtins)) - frozenset(vars(module)))
        for module in modules
    ]

    def shadowed() -> str:
        for module, namespace, names in free:
            if not is_plain(namespace):
                return f"{module}.__dict__"
            if not names.isdisjoint(namespace):
                return f"{module}.{next(name for name in names if name in namespace)}"
        return ""

    return shadowed


def is_plain(namespace: dict[str, object]) -> bool:
    """Whether all its names are texts: another key is asked whether it equals what is looked up."""
    for name in namespace:  # noqa: SIM110 - `all` would make a generator, with a frame to look into
        if type(name) is not str:
            return False
    return True


def _turned(names: list[_Named]) -> Callable[[], str]:
    """What stands for a function of C and calls another than it did."""
    slots: list[Any] = [vars(Builtin)[name].__get__ for name in ("_ours", "_real", "_takes")]
    inner = [
        (path, get, value, get(value))
        for path, _, _, value in names
        if type(value) is Builtin
        for get in slots
    ]

    def turned() -> str:
        for path, get, value, before in inner:
            if get(value) is not before:
                return path
        return ""

    return turned


def _first(*looks: Callable[[], str]) -> Callable[[], str]:
    def first() -> str:
        for look in looks:
            if name := look():
                return name
        return ""

    return first


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


def running(loop: object) -> Callable[[], str]:
    """Says so if another loop stands in the place of this one, in the thread that asks now."""
    running_loop, thread, own = (
        asyncio._get_running_loop,  # noqa: SLF001 - gives None where there is none
        threading.get_ident,
        threading.get_ident(),
    )

    def changed() -> str:
        now = running_loop() if thread() == own else None
        return "" if now is None or now is loop else "asyncio.get_running_loop"

    return changed
