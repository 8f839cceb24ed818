"""The end of a check: nothing of the program runs any more, and what was found is told.

What knows the secret word is a C callable from which no way leads to the word. It listens to one
frame only, so that whoever gets hold of it has nothing.
"""

import _signal
import builtins
import gc
import os
import sys
from _json import encode_basestring_ascii
from collections.abc import Callable
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_A_LONG_TIME = 1000.0


def conclusion(word: str, report: int) -> tuple[Callable[[], None], Callable[..., None]]:
    """`begin`, and `conclude`, which tells what was found and ends the process.

    `conclude` does so only if it is called by the very frame that called `begin` first. It is given
    what was found and what calls a function unwatched.
    """
    process, get_frame = os.getpid(), sys._getframe  # noqa: SLF001 - what it is for
    write, leave, current_process = os.write, os._exit, os.getpid
    encode = _encoder()
    frames: list[object] = []

    def begin() -> None:
        if not frames:
            frames.append(get_frame(1))

    def conclude(finding: dict[str, object], unwatched: Callable[..., Any]) -> None:
        # Past `unwatched` and this function.
        if unwatched(get_frame, 2) is not frames[0] or current_process() != process:
            return
        write(report, f"\n{encode({'word': word, **finding})}\n".encode("ascii"))
        leave(0)

    return opaque(begin), opaque(conclude)


def last_stop() -> Any:
    """What keeps threads, signals and the garbage collector from running anything any more."""
    block, every, how = _signal.pthread_sigmask, _signal.valid_signals(), _signal.SIG_BLOCK
    set_interval, collect_no_more = sys.setswitchinterval, gc.disable

    def stop() -> None:
        block(how, every)
        set_interval(_A_LONG_TIME)
        collect_no_more()

    return opaque(stop)


def _encoder() -> Callable[[object], str]:
    """What makes JSON of plain values. `json` is for everybody to bend; what is not plain is ""."""
    quote = encode_basestring_ascii

    def encode(value: object) -> str:
        kind = type(value)
        if kind is dict:
            pairs = [f"{quote(name)}: {encode(each)}" for name, each in value.items()]  # type: ignore[attr-defined]
            return f"{{{', '.join(pairs)}}}"
        if kind is list:
            return f"[{', '.join([encode(each) for each in value])}]"  # type: ignore[attr-defined]
        if kind is int:
            return int.__repr__(value)
        if value is None:
            return "null"
        return quote(value) if issubclass(kind, str) else '""'  # type: ignore[arg-type]

    return encode
