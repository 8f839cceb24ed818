"""The queue of what is ready, of one event loop: each turn begins and ends here.

A task or a callback comes in by `append`, called by whoever made it ready, and goes out by
`popleft`, called by the loop just before it runs. Both return before the program goes on.
"""

from _thread import get_ident
from asyncio import current_task, events
from collections import deque
from typing import Any
from weakref import ref

from .callbacks import is_internal, name_of, task_of
from .causes import Causes
from .places import place_of_creation
from .record import CALLBACK, Record
from .suspended import suspension
from .tasks import Tasks
from .text import number, quoted

_NOTHING, _TASK, _CALLBACK = range(3)


class Turns:
    """What the queues of all loops have in common."""

    def __init__(self, record: Record, tasks: Tasks) -> None:
        self.record = record
        self.tasks = tasks
        self.causes = Causes(record, tasks)
        self.count = 0
        record.queue_type = Ready
        record.on_task = self._on_task

    def queue_for(self, loop: Any) -> "Ready":  # noqa: ANN401
        """A queue to take the place of the loop's own, which is empty or nearly so."""
        queue = Ready(loop._ready)  # noqa: SLF001
        queue.turns = self
        self.tasks.shutting_down = False
        return queue

    def _on_task(self, queue: "Ready", task: Any) -> None:  # noqa: ANN401
        if queue.eager or not self.tasks.knows(task):
            queue.came_to(task)


class Ready(deque[Any]):
    """The queue itself, and what is known of the turn at hand."""

    turns: Turns
    turn = 0
    kind = _NOTHING
    who = ""
    cause = ""
    cause_line: int | None = None
    thread = 0
    ended = False
    task: Any = None
    key = 0
    eager: tuple[tuple[int, str, Any], ...] = ()
    """Tasks that were begun by the one at work, each within the one before: address, name, weak
    reference."""

    def append(self, handle: Any) -> None:  # noqa: ANN401
        """Something is ready."""
        try:
            if self.turns.record.writer.open:
                self.turns.causes.readied(self, handle)
        except Exception:  # noqa: BLE001 - the record ends, not the program
            self.turns.record.writer.close()
        super().append(handle)

    def popleft(self) -> Any:  # noqa: ANN401
        """Its turn begins."""
        handle = super().popleft()
        try:
            if self.turns.record.writer.open:
                self._begin(handle)
        except Exception:  # noqa: BLE001
            self.turns.record.writer.close()
        return handle

    def poll(self) -> None:
        """All that was ready has had its turn."""
        try:
            if self.turns.record.writer.open:
                self._end()
        except Exception:  # noqa: BLE001
            self.turns.record.writer.close()
        self.thread = get_ident()
        self.turns.count = self.turn = self.turns.count + 1

    def _begin(self, handle: Any) -> None:  # noqa: ANN401
        self._end()
        line, cause = self.turns.causes.taken(handle)
        if handle._cancelled:  # noqa: SLF001
            return
        callback = handle._callback  # noqa: SLF001
        task = task_of(callback)
        self.cause, self.cause_line, self.ended = cause, line, False
        record = self.turns.record
        if task is None:
            self.kind, self.who = _CALLBACK, CALLBACK
            if not is_internal(callback):
                details = f'"name": {quoted(name_of(callback))}, "cause": {cause or "null"}'
                record.event_of(CALLBACK, self.turn, "callback", line, details)
            return
        self.kind, self.who = _TASK, task.get_name()
        self.task, self.key = ref(task), id(task)
        cause = self.turns.causes.with_cancellation(task, cause, handle._args)  # noqa: SLF001
        self.cause = cause
        record.event_of(self.who, self.turn, "resumed", None, f'"cause": {cause or "null"}')

    def _end(self) -> None:
        kind, self.kind = self.kind, _NOTHING
        if self.eager:
            self._leave_eager(0)
        if kind == _TASK:
            reference, self.task = self.task, None
            self.over(reference, self.key, self.who)
        self.who = ""

    def over(self, reference: Any, key: int, who: str) -> None:  # noqa: ANN401
        """A task has given up its turn, or has ended."""
        tasks = self.turns.tasks
        task = reference()
        if task is None:
            tasks.vanished(key, who, self.turn)
            tasks.forget(key)
        elif task._state != "PENDING":  # noqa: SLF001
            tasks.ended(task, self.turn)
            tasks.forget(key)
        else:
            tasks.suspended(task)
            line, details = suspension(task, self.turns.record.program)
            self.turns.record.event_of(who, self.turn, "suspended", line, details)

    def came_to(self, task: Any) -> None:  # noqa: ANN401
        """It is at work; it may be an eager one that was begun just now."""
        key = id(task)
        if self.eager and any(key == each for each, _, _ in self.eager):
            self._leave_eager(key)
        elif self.turns.tasks.knows(task):
            self._leave_eager(0)
        else:
            place = place_of_creation(self.turns.record.program)
            who = self.eager[-1][1] if self.eager else self.who
            self.turns.tasks.created(task, who, self.turn, place, "")
            name = task.get_name()
            self.eager = (*self.eager, (key, name, ref(task)))
            cause = f'{{"kind": "new", "who": {quoted(who)}, "line": {number(place.line)}}}'
            details = f'"cause": {cause}, "eager": true'
            self.turns.record.event_of(name, self.turn, "resumed", None, details)

    def _leave_eager(self, until: int) -> None:
        while self.eager and self.eager[-1][0] != until:
            key, name, reference = self.eager[-1]
            self.eager = self.eager[:-1]
            self.over(reference, key, name)


Ready.__name__ = Ready.__qualname__ = "deque"
Ready.__module__ = "collections"


def working_on() -> int:
    """The address of the task at work in this thread; 0 for none."""
    loop = events._get_running_loop()  # noqa: SLF001 - it does not raise
    task = current_task(loop) if loop is not None else None
    return 0 if task is None else id(task)
