"""What leads past the guard, since it raises no audit event: wrapped, or taken away.

What stands there instead is a C callable, from which no way leads to the function inside.
"""

import _imp
import _posixsubprocess
import _signal
import builtins
import gc
import os
import posix
import signal
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Sequence
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_PROC = "/proc"
ONCE = ("_posixsubprocess", "_signal", "_imp", "builtins", "gc", "posix")
"""Modules of which a second copy would be without our changes."""


def hide_frames_from_signals(busy: threading.local) -> None:
    """Call handlers of signals without the frame that was interrupted, and always looked at.

    A signal may come while `busy` says that nothing is looked at.
    """
    set_handler = _signal.signal
    plain = (_signal.SIG_DFL, _signal.SIG_IGN, _signal.default_int_handler)

    def set_without_frame(number: int, handler: Any) -> Any:
        if handler in plain or not callable(handler):
            return set_handler(number, handler)

        def handle(number: int, _: object) -> None:
            before = getattr(busy, "yes", False)
            busy.yes = False
            try:
                handler(number, None)
            finally:
                busy.yes = before

        return set_handler(number, opaque(handle))

    _signal.signal = opaque(set_without_frame)
    vars(signal.signal).pop("__wrapped__", None)


def keep_garbage_hidden(refuse: Callable[[str], None]) -> None:
    """Keep what the zygote left, frozen and without a name, out of `gc.garbage`."""
    sys.modules["gc"] = gc  # else a program would import another copy
    for name in ("set_debug", "freeze", "unfreeze"):
        setattr(gc, name, opaque(lambda *_: refuse("turns the garbage collector inside out")))


def keep_modules_single(refuse: Callable[[str], None]) -> None:
    """Refuse a second copy of a module that is changed here."""
    once = ONCE
    for name in ("create_builtin", "create_dynamic"):
        create = getattr(_imp, name)

        def create_new(spec: Any, *more: Any, create: Callable[..., Any] = create) -> Any:
            if spec.name.rpartition(".")[2] in once:
                refuse(f"imports `{spec.name}` once more")
            return create(spec, *more)

        setattr(_imp, name, opaque(create_new))


def keep_alone(refuse: Callable[[str], None]) -> None:
    """Refuse to fork by what lies below `subprocess`: a child sees its parent's memory in /proc."""
    never = opaque(lambda *_, **__: refuse("starts another program"))
    sys.modules["_posixsubprocess"] = _posixsubprocess
    _posixsubprocess.fork_exec = subprocess._fork_exec = never  # type: ignore[attr-defined]  # noqa: SLF001


def _device_of_proc() -> int | None:
    return posix.stat(_PROC).st_dev if os.path.isdir(_PROC) else None


def proc() -> Callable[[str], bool]:
    """What tells whether a path leads into /proc."""
    status, there = posix.stat, _device_of_proc()

    def is_in_proc(path: str) -> bool:
        try:
            return status(path).st_dev == there
        except (OSError, ValueError):
            return path.startswith(_PROC)

    return is_in_proc


def keep_out_of_proc(refuse: Callable[[str], None]) -> None:
    """Refuse what is opened there: the event has no folder that a path is below (`dir_fd`).

    What was opened is looked at, not the path: nobody can put another thing in its place.
    """
    open_file, close, status = posix.open, posix.close, posix.fstat
    there = _device_of_proc()

    def open_elsewhere(*values: Any, **named: Any) -> int:
        descriptor = open_file(*values, **named)
        if status(descriptor).st_dev == there:
            close(descriptor)
            refuse("looks into the memory of its process")
        return descriptor

    sys.modules["posix"] = posix
    posix.open = os.open = opaque(open_elsewhere)


def keep_namespaces(
    refuse: Callable[[str], None],
    busy: threading.local,
    ours: Sequence[dict[str, Any]],
    holders: frozenset[types.CodeType],
) -> None:
    """Refuse `globals`, `locals` and `vars` where one of our functions would be asked for its own.

    Or one of `holders`, which have frames among their names.

    As a special method of a program's class, these are called by whoever uses the object.
    """
    get_frame, real_vars = sys._getframe, vars  # noqa: SLF001
    # Since 3.13 what a function's frame has is no dict, and a copy is given.
    proxy = type(sys._getframe().f_locals)  # noqa: SLF001
    copied: Callable[[Any], Any] = (lambda names: names) if proxy is dict else dict

    def caller() -> Any:
        busy.yes = True
        try:
            frame = get_frame(2)
        finally:
            busy.yes = False
        if frame.f_code in holders:
            refuse("looks into running frames")
        for names in ours:
            if frame.f_globals is names:
                refuse("looks into the checks")
        return frame

    def all_globals() -> dict[str, Any]:
        names: dict[str, Any] = caller().f_globals
        return names

    def all_locals() -> Any:
        names = caller().f_locals
        return copied(names) if type(names) is proxy else names

    def all_of(*things: Any) -> Any:
        if things:
            return real_vars(*things)
        names = caller().f_locals
        return copied(names) if type(names) is proxy else names

    builtins.globals, builtins.locals = opaque(all_globals), opaque(all_locals)
    builtins.vars = opaque(all_of)
