"""Functions of ours that a program can call, and can't look into."""

import functools
from collections.abc import Callable
from typing import Any


def opaque(function: Callable[..., Any]) -> Any:  # noqa: ANN401 - as what it is given
    """A C callable that calls the function, and from which no attribute leads to it.

    `functools.lru_cache` without a cache is one, once its attributes are taken away.
    """
    hidden = functools.lru_cache(maxsize=0)(function)
    vars(hidden).clear()
    return hidden
