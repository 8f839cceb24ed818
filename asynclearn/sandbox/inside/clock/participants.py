"""Who lives in virtual time: who runs, who waits, and whose turn it is when nobody runs.

The main thread takes part from the start, each thread of `threading` from its start to its end, and
each call that is given to a pool of threads from then until its result is told. Whoever waits says
so, and whoever ends somebody's wait counts him as running from that moment on, before he has woken:
so there is no instant at which nobody seems to run although somebody is about to.

When nobody runs, time jumps to the earliest deadline. When it is not certain that nobody else is
under way, nothing jumps, and all waits are the real waits that they are as well.
"""

import _thread
import builtins
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heapify, heappop, heappush
from typing import Any

from .lateness import ON_TIME, Lateness
from .near_ties import NEAR
from .outside import Outside, Reach
from .timeline import Timeline

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_LATENESS = 1_200_000
"""By how much a thread wakes later than an event loop that has the same deadline.

So it is on a real machine, if by less: the loop polls already, the thread has to get the lock of
the interpreter first.
"""

_PAST_DUE = 100_000
"""How late a loop is when epoll_wait(2) returns, beyond the millisecond that it rounds up to."""

_SETTLE_AFTER = 1_000_000
"""How old the account may be when somebody looks at the clock: to settle takes system calls."""

_MOST_STALE = 1000
"""Waits that were over before their deadline are forgotten when so many deadlines are known."""


class Wait:
    """Somebody waits, until its deadline at the latest (None: as long as it takes)."""

    def __init__(self, deadline: int | None, wake: Callable[[], object], *, main: bool) -> None:
        self.deadline = deadline
        self.wake = wake
        self.main = main
        self.over = False
        """Whether it is counted as running again."""
        self.due = False
        """Whether that is because of its deadline."""


class Idle(Wait):
    """An event loop waits, for its descriptors too."""

    def __init__(
        self,
        deadline: int | None,
        loop: Any,  # noqa: ANN401
        poll: Callable[[float], list[Any]],
        reach: Reach,
        *,
        main: bool,
    ) -> None:
        super().__init__(deadline, lambda: None, main=main)
        self.loop = loop
        self.poll = poll
        self.reach = reach


