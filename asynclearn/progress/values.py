"""The nouns of progress as values of JSON, and back: exactly, or not at all."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, TypeVar

from asynclearn.progress.attempt import Attempt, Position
from asynclearn.progress.sitting import Asked, Doubt, Draft, Sitting

Noun = TypeVar("Noun", Attempt, Position, Sitting, Doubt)


def to_json(noun: Noun) -> dict[str, Any]:
    """The fields by their names, moments as ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(noun).items()
    }


def from_json(kind: type[Noun], found: dict[str, Any]) -> Noun:
    """A noun from its fields, each of the very type that it must have.

    Else a ValueError, KeyError, TypeError or AttributeError. Unknown fields are passed over.
    """
    names = {field.name for field in fields(kind)}
    values = {name: value for name, value in found.items() if name in names}
    for name in ("at", "ended"):
        if values.get(name) is not None:
            values[name] = _moment(values[name])
    if kind is Sitting:
        values["questions"] = tuple(
            Asked(_text(each["question"]), _text(each["digest"])) for each in values["questions"]
        )
        values["draft"] = _draft(values["draft"])
    noun = kind(**values)
    for field in fields(kind):
        value = getattr(noun, field.name)
        if type(value) not in _ALLOWED.get(field.name, (str,)):
            raise TypeError(field.name)
    if isinstance(noun, Attempt) and noun.confidence not in (None, 1, 2, 3):
        raise ValueError
    return noun


_ALLOWED: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("right", "near_miss", "accepted", "done"), (bool,)),
    **dict.fromkeys(("hints", "ordinal", "seed"), (int,)),
    "at": (datetime,),
    "ended": (datetime, type(None)),
    "share": (float,),
    "confidence": (int, type(None)),
    "why": (bool, type(None)),
    "sitting": (str, type(None)),
    "minutes": (float, int, type(None)),
    "questions": (tuple,),
    "draft": (str, Draft),
}
"""The types of the fields that are no texts."""


def _draft(found: dict[str, Any]) -> Draft:
    draft = Draft(**found)
    if not (isinstance(draft.question, str) and isinstance(draft.text, str)):
        raise TypeError
    if type(draft.hints) is not int:
        raise TypeError
    return draft


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.utcoffset() is None:
        raise ValueError
    return moment
