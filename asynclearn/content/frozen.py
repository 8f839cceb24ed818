"""A challenge as JSON and back, exactly: what a cache of read challenges is made of.

Each dataclass is a list of its class's name and its fields in order. A list that was written by
another version of a class does not fit, and raises.
"""

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

from asynclearn.content import blocks
from asynclearn.content import challenge as challenges
from asynclearn.content.challenge import Challenge
from asynclearn.judging.claim import Claim, ClaimedEnding, Finish, MatchRule

_OF_CLAIMS = (Claim, ClaimedEnding, Finish, MatchRule)
_CLASSES: dict[str, type] = {
    each.__name__: each
    for each in (*vars(blocks).values(), *vars(challenges).values(), *_OF_CLAIMS)
    if isinstance(each, type) and (is_dataclass(each) or issubclass(each, Enum))
}
_TUPLE, _PATH = "tuple", "path"


def freeze(challenge: Challenge) -> str:
    """The challenge as JSON."""
    return json.dumps(_out(challenge))


def thaw(text: str) -> Challenge:
    """The challenge that was frozen so; for anything else some error."""
    challenge = _in(json.loads(text))
    if not isinstance(challenge, Challenge):
        raise TypeError
    return challenge


def _out(value: object) -> object:
    match value:
        case Enum():
            return [type(value).__name__, value.value]
        case tuple():
            return [_TUPLE, *map(_out, value)]
        case Path():
            return [_PATH, str(value)]
        case None | bool() | int() | float() | str():
            return value
        case _:
            own = [_out(getattr(value, each.name)) for each in fields(value)]  # type: ignore[arg-type]
            return [type(value).__name__, *own]


def _in(value: object) -> object:
    if not isinstance(value, list):
        return value
    name, *parts = value
    if name == _PATH:
        return Path(*parts)
    own = [_in(part) for part in parts]
    return tuple(own) if name == _TUPLE else _CLASSES[name](*own)
