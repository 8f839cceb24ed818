"""Refuses what leads from a program to the code that judges it, and remembers that it was tried.

An audit hook (PEP 578) can't be removed or seen by Python code, and the operation that it raises
for does not take place. What has no audit event but hands over a frame, a signal's handler, is
wrapped by a C callable, from which no way leads to the function inside.
"""

import _imp
import _signal
import builtins
import collections
import functools
import gc
import os
import signal
import sys
import threading
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

from .frames import discretion

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_NEVER = {
    "sys.settrace": "traces the code that judges it",
    "sys.setprofile": "traces the code that judges it",
    "sys.monitoring.register_callback": "traces the code that judges it",
    "sys.addaudithook": "adds an audit hook",
    "sys._current_frames": "looks into running frames",
    "sys._current_exceptions": "looks into running frames",
    "gc.get_objects": "looks through all objects",
    "gc.get_referrers": "looks through all objects",
    "gc.get_referents": "looks through all objects",
    "cpython._PySys_ClearAuditHooks": "removes audit hooks",
    "cpython.PyInterpreterState_New": "starts another interpreter",
    "os.fork": "forks the interpreter that it is judged in",
    "os.forkpty": "forks the interpreter that it is judged in",
}
"""Refused, whoever asks: asyncio itself never does."""

_LOOKS = {
    "cr_frame": "looks into running frames",
    "gi_frame": "looks into running frames",
    "ag_frame": "looks into running frames",
    "tb_frame": "looks into running frames",
    "cr_code": "reads the code of a coroutine",
    "gi_code": "reads the code of a generator",
    "ag_code": "reads the code of a generator",
}
_CHANGES = ("__code__", "__defaults__", "__kwdefaults__", "__class__", "__bases__")
_FOREIGN = ("ctypes", "cffi", "xxsubinterpreters", "interpreters", "testcapi", "testinternalcapi")
_CLOCK = tuple(
    module
    for name, module in sys.modules.items()
    if name.startswith("asynclearn.sandbox.inside.clock.")
)
"""The program's clock, which lives in its interpreter: it asks the kernel what is under way."""

_ONCE = ("_signal", "_imp", "gc")
"""Modules of which a second copy would be without our changes."""


def opaque(function: Callable[..., Any]) -> Any:
    """A C callable that calls the function, and from which no attribute leads to it.

    `functools.lru_cache` without a cache is one, once its attributes are taken away.
    """
    hidden = functools.lru_cache(maxsize=0)(function)
    vars(hidden).clear()
    return hidden


def shut() -> tuple[Callable[[], str], Callable[..., Any]]:
    """From here on, refuse everything that leads to us.

    The first of what it gives tells what the program did first that it may not, as a verb, "" for
    nothing. The second calls a function of ours with its arguments, and looks away meanwhile.
    """
    refused: list[str] = []

    def refuse(what: str) -> None:
        refused.append(what)
        raise RuntimeError(f"this program {what}, which a program that is judged may not do")

    def first_refused() -> str:
        return refused[0] if refused else ""

    _hide_frames_from_signals()
    _keep_garbage_hidden(refuse)
    _keep_modules_single(refuse)
    hook, unwatched = _hook(refuse)
    sys.addaudithook(hook)
    return first_refused, unwatched


