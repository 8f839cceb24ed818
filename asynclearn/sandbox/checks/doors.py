"""What leads past the guard, since it raises no audit event: wrapped, or taken away.

What stands there instead is a C callable, from which no way leads to the function inside.
"""

import _imp
import _signal
import builtins
import gc
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

ONCE = ("_signal", "_imp", "gc")
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