class Participants:
    """All that take part, and their time."""

    def __init__(self, timeline: Timeline, outside: Outside, lateness: Lateness = ON_TIME) -> None:
        self.timeline = timeline
        self.lateness = lateness
        self.outside = outside
        self.others = 0
        """How many take part besides the main thread."""
        self.moved = 0
        """How often one of these has begun or gone on."""
        self.known: set[threading.Thread] = set()
        """The threads that take part."""
        self.workers: set[threading.Thread] = set()
        """Those of pools. They count by the calls that they work on."""
        self.thread_tie: Callable[[int], None] | None = None
        """Who wants to know when a thread wakes at nearly the same time as somebody else."""
        self._main = _thread.get_ident()
        self._reset()
        os.register_at_fork(after_in_child=self._leave_behind)

    def _reset(self) -> None:
        # Reentrant: a signal handler, or a destructor, may look at the clock at any moment.
        self.lock = _thread.RLock()
        self.running = 1
        self._main_runs = True
        self._idle: list[Idle] = []
        self._deadlines: list[tuple[int, int, Wait]] = []
        self._order = 0
        self._waits: dict[Any, Wait] = {}
        self._joins: dict[threading.Thread, list[Wait]] = {}
        self._forked = False

    def _leave_behind(self) -> None:
        """In a fork of the program: from here on its time is that of its parent, the real one."""
        self.others = 0
        self.known = set()
        self.workers = set()
        self._main = _thread.get_ident()
        self._reset()
        self._forked = True

    # Time.

    def now(self) -> int:
        """How late it is, in nanoseconds since the beginning."""
        with self.lock:
            if self.others or self._forked or self.timeline.unsettled() > _SETTLE_AFTER:
                self.settle()
            return self.timeline.look()

    def settle(self) -> None:
        """Account for the real time that has gone by. With the lock held."""
        # In this order: to ask what was under way is also to remember it for the next time.
        if self.outside.was_under_way() or self._forked or not self.running:
            self.timeline.flow()
        elif self.running > self._main_runs:
            self.timeline.flow_by_work()
        else:
            self.timeline.stand_still()

    # Who takes part.

    def enter(self) -> None:
        """One more runs."""
        with self.lock:
            self.settle()
            if not self.others:
                self.timeline.forget_work()
            self.others += 1
            self.moved += 1
            self.running += 1

    def leave(self, thread: threading.Thread | None = None) -> None:
        """One less runs; if it was a thread, whoever waits for its end goes on."""
        with self.lock:
            self.settle()
            self.others -= 1
            self.running -= 1
            if thread is not None:
                self.known.discard(thread)
                for wait in self._joins.pop(thread, ()):
                    self._go(wait)
            self._advance()
            if not self.others and not self.running and self._idle:
                # No deadline: perhaps it is the end of all. The loop that waits has to see.
                self._go(self._idle[0])
                self._idle[0].wake()

    def takes_part(self) -> bool:
        """Whether the thread that asks does."""
        if self._forked:
            return False
        me = _thread.get_ident()
        thread = threading._active.get(me)  # type: ignore[attr-defined]  # noqa: SLF001
        return me == self._main or thread in self.known or thread in self.workers

    def is_main(self) -> bool:
        """Whether it is the main thread that asks."""
        return _thread.get_ident() == self._main

    # Waiting.

    def wait(self, lock: Any, nanoseconds: int | None) -> bool:  # noqa: ANN401
        """Wait for a lock; False if the time was up first. Only for who takes part."""
        main = self.is_main()
        with self.lock:
            if lock.acquire(False):  # noqa: FBT003 - its only form
                # It was released since whoever waits has looked. To count him as waiting now would
                # let time jump over what he is about to do.
                return True
            self.settle()
            deadline = None
            if nanoseconds is not None:
                deadline = self.timeline.look() + nanoseconds + (0 if main else _LATENESS)
                deadline += self.lateness.draw(main=main)
            wait = Wait(deadline, lock.release, main=main)
            self._waits[lock] = wait
            self._stop(wait)
            self._advance()
        got = False
        try:
            got = lock.acquire(True, -1 if nanoseconds is None else nanoseconds / 1e9)  # noqa: FBT003
        finally:
            with self.lock:
                self.settle()
                self._waits.pop(lock, None)
                self._go(wait)
                if deadline is not None and not got:
                    self.timeline.jump(deadline)
        return got and not wait.due

    def release(self, lock: Any) -> None:  # noqa: ANN401
        """Release a lock, and count whoever waits for it as running."""
        with self.lock:
            lock.release()
            if (wait := self._waits.pop(lock, None)) is not None:
                self.settle()
                self._go(wait)

    @contextmanager
    def joining(self, thread: threading.Thread) -> Iterator[None]:
        """Wait for the end of a thread in the meantime."""
        wait = Wait(None, lambda: None, main=self.is_main())
        with self.lock:
            ended = thread not in self.known
            if not ended:
                self.settle()
                self._joins.setdefault(thread, []).append(wait)
                self._stop(wait)
                self._advance()
        try:
            yield
        finally:
            with self.lock:
                if not ended:
                    self.settle()
                    self._go(wait)

    @contextmanager
    def idle(self, idle: Idle) -> Iterator[None]:
        """Let an event loop wait in the meantime."""
        with self.lock:
            self.settle()
            self._idle.append(idle)
            self._stop(idle)
            self._advance()
            idle.wake = idle.loop._write_to_self  # noqa: SLF001 - by others, from now on
        try:
            yield
        finally:
            with self.lock:
                self.settle()
                self._idle.remove(idle)
                self._go(idle)

    def main_is_alone(self) -> bool:
        """Whether nobody takes part but the main thread, and that is who asks."""
        return not self.others and not self._forked and self.is_main()

    def others_at_rest(self) -> int:
        """How many threads take part besides the main one, if each waits to be woken; else 0."""
        with self.lock:
            to_wake = any(not (wait.over or wait.main) for _, _, wait in self._deadlines)
            if to_wake or self.running > self._main_runs:
                return 0
            return len(self.known | self.workers)

    def _stop(self, wait: Wait) -> None:
        self.running -= 1
        self._main_runs = self._main_runs and not wait.main
        if wait.deadline is not None:
            self._order += 1
            if len(self._deadlines) > _MOST_STALE:
                self._deadlines = [each for each in self._deadlines if not each[2].over]
                heapify(self._deadlines)
            heappush(self._deadlines, (wait.deadline, self._order, wait))

    def _go(self, wait: Wait) -> None:
        if not wait.over:
            wait.over = True
            self.running += 1
            self.moved += not wait.main
            self._main_runs = self._main_runs or wait.main

    def _advance(self) -> None:
        """If nobody runs, let somebody. With the lock held."""
        if self.running:
            return
        for idle in self._idle:
            if idle.poll(0):
                self._go(idle)  # what wakes it has happened already
                return
        if self.held_up():
            return
        while self._deadlines:
            deadline, _, wait = heappop(self._deadlines)
            if not wait.over:
                if (
                    self.thread_tie is not None
                    and self.others
                    and self._is_thread_tie(wait, deadline)
                ):
                    self.thread_tie(deadline)
                self.timeline.jump(deadline + (_PAST_DUE if isinstance(wait, Idle) else 0))
                self._go(wait)
                wait.due = True
                wait.wake()
                return

    def _is_thread_tie(self, wait: Wait, deadline: int) -> bool:
        """Whether somebody else wakes at nearly the same time, and one of the two is no loop."""
        return any(
            not other.over and not (isinstance(wait, Idle) and isinstance(other, Idle))
            for due, _, other in self._deadlines
            if due <= deadline + NEAR
        )

    def held_up(self) -> bool:
        """Whether something may be under way that does not take part."""
        return (
            self._forked
            or any(idle.reach is Reach.ANYBODY for idle in self._idle)
            or self.outside.under_way()
            or self.outside.strangers()
        )
