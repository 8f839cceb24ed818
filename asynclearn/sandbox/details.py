"""What an event carries besides its fields, of known names and of the types that `trace` says.

A program can write events itself, so that anything may stand there. Whoever tells a trace may
rely on what comes out here.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

_LARGEST = 2**53
"""The largest number that JSON carries exactly everywhere."""
_DEEPEST = 8
"""So deep causes lie in causes: what lies deeper, no recorder wrote."""


def well_formed(details: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """The details that make sense; the others are left out."""
    kept: dict[str, Any] = {}
    for name, value in details.items():
        if isinstance(value, dict):
            if name in _OBJECTS and depth < _DEEPEST:
                kept[name] = well_formed(value, depth + 1)
        elif name in _VALUES and _VALUES[name](value):
            kept[name] = value
    return kept


def is_count(value: object) -> bool:
    """Whether it is a whole number that can count something."""
    return type(value) is int and 0 <= value <= _LARGEST


def is_finite(value: object) -> bool:
    """Whether it is a number as JSON has them."""
    return isinstance(value, int | float) and not isinstance(value, bool) and _is_small(value)


def _is_small(value: float) -> bool:
    return abs(value) <= _LARGEST and math.isfinite(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_stack(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, list) and len(each) == 2 and _is_text(each[0]) and is_count(each[1])  # noqa: PLR2004  (name and line)
        for each in value
    )


def _or_null(check: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: value is None or check(value)


_TEXTS = ("kind", "name", "on", "task", "function", "closes", "exception", "by", "did", "of",
          "text")  # fmt: skip
_VALUES: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(_TEXTS, _is_text),
    "who": _or_null(_is_text),
    "line": _or_null(is_count),
    "call": _or_null(is_count),
    "due": _or_null(is_finite),
    "cause": lambda value: value is None,
    "cut": is_count,
    "events": is_count,
    "eager": lambda value: value is True,
    "functions": _is_stack,
}
_OBJECTS = frozenset({"cause", "because", "by", "cancelled"})
"""The details that may be objects themselves."""
