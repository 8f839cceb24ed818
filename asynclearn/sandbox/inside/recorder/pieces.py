"""What a layer of stdout holds back: pieces in the order in which they came."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

_MOST = 4_000
_FIELDS = 4


class Pieces:
    """A queue of pieces: the number, the second, the middle of the event, bytes.

    They lie flat in one deque, so that there is nothing in it that the garbage collector counts.
    """

    def __init__(self, next_number: Callable[[], int]) -> None:
        self._queue: deque[Any] = deque()
        self._next_number = next_number

    def add(self, number: int, second: str, key: str, data: bytes) -> None:
        """A new piece."""
        if len(self._queue) > _FIELDS * _MOST:
            self._queue.clear()
        self._queue.extend((number, second, key, data))

    def extend(self, number: int, key: str, data: bytes) -> bool:
        """Add to the newest piece, if nothing has happened since and all else is the same."""
        queue = self._queue
        if not queue or queue[-4] != number or queue[-2] != key:
            return False
        queue[-1] += data
        return True

    def drop_newest(self) -> None:
        """Forget a piece that the stream refused."""
        for _ in range(min(_FIELDS, len(self._queue))):
            self._queue.pop()

    def move(self, content: bytes, below: "Pieces") -> bool:
        """Hand on the oldest pieces, as much of them as `content` is; False if they are others."""
        left = content
        taken = 0
        for data in list(self._queue)[3::_FIELDS]:
            if not left:
                break
            if not left.startswith(data[: len(left)]):
                return self._move_one(content, below)
            left = left[len(data) :]
            taken += 1
        if left or not taken:
            return False
        left = content
        while left:
            number, second, key, data = (self._queue.popleft() for _ in range(_FIELDS))
            below.add(number, second, key, data[: len(left)])
            if len(data) > len(left):
                rest = data[len(left) :]
                self._queue.extendleft((rest, key, second, self._next_number()))
            left = left[len(data) :]
        return True

    def _move_one(self, content: bytes, below: "Pieces") -> bool:
        """Two threads print: it may be a piece further back."""
        entries = list(self._queue)
        for place in range(0, len(entries), _FIELDS):
            if entries[place + 3] == content:
                below.add(*entries[place : place + _FIELDS])
                del entries[place : place + _FIELDS]
                self._queue.clear()
                self._queue.extend(entries)
                return True
        return False

    def taken(self) -> Iterator[tuple[int, str, str, bytes]]:
        """All pieces, which are gone then."""
        while self._queue:
            number, second, key, data = (self._queue.popleft() for _ in range(_FIELDS))
            yield number, second, key, data
