"""`datetime.now` and `utcnow` in virtual time; `today` asks `time.time`, as it always does.

`datetime` is a class of C, which can't be given other attributes from Python, and a class in its
place would not be the one that C code makes. So its own dictionary is written to, before anybody
has looked anything up in it: the interpreter remembers what it found.
"""

import sys
from collections.abc import Callable
from gc import get_referents
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

from .builtin import Builtin

_kept: list[Any] = []
"""What was in the dictionary. The interpreter's cache borrows it: to drop it crashes 3.11."""


class _ClassMethod:
    """Binds to the class that it is looked up on, as the one of C."""

    def __init__(
        self,
        real: Any,  # noqa: ANN401
        ours: Callable[..., Any],
        takes: tuple[int, ...],
    ) -> None:
        self._real = real
        self._ours = opaque(ours)
        self._takes = takes

    def __get__(self, instance: object, owner: type | None = None) -> Builtin:
        cls = type(instance) if owner is None else owner
        ours = self._ours
        return Builtin(
            self._real.__get__(None, cls),
            lambda *given, **named: ours(cls, *given, **named),
            self._takes,
        )

    def __repr__(self) -> str:
        return repr(self._real)


def patch_datetime(wall: Callable[[], int]) -> None:
    """Have `datetime` tell virtual time; `wall` gives it in nanoseconds."""
    import datetime  # noqa: ICN001, PLC0415 - only programs that mention it pay for it
    import warnings  # noqa: PLC0415 - asyncio has imported it

    attributes = get_referents(datetime.datetime.__dict__)[0]
    from_timestamp = attributes["fromtimestamp"]
    utc = datetime.timezone.utc  # noqa: UP017 - the older name is no attribute of the class

    def seconds() -> float:
        # `now` drops what is finer than microseconds, `fromtimestamp` rounds it.
        return wall() // 1000 / 1e6

    def now(cls: type, tz: Any = None) -> Any:  # noqa: ANN401
        return from_timestamp.__get__(None, cls)(seconds(), tz)

    def utcnow(cls: type) -> Any:  # noqa: ANN401
        if sys.version_info >= (3, 12):
            warnings.warn(
                "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future "
                "version. Use timezone-aware objects to represent datetimes in UTC: "
                "datetime.datetime.now(datetime.UTC).",
                DeprecationWarning,
                stacklevel=4,
            )
        return from_timestamp.__get__(None, cls)(seconds(), utc).replace(tzinfo=None)

    for name, ours, takes in (("now", now, (0, 1)), ("utcnow", utcnow, (0,))):
        _kept.append(attributes[name])
        attributes[name] = _ClassMethod(attributes[name], ours, takes)
