"""Who the tasks are, how they end, and who cancelled them."""

from asyncio import tasks
from typing import Any
from weakref import ref

from . import generators, places
from .callbacks import is_task
from .record import Record
from .text import number, quoted


class Tasks:
    """What is known of the living tasks, by their addresses."""

    def __init__(self, record: Record, calls: "generators.Calls") -> None:
        self._record = record
        self._calls = calls
        self._known: set[int] = set()
        self._over: set[int] = set()
        """Those whose end is written down, though their last turn is not over."""
        self._cancels: dict[int, int] = {}
        self._requests: dict[int, str] = {}
        self.shutting_down = False
        """Whether `asyncio.run` cancels what is left of the loop that was made last."""

    def knows(self, task: Any) -> bool:  # noqa: ANN401
        """Whether its creation is written down."""
        return id(task) in self._known

    def created(self, task: Any, who: str, turn: int, place: places.Place, cause: str) -> None:  # noqa: ANN401
        """Write down a new task, made for the reason `cause` if not by the program itself."""
        key = id(task)
        self.forget(key)
        self._known.add(key)
        coroutine = task.get_coro()
        details = ""
        if generators.is_closing(coroutine):
            generator = generators.closed_by(coroutine)
            details += f'"function": "aclose", "closes": {self._calls.described(generator)}'
            del generator
            self._calls.close_in(key, _why_closed(who, place, cause))
        else:
            details += f'"function": {quoted(_function_of(coroutine))}'
        # Up to 3.12 `create_task` gives it the name that it was asked for when it is made already.
        name, reference = task.get_name(), ref(task)
        del task, coroutine

        def finish() -> str:
            task = reference()
            return f'"task": {quoted(name if task is None else task.get_name())}, {details}'

        self._record.event_later(who, turn, "created", place.line, finish)

    def ended(self, task: Any, turn: int) -> None:  # noqa: ANN401
        """Write down how a task ended, once."""
        if id(task) not in self._known or id(task) in self._over:
            return
        self._over.add(id(task))
        who = task.get_name()
        if task._state == "CANCELLED":  # noqa: SLF001 - as with the next: a method may be overridden
            self._record.event_of(who, turn, "cancelled", None, "")
            return
        # `exception()` would count as having been retrieved.
        error = task._exception  # noqa: SLF001
        if error is None:
            self._record.event_of(who, turn, "finished", None, "")
        else:
            name = f'"exception": {quoted(type(error).__name__)}'
            self._record.event_of(who, turn, "failed", None, name)

    def vanished(self, key: int, who: str, turn: int) -> None:
        """Write down the end of a task that nobody had a reference to, so that it is gone."""
        if key in self._known and key not in self._over:
            what, details = self._calls.last_end()
            self._record.event_of(who, turn, what, None, details)

    def forget(self, key: int) -> None:
        """Its last turn is over: another task may have its address."""
        self._known.discard(key)
        self._over.discard(key)
        self._cancels.pop(key, None)
        self._requests.pop(key, None)
        self._calls.close_in(key, "")

    def cancel_called(self, task: Any, place: places.Place) -> None:  # noqa: ANN401
        """Somebody is about to call `cancel()` of it."""
        if is_task(task) and task._state == "PENDING":  # noqa: SLF001
            self._requested(task, task.cancelling() + 1, place)

    def look_for_cancel(self, task: Any, place: places.Place) -> None:  # noqa: ANN401
        """See whether `cancel()` of it was called, without our having seen the call."""
        if not is_task(task) or task._state != "PENDING":  # noqa: SLF001
            return
        if task.cancelling() > self._cancels.get(id(task), 0):
            self._requested(task, task.cancelling(), place)

    def look_at_all(self, place: places.Place) -> None:
        """See of which tasks `cancel()` was called."""
        # Up to 3.13 it is a set of weak references; its own iterator would keep it from changing.
        for reference in list(getattr(tasks, "_all_tasks", tasks).data):
            self.look_for_cancel(reference(), place)

    def described(self, generator: Any) -> str:  # noqa: ANN401
        """An async generator as the value of `function`, and its `call`."""
        return self._calls.described(generator)

    def is_cancelled(self, task: Any) -> str:  # noqa: ANN401
        """Who asked for it to be cancelled, as members of a cause; or nothing."""
        return self._requests.get(id(task), "")

    def cancellation(self, task: Any) -> str:  # noqa: ANN401
        """Take the request that makes this turn of the task begin with a CancelledError."""
        return self._requests.pop(id(task), "")

    def suspended(self, task: Any) -> None:  # noqa: ANN401
        """Its turn is over: what it has taken back by `uncancel()` can be asked for again."""
        key = id(task)
        if key in self._cancels:
            self._cancels[key] = min(self._cancels[key], task.cancelling())

    def _requested(self, task: Any, count: int, place: places.Place) -> None:  # noqa: ANN401
        who, turn = self._record.scene()
        line, because = place.line, ""
        if line is None:
            line, because = self._record.at_hand()
        if place.by == "asyncio.run" and not self.shutting_down:
            self.shutting_down = True
            self._record.event_of(who, turn, "shutdown", None, '"of": "tasks"')
        by = f', "by": {quoted(place.by)}' if place.by else ""
        by += f', "because": {because}' if because else ""
        self._cancels[id(task)] = count
        self._requests[id(task)] = f'"who": {quoted(who)}, "line": {number(line)}{by}'
        name = f'"task": {quoted(task.get_name())}'
        self._record.event_of(who, turn, "cancel_requested", line, name + by)


def _function_of(coroutine: object) -> str:
    # Of nothing but a coroutine or a generator the name can be asked for without running code.
    if generators.is_coroutine(coroutine):
        return str(coroutine.__qualname__)  # type: ignore[attr-defined]
    return type(coroutine).__name__


def _why_closed(who: str, place: places.Place, cause: str) -> str:
    if place.by == "shutdown":
        return '{"kind": "shutdown"}'
    if cause.startswith('{"kind": "dropped"'):
        return cause
    return f'{{"kind": "aclose", "who": {quoted(who)}, "line": {number(place.line)}}}'