def _hook(  # noqa: C901, PLR0915 - one closure, so that nothing leads into it
    refuse: Callable[[str], None],
) -> tuple[Callable[..., None], Callable[..., Any]]:
    # What the hook uses is in its closure: nothing leads there, and names of modules can be bent.
    never, looks, changes, foreign, once = dict(_NEVER), dict(_LOOKS), _CHANGES, _FOREIGN, _ONCE
    clock = frozenset(_codes(_CLOCK))
    # Named tuples are made by the former; `types.coroutine` sets a flag of a generator function.
    changers = frozenset((*_codes((collections, typing)), types.coroutine.__code__))
    libraries = tuple(path for path in sys.path[1:] if path)
    # No stub knows them.
    bootstrap: Any = sys.modules["importlib._bootstrap"]
    external: Any = sys.modules["importlib._bootstrap_external"]
    compiled = external._compile_bytecode.__code__  # noqa: SLF001
    removed = bootstrap._call_with_frames_removed.__code__  # noqa: SLF001
    frozen = frozenset(_codes_of(bootstrap.FrozenImporter))
    get_frame, real_path, exists = sys._getframe, os.path.realpath, os.path.exists  # noqa: SLF001
    as_text, busy, may_look = os.fsdecode, threading.local(), discretion()
    files = ("open", "os.chdir", "os.symlink", "os.link", "os.listdir", "os.scandir")

    def look(event: str, arguments: tuple[Any, ...]) -> None:  # noqa: C901, PLR0912 - a table
        if event == "object.__getattr__":
            thing, name = arguments
            # Past look and hook: whoever looks.
            if type(name) is str and name in looks and not may_look(get_frame(2), name, thing):
                refuse(looks[name])
        elif event == "sys._getframe":
            if not may_look(get_frame(2), "_getframe", None):
                refuse("looks into running frames")
        elif event == "code.__new__":
            if get_frame(2).f_code not in changers:
                refuse("builds code objects")
        elif event in never or event.startswith("ctypes."):
            refuse(never.get(event, "uses foreign code"))
        elif event in ("object.__setattr__", "object.__delattr__"):
            # Past look and hook: whoever changes it.
            if arguments[1] in changes and get_frame(2).f_code not in changers:
                refuse(f"changes the `{arguments[1]}` of something")
        elif event == "import":
            look_at_import(arguments[0], arguments[1])
        elif event == "marshal.loads":
            if not is_of_library(get_frame(2), arguments[0]):
                refuse("builds code objects")
        elif event in files and get_frame(2).f_code not in clock:
            for path in arguments:
                if isinstance(path, (str, bytes)) and is_of_process(as_text(path)):
                    refuse("looks into the memory of its process")

    def look_at_import(name: str, path: object) -> None:
        last = str(name).rpartition(".")[2]
        if last.lstrip("_").startswith(foreign):
            refuse(f"imports `{name}`")
        if last in once:
            refuse(f"imports `{name}` once more")
        if path is not None and not str(path).startswith(libraries):
            refuse("loads compiled code of its own")

    def is_of_library(frame: types.FrameType, data: object) -> bool:
        # Bytecode of one's own could do anything to memory. Only what CPython has built in and
        # what lies in a library as it is loaded is taken, whoever calls its loader.
        caller = frame.f_back
        if frame.f_code is removed and caller is not None and caller.f_code in frozen:
            return True
        path = frame.f_locals.get("bytecode_path")
        if frame.f_code is not compiled or not str(path).startswith(libraries):
            return False
        with open(str(path), "rb") as file:
            return file.read()[16:] == data  # past the header of PEP 552

    def is_of_process(path: str) -> bool:
        return "/proc" in path or (exists(path) and real_path(path).startswith("/proc"))

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if getattr(busy, "yes", False):
            return
        busy.yes = True
        try:
            look(event, arguments)
        finally:
            busy.yes = False

    def unwatched(function: Callable[..., Any], *values: Any) -> Any:
        busy.yes = True
        try:
            return function(*values)
        finally:
            busy.yes = False

    return hook, unwatched


def _hide_frames_from_signals() -> None:
    """Call handlers of signals without the frame that was interrupted."""
    set_handler = _signal.signal
    plain = (_signal.SIG_DFL, _signal.SIG_IGN, _signal.default_int_handler)

    def set_without_frame(number: int, handler: Any) -> Any:
        if handler in plain or not callable(handler):
            return set_handler(number, handler)
        return set_handler(number, opaque(lambda number, _: handler(number, None)))

    _signal.signal = opaque(set_without_frame)
    vars(signal.signal).pop("__wrapped__", None)


def _keep_garbage_hidden(refuse: Callable[[str], None]) -> None:
    """Keep what the zygote left, frozen and without a name, out of `gc.garbage`."""
    sys.modules["gc"] = gc  # else a program would import another copy
    for name in ("set_debug", "freeze", "unfreeze"):
        setattr(gc, name, opaque(lambda *_: refuse("turns the garbage collector inside out")))


def _keep_modules_single(refuse: Callable[[str], None]) -> None:
    once = _ONCE
    for name in ("create_builtin", "create_dynamic"):
        create = getattr(_imp, name)

        def create_new(spec: Any, *more: Any, create: Callable[..., Any] = create) -> Any:
            if spec.name.rpartition(".")[2] in once:
                refuse(f"imports `{spec.name}` once more")
            return create(spec, *more)

        setattr(_imp, name, opaque(create_new))


def _codes(modules: tuple[types.ModuleType, ...]) -> Iterator[types.CodeType]:
    """The code objects of all functions in these modules, and of those within them."""
    for module in modules:
        for value in tuple(vars(module).values()):
            if isinstance(value, types.FunctionType):
                yield from _within(value.__code__)
            elif isinstance(value, type) and value.__module__ == module.__name__:
                yield from _codes_of(value)


def _codes_of(class_: type) -> Iterator[types.CodeType]:
    for member in tuple(vars(class_).values()):
        inner = getattr(member, "__func__", None) or getattr(member, "fget", member)
        inner = getattr(inner, "__wrapped__", inner)
        if isinstance(inner, types.FunctionType):
            yield from _within(inner.__code__)


def _within(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _within(constant)
