"""Functions of ours that a program can call, and can't look into."""

import builtins
from collections.abc import Callable
from functools import lru_cache
from typing import Any

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]


def opaque(function: Callable[..., Any]) -> Any:  # noqa: ANN401 - as what it is given
    """A C callable that calls the function, and from which no attribute leads to it.

    `functools.lru_cache` without a cache is one, once its attributes are taken away.
    """
    hidden = lru_cache(maxsize=0)(function)
    vars(hidden).clear()
    return hidden
