"""The line that tells how a check went: how it is made, and who writes it.

The line is sealed with the secret word where no code of Python's runs. Whoever gets hold of a
frame, and so of all frames below, finds no name there that leads to the word or to what writes it.
Nor does the line itself: a program can have it written to a pipe of its own, and read it there
before the process has left.
"""

import _blake2
import builtins
import collections
import functools
import itertools
import json.encoder
import operator
import os
from collections.abc import Callable
from typing import Any

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_LARGEST = 2**31


def saying(examine: Callable[[], bytes], word: str, report: int) -> Callable[[], object]:
    """A C callable: it calls `examine`, writes what that gives after a seal, and leaves.

    All of it is C: its parts lie on no frame and in no closure.
    """
    call: Any = operator.call
    rests, same = itertools.tee(map(call, (examine, functools.partial(os._exit, 0))))
    seals = map(functools.partial(_blake2.blake2b, key=word.encode("ascii")), rests)
    marks = map(str.encode, map(_blake2.blake2b.hexdigest, seals))
    parts = zip(itertools.repeat(b'\n{"seal": "'), marks, itertools.repeat(b'", '), same)
    lines = map(b"".join, parts)
    return functools.partial(
        collections.deque, map(functools.partial(os.write, report), lines), maxlen=0
    )


def encoder() -> Callable[[dict[str, object]], bytes]:
    """What makes the rest of the line of a finding, and runs nothing of the program's.

    `json.dumps` asks built-ins that the program may have bent, in another thread even now.
    """
    quote: Any = json.encoder.encode_basestring_ascii
    largest, number = _LARGEST, int.__repr__

    def text_of(value: object) -> str:
        kind = type(value)
        if issubclass(kind, str):
            return quote(value)  # type: ignore[no-any-return]
        if kind is int:
            return number(value) if -largest < value < largest else "null"  # type: ignore[operator]
        if kind is list:
            return f"[{', '.join([text_of(each) for each in value])}]"  # type: ignore[attr-defined]
        if kind is dict:
            return f"{{{pairs(value)}}}"  # type: ignore[arg-type]
        return "null"

    def pairs(named: dict[str, object]) -> str:
        return ", ".join([f"{quote(name)}: {text_of(value)}" for name, value in named.items()])

    def encoded(finding: dict[str, object]) -> bytes:
        return f"{pairs(finding)}}}\n".encode("ascii")

    return encoded
