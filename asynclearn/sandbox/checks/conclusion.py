"""The end of a check: nothing of the program runs any more, and what was found is told.

The secret word goes into the line where no code of Python's runs. Whoever gets hold of a frame, and
so of all frames below it, finds no name there that leads to the word or to what writes it.
"""

import _signal
import builtins
import collections
import functools
import gc
import operator
import os
import sys
from _json import encode_basestring_ascii
from collections.abc import Callable
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_A_LONG_TIME = 1000.0


def concluding(examine: Callable[[], bytes], word: str, report: int) -> Callable[[], object]:
    """A C callable: it calls `examine`, writes what that gives behind the word, and leaves.

    All of it is C: its parts lie on no frame and in no closure.
    """
    begin = f'\n{{"word": {encode_basestring_ascii(word)}, '.encode("ascii")
    steps = (examine, functools.partial(os._exit, 0))
    call: Any = operator.call
    lines = map(functools.partial(operator.concat, begin), map(call, steps))
    written = map(functools.partial(os.write, report), lines)
    return functools.partial(collections.deque, written, maxlen=0)


def last_stop() -> Any:
    """What keeps threads, signals and the garbage collector from running anything any more."""
    block, every, how = _signal.pthread_sigmask, _signal.valid_signals(), _signal.SIG_BLOCK
    set_interval, collect_no_more = sys.setswitchinterval, gc.disable

    def stop() -> None:
        block(how, every)
        set_interval(_A_LONG_TIME)
        collect_no_more()

    return opaque(stop)


def encoder() -> Callable[[object], str]:
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
