"""Values as JSON, put together by hand: `json.dumps` would take longer than all the rest."""

from collections.abc import Sequence
from json.encoder import encode_basestring_ascii as _quoted

from . import bounds


def quoted(text: str) -> str:
    """A name as JSON, cut if it is longer than any that a person gives."""
    return _quoted(text if len(text) <= bounds.NAME else text[: bounds.NAME] + "…")


def quoted_whole(text: str) -> str:
    """A text as JSON, however long."""
    return _quoted(text)


def number(value: int | None) -> str:
    """A number as JSON."""
    return "null" if value is None else str(value)


def functions_as_json(found: Sequence[tuple[str, int]]) -> str:
    """Functions as `[[name, line], …]`; in the middle of too many some are missing."""
    if len(found) > bounds.FUNCTIONS:
        half = bounds.FUNCTIONS // 2
        found = [*found[:half], *found[-half:]]
    return "[" + ", ".join(f"[{quoted(name)}, {line}]" for name, line in found) + "]"
