"""Numbers, bounds, and the pipe: which events are written down, and when.

One event is one line of JSON: `[number, seconds, turn, who, what, line, details]`. A line that
begins with `~` belongs to the end of the run as far as it has come: of those the reader keeps only
the last. The line `!` says that from there on nothing is held back, so that nothing gets lost.
"""

import os
from _thread import allocate_lock
from collections import deque
from itertools import count
from time import monotonic

from . import bounds

_BATCH = 100
"""Events that are written at once. A piece of stdout does not wait for others."""
_CHECKPOINT_SECONDS = 0.25
"""Real seconds after which the end, as far as it has come, is written down for the first time.

A program that is killed at its time limit can't say its last words. Each next time the pause is
twice as long, so that an endless run does not write without end.
"""


class Writer:
    """Takes events as lines of text, and holds back what may turn out not to be needed.

    Each step is one that no other thread can interrupt, or is guarded by a lock that nobody waits
    for: a signal handler of the program may print while we are in the middle of writing.
    """

    def __init__(self, descriptor: int) -> None:
        self.open = True
        self._descriptor = descriptor
        self._file = self._identity()
        self._numbers = count(1)
        self.last = 0
        """The number given out last."""
        self._batch: deque[str] = deque()
        self._ring: deque[str] = deque()
        self._near_until = 0
        self._pieces = 0
        self._bytes = 0
        self._pause = _CHECKPOINT_SECONDS
        self._checkpoint = monotonic() + self._pause
        self._holding = True
        self._lock = allocate_lock()

    def next_number(self) -> int:
        """The number of the next event. One that is never put is missing in the record."""
        self.last = number = next(self._numbers)
        return number

    def put(self, number: int, text: str) -> None:
        """Write an event down, or hold it back."""
        if not self.open:
            return
        if number <= bounds.BEGINNING or number <= self._near_until:
            self._batch.append(text)
            if len(self._batch) >= _BATCH:
                self._write_batch()
        else:
            self._ring.append(text)
            if len(self._ring) > bounds.END:
                self._ring.popleft()
            if not number % _BATCH and monotonic() > self._checkpoint:
                self._pause *= 2
                self._checkpoint = monotonic() + self._pause
                self._write_ring(keep=bounds.NEAR)
        if not self._holding:
            self._write_ring()

    def put_piece(self, number: int, text: str) -> None:
        """Write down a piece of stdout. The first of them are kept with what is near them."""
        if not self.open:
            return
        self._pieces += 1
        if self._pieces > bounds.PIECES:
            self.put(number, text)
            return
        if self.last > bounds.BEGINNING:
            for _ in range(min(bounds.NEAR, len(self._ring))):
                self._batch.append(self._ring.pop())
            self._near_until = self.last + bounds.NEAR
        self._batch.append(text)
        # What the program has printed must be known even if it dies now.
        self._write_batch()

    def write_waiting(self) -> None:
        """Write what waits for others to be written with. What is in the ring stays there."""
        if self._batch:
            self._write_batch()

    def hold_nothing_back(self) -> None:
        """Write all that is held, and from now on each event at once. More than once is allowed."""
        self._holding = False
        self._write_ring()
        self._write("!\n")

    def close(self) -> None:
        """Write nothing any more."""
        self.open = False
        self._batch.clear()
        self._ring.clear()

    def _write_batch(self) -> None:
        self._write(_drained(self._batch, 0))

    def _write_ring(self, keep: int = 0) -> None:
        end = _drained(self._ring, keep)
        if end:
            end = "~" + end[:-1].replace("\n", "\n~") + "\n"
        self._write(_drained(self._batch, 0) + end)

    def _write(self, text: str) -> None:
        if not text or not self.open:
            return
        if not self._lock.acquire(blocking=False):
            # Another thread is writing, or this one is, below a signal handler. Later, then.
            self._batch.append(text)
            return
        try:
            data = memoryview(text.encode("ascii"))
            self._bytes += len(data)
            # A program that closes all descriptors may own another file under this number by now.
            if self._bytes > bounds.BYTES or self._identity() != self._file:
                self.close()
                return
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            self.close()  # whoever reads is gone
        finally:
            self._lock.release()

    def _identity(self) -> tuple[int, int]:
        found = os.fstat(self._descriptor)
        return found.st_dev, found.st_ino


def _drained(lines: deque[str], keep: int) -> str:
    """All lines but the last, in one text. Another thread may take some of them meanwhile."""
    taken = []
    try:
        while len(lines) > keep:
            taken.append(lines.popleft())
    except IndexError:
        pass
    return "".join(taken)
