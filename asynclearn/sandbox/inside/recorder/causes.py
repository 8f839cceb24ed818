"""Why something is ready, said in words of the program: each cause is one small JSON object.

asyncio goes from cause to effect by way of plain callbacks: a timer sets a future, a future calls
`gather`'s callback, that sets another. What has no line of the program hands on its own cause, so
that what a learner can point at comes out at the end.
"""

from _thread import get_ident
from asyncio import current_task, events
from typing import Any

from . import generators, places
from .callbacks import is_internal, is_of_thread, is_step, name_of, task_of
from .record import Record
from .tasks import Tasks
from .text import number, quoted

_MOST = 50_000
"""Causes that are kept. Timers that were cancelled leave theirs behind."""


class Causes:
    """The cause of each handle that is ready or set to a time, by its address."""

    def __init__(self, record: Record, tasks: Tasks) -> None:
        self._record = record
        self._tasks = tasks
        self._ready: dict[int, str] = {}
        self._timers: dict[int, str] = {}

    def timer_set(self, handle: Any) -> None:  # noqa: ANN401
        """Somebody asked to be called back at a time."""
        place = places.place(self._record.program)
        who, _ = self._record.scene()
        due = _due(handle, self._record.origin)
        if len(self._timers) > _MOST:
            self._timers.clear()
        line = number(place.line)
        cause = f'{{"kind": "timer", "who": {quoted(who)}, "line": {line}, "due": {due}}}'
        self._timers[id(handle)] = f"{place.line or ''}|{cause}"
        did = f', "did": {quoted(place.did)}' if place.did else ""
        if place.line is not None:
            self._record.event("timer_set", place.line, f'"due": {due}{did}')

    def taken(self, handle: Any) -> tuple[int | None, str]:  # noqa: ANN401
        """The line and the cause of a handle whose turn it is."""
        line, _, cause = self._ready.pop(id(handle), "").partition("|")
        return int(line) if line else None, cause

    def with_cancellation(self, task: Any, cause: str, arguments: tuple[Any, ...]) -> str:  # noqa: ANN401
        """The cause of a task's turn, if the turn begins with a CancelledError."""
        request = self._tasks.cancellation(task)
        if not request:
            return cause
        if not task._must_cancel and _state_of(arguments) != "CANCELLED":  # noqa: SLF001
            return cause
        if cause.startswith('{"kind": "new"'):
            return f'{cause[:-1]}, "cancelled": {{{request}}}}}'
        return f'{{"kind": "cancelled", {request}}}'

    def readied(self, queue: Any, handle: Any) -> None:  # noqa: ANN401
        """A handle is ready: find out why, and write it down."""
        if len(self._ready) > _MOST:
            self._ready.clear()
        self._ready[id(handle)] = self._cause(queue, handle)

    def _cause(self, queue: Any, handle: Any) -> str:  # noqa: ANN401
        if hasattr(type(handle), "when"):
            return self._timers.pop(id(handle), "") or (
                f'|{{"kind": "timer", "who": null, "line": null, '
                f'"due": {_due(handle, self._record.origin)}}}'
            )
        loop: Any = events._get_running_loop()  # noqa: SLF001
        inside = loop is not None and loop._ready is queue  # noqa: SLF001
        if inside and not queue.kind:
            return '|{"kind": "outside"}'
        task = task_of(handle._callback)  # noqa: SLF001
        who, turn = self._record.scene()
        if _closes_dropped(handle):
            return self._dropped(handle, who, turn)
        at_work: Any = current_task(loop) if inside else None
        if at_work is not None and at_work._state != "PENDING":  # noqa: SLF001
            queue.turns.tasks.ended(at_work, turn)
            done = f'{{"kind": "done", "task": {quoted(who)}}}'
            self._tell_ready(handle, task, None, done)
            return f"|{done}"
        if task is not None and task is at_work and is_step(handle._callback):  # noqa: SLF001
            return '|{"kind": "again"}'
        place = places.place(self._record.program)
        return self._by(queue, handle, task, who, turn, place, inside=inside)

    def _by(  # noqa: PLR0913, PLR0917
        self,
        queue: Any,  # noqa: ANN401
        handle: Any,  # noqa: ANN401
        task: Any,  # noqa: ANN401
        who: str,
        turn: int,
        place: places.Place,
        *,
        inside: bool,
    ) -> str:
        inherits = inside and place.line is None and bool(queue.cause) and who == "callback"
        if task is not None and is_step(handle._callback):  # noqa: SLF001
            self._tasks.created(task, who, turn, place, queue.cause if inherits else "")
            if inherits and queue.cause.startswith('{"kind": "dropped"'):
                return f"|{queue.cause}"
            line = place.line or (queue.cause_line if inherits else None)
            return f'|{{"kind": "new", "who": {quoted(who)}, "line": {number(line)}}}'
        if task is not None:
            self._tasks.look_for_cancel(task, place)
            request = self._tasks.is_cancelled(task)
            if request and _is_cancelled(handle):
                cause = f'{{"kind": "cancelled", {request}}}'
                self._tell_ready(handle, task, place.line, cause)
                return f"|{cause}"
        if inherits:
            self._tell_ready(handle, task, None, queue.cause)
            return f"{queue.cause_line or ''}|{queue.cause}"
        elsewhere = not inside and queue.thread not in {0, get_ident()}
        elsewhere = elsewhere or is_of_thread(handle._callback)  # noqa: SLF001
        kind = "thread" if elsewhere else "woken" if _is_done(handle) else "scheduled"
        did = f', "did": {quoted(place.did)}' if place.did else ""
        cause = f'{{"kind": "{kind}", "who": {quoted(who)}, "line": {number(place.line)}{did}}}'
        self._tell_ready(handle, task, place.line, cause)
        return f"{place.line or ''}|{cause}"

    def _dropped(self, handle: Any, who: str, turn: int) -> str:  # noqa: ANN401
        generator = generators.closed_by(handle._args[0])  # noqa: SLF001
        described = f'"function": {self._tasks.described(generator)}'
        frame = generator.ag_frame if generator is not None else None
        line = places.line_of(frame) if frame is not None else None
        del generator, frame
        self._record.event_of(who, turn, "dropped", line, described)
        return f'|{{"kind": "dropped", "who": {quoted(who)}, {described}}}'

    def _tell_ready(self, handle: Any, task: Any, line: int | None, cause: str) -> None:  # noqa: ANN401
        if task is not None:
            details = f'"task": {quoted(task.get_name())}'
        else:
            if is_internal(handle._callback):  # noqa: SLF001
                return
            details = f'"name": {quoted(name_of(handle._callback))}'  # noqa: SLF001
        self._record.event("ready", line, f'{details}, "cause": {cause}')


def _is_done(handle: Any) -> bool:  # noqa: ANN401
    """Whether it is called because a future is done, rather than because somebody asked for it."""
    return _state_of(handle._args) in {"FINISHED", "CANCELLED"}  # noqa: SLF001


def _is_cancelled(handle: Any) -> bool:  # noqa: ANN401
    return _state_of(handle._args) == "CANCELLED"  # noqa: SLF001


def _state_of(arguments: tuple[Any, ...] | None) -> str:
    """The state of the future that a callback is told of; or nothing."""
    if not arguments or not hasattr(type(arguments[0]), "_asyncio_future_blocking"):
        return ""
    return str(arguments[0]._state)  # noqa: SLF001


def _closes_dropped(handle: Any) -> bool:  # noqa: ANN401
    arguments = handle._args  # noqa: SLF001
    return bool(arguments) and generators.is_closing(arguments[0]) and places.is_dropped_generator()


def _due(handle: Any, origin: float) -> str:  # noqa: ANN401
    due = handle._when - origin  # noqa: SLF001
    # JSON has no infinity.
    return f"{due:.6f}" if abs(due) < 1e12 else "null"  # noqa: PLR2004
