"""The async generators that a loop closes at its end, in an order that a seed chooses."""

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from .order import Place


class Shaker:
    """Who changes each new loop; see `loops.Adopter`."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def adopt(self, loop: Any) -> None:  # noqa: ANN401
        """Have the loop list its async generators in this order."""
        generators = loop._asyncgens  # noqa: SLF001
        # What a recorder put there goes on with its own work.
        kind = type("WeakSet", (_Ordered, type(generators)), {"__module__": "_weakrefset"})
        generators.numbers, generators.place = WeakKeyDictionary(), self._place
        generators.count = 0
        generators.__class__ = kind


class _Ordered(WeakSet[Any]):
    """A WeakSet that is gone through in the order of the places of its items."""

    numbers: WeakKeyDictionary[Any, int]
    place: Place
    count: int

    def add(self, item: Any) -> None:  # noqa: ANN401
        """The next one."""
        self.numbers[item] = self.count
        self.count += 1
        super().add(item)

    def __iter__(self) -> Iterator[Any]:
        place, numbers = self.place, self.numbers
        return iter(sorted(super().__iter__(), key=lambda item: place(numbers.get(item, 0))))
