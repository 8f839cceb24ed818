"""The order in which `asyncio.as_completed` makes tasks of coroutines.

It makes a set of what it is given first, to drop what is there twice. A coroutine is an object of
C, whose hash nobody can change. So the set is: the name `set` means something else in the module.
"""

from asyncio import tasks
from collections.abc import Iterator
from typing import Any

from asynclearn.sandbox.inside.clock.builtin import without_ours

from .order import Place


def shake_awaitables(place: Place) -> None:
    """From now on, `set(awaitables)` in `asyncio.tasks` is gone through in that order.

    `asyncio.wait` calls it too, for futures, and makes sets of its own to give back.
    """
    Unique.place = place
    tasks.set = Unique  # type: ignore[attr-defined]


class Unique(list[Any]):
    """What `as_completed` and `wait` use as a set: each item once.

    It is filled by C code, so that nothing of ours is below a generator that gives the items.
    """

    place: Place

    def __new__(cls, *items: Any) -> Any:  # noqa: ANN401 - a set if it is to be filled later
        """`set()` is a set."""
        return super().__new__(cls) if items else set()

    def __len__(self) -> int:
        return len(dict.fromkeys(super().__iter__()))

    def __iter__(self) -> Iterator[Any]:
        place = type(self).place
        try:
            numbers = enumerate(dict.fromkeys(super().__iter__()))
        except TypeError as error:  # one that can't be hashed
            without_ours(error)
            raise
        return iter([item for _, item in sorted(numbers, key=lambda each: place(each[0]))])
