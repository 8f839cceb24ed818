"""The nouns of a trace: what happened in a run, one event after the other.

An event is one JSON object on a line of its own; `asynclearn trace --json` prints them under
`"version": 1`. They are made in the program's own process (`inside/recorder`), so whoever reads
them takes them for a claim of that process: nothing here decides how a run ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

VERSION = 1
"""Of the events as JSON. It rises when a reader of an older one would misread a newer one."""


class What(StrEnum):
    """What happened. After each: what else the event carries in `details`."""

    # Turns of the loop.
    RESUMED = "resumed"
    """The task `who` gets its turn; `cause`: see `Cause`; `eager` is true of a first turn that is
    taken inside the turn of who created the task."""
    CALLBACK = "callback"
    """A plain callback gets its turn; `name`, `cause`; `line` is the one that asked for it."""
    SUSPENDED = "suspended"
    """The task's turn ends at an await; `line` is the innermost line of the program;
    `functions`: the program's functions from the task's own down to there, each `[name, line]`;
    `on`: what it waits for, as asyncio names it (`sleep`, `Queue.get`, `Lock.acquire`,
    `TaskGroup.__aexit__`, `gather`, `Task`, `Future`, …); `task`: the awaited task's name, if
    it is one."""
    READY = "ready"
    """`who`, at `line`, made `task` ready to run (or the callback `name`), for the reason `cause`.
    There is none for a first turn (CREATED says it), for `sleep(0)`, for what the loop itself takes
    from its timers and descriptors, and for asyncio's own callbacks that no learner hears of."""

    # Tasks.
    CREATED = "created"
    """`who`, at `line`, made the task `task` of the coroutine function `function`. If that is
    `aclose`, `closes` is the async generator's function, and `call` its number (null if it is
    closed already)."""
    FINISHED = "finished"
    """The task `who` has returned."""
    FAILED = "failed"
    """The task `who` raised `exception` (its type's name)."""
    CANCELLED = "cancelled"
    """The task `who` ended as cancelled."""
    CANCEL_REQUESTED = "cancel_requested"
    """`who`, at `line`, called `cancel()` of `task`. If asyncio did so on its own behalf, `by` says
    what of it: TaskGroup, timeout, wait_for, gather, asyncio.run or KeyboardInterrupt; `because` is
    the cause of the callback in which it did. Of a timeout, `line` is where it was set."""

    # Timers.
    TIMER_SET = "timer_set"
    """`who`, at `line`, asked to be called back at `due` (seconds, as `seconds` of an event; null
    for never); `did`: the function of asyncio that it called for it, such as `sleep`."""

    # Coroutines and generators of the program, each call with a number of its own.
    ENTERED = "entered"
    """A function's body begins; `function`, `call` (a number), `of`: coroutine,
    async_generator or generator."""
    YIELDED = "yielded"
    """A generator is suspended at a `yield` at `line`; `function`, `call`."""
    CONTINUED = "continued"
    """It goes on from there; `function`, `call`."""
    THROWN = "thrown"
    """An exception is thrown in where it was suspended, at `line`; `function`, `call`,
    `exception`. If it closes an async generator, `by` says who does: its `kind` is aclose (with
    `who` and `line`), dropped (as the cause of that name) or shutdown."""
    RETURNED = "returned"
    """A function's body ends; `function`, `call`, `of`."""
    UNWOUND = "unwound"
    """A function's body is left by an exception; `function`, `call`, `exception`."""
    FIRST_USED = "first_used"
    """An async generator is iterated for the first time: the loop's hook takes note of it;
    `function`, `call`."""
    DROPPED = "dropped"
    """The last reference to an unfinished async generator is gone, so the loop's finalizer hook
    schedules `aclose()` as a task; `line`: of the `yield` where it is suspended; `function`,
    `call`."""
    SHUTDOWN = "shutdown"
    """`asyncio.run` begins to close what is left; `of`: tasks, async_generators or executor."""

    # Output.
    PRINTED = "printed"
    """`text` went to stdout from `line`; `functions` as in SUSPENDED. It stands where it was
    printed, which with a part of a line may be before it went out; what never went out is missing.
    Of a callback without a line of its own, `line` is the one that asked for it. `cut` characters
    are missing at the end of a text that is too long."""

    # The record itself.
    LEFT_OUT = "left_out"
    """`events` events are missing here: the run was too long to keep all."""


class Cause(StrEnum):
    """Why a task or a callback gets its turn; the value of `kind` in `cause`."""

    NEW = "new"
    """It was created, by `who` at `line`, and this is its first turn. `cancelled`, if it was
    cancelled before that: by `who`, at `line`."""
    TIMER = "timer"
    """Its timer, set by `who` at `line` (null if that was not seen), fell due at `due`."""
    DONE = "done"
    """The task `task` that it waits for is done."""
    AGAIN = "again"
    """It only let others have a turn: `sleep(0)`."""
    SCHEDULED = "scheduled"
    """A callback: `who`, at `line`, asked for it, as by `call_soon`."""
    WOKEN = "woken"
    """`who`, at `line`, did what it waits for: set an event, put an item, released a lock; `did`,
    if it is a function of asyncio: `Event.set`."""
    CANCELLED = "cancelled"
    """`who`, at `line`, cancelled it; `by` and `because` as in CANCEL_REQUESTED."""
    DROPPED = "dropped"
    """An async generator (`function`, `call`) was dropped by `who`: this is its `aclose()`."""
    THREAD = "thread"
    """A thread handed it over (`call_soon_threadsafe`), as when `to_thread` is done."""
    OUTSIDE = "outside"
    """A file descriptor became ready, or a signal came."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    number: int
    """Counted from 1, in the order of the run."""
    seconds: float
    """The program's own time since it began: virtual seconds on the virtual clock."""
    turn: int
    """The turn of the event loop that it belongs to, counted from 1 over all loops of the program;
    0 outside any."""
    who: str
    """The name of the task at work, `callback`, `thread NAME`, or "" for the module's own code."""
    what: What
    line: int | None = None
    """The line of the program that it is about, counted in its file."""
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The object that `trace --json` prints."""
        return {
            "number": self.number,
            "seconds": self.seconds,
            "turn": self.turn,
            "who": self.who,
            "what": self.what.value,
            "line": self.line,
            **self.details,
        }


@dataclass(frozen=True, slots=True)
class Trace:
    """What was recorded of one run."""

    events: tuple[Event, ...] = ()
    complete: bool = True
    """False if the run ended in a way that may have lost the last events (killed, `os._exit`)."""
