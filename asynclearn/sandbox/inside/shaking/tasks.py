"""Tasks, and the futures that loops make, with a hash that a seed chooses.

That is all that is needed for `all_tasks` and with it the end of `asyncio.run`, for what a
TaskGroup cancels, for what `asyncio.wait` gives, and for the program's own sets: each is a set of
tasks. A number is given in `__new__`, which has returned before `__init__` runs anything: an eager
task begins its coroutine there, and nothing of ours may be below that.

`asyncio.Future` itself stays what it is, as `_GatheringFuture` and the class of tasks inherit from
it. So a future that a program makes by that name, and not by `loop.create_future`, keeps its
address as its hash.
"""

import asyncio
from asyncio import base_events, futures, tasks
from itertools import count
from typing import Any, Self

from .order import Place, order_of

_Task = tasks.Task
_Future = futures.Future


class Task(_Task):  # type: ignore[type-arg]
    """A task with a hash of its own; `shake_tasks` puts it in the place of asyncio's."""

    __slots__ = ("_hash",)
    _hash: int

    def __new__(cls, *_arguments: Any, **_options: Any) -> Self:  # noqa: ANN401
        """Number it, before anybody asks for its hash."""
        task = _Task.__new__(cls)
        task._hash = _order.place(next(_order.tasks))  # noqa: SLF001 - it is of this class
        return task

    def __hash__(self) -> int:
        return self._hash


class Future(_Future):  # type: ignore[type-arg]
    """A future with a hash of its own, for `loop.create_future`."""

    __slots__ = ("_hash",)
    _hash: int

    def __new__(cls, *_arguments: Any, **_options: Any) -> Self:  # noqa: ANN401
        """Number it, before anybody asks for its hash."""
        future = _Future.__new__(cls)
        future._hash = _order.place(next(_order.futures))  # noqa: SLF001 - it is of this class
        return future

    def __hash__(self) -> int:
        return self._hash


class _Order:
    """The one order of this program. Each sleep makes a future: tasks have numbers of their own."""

    def __init__(self) -> None:
        self.place = order_of(0)
        self.tasks = count()
        self.futures = count()


_order = _Order()


def shake_tasks(place: Place) -> None:
    """From now on all that asyncio makes are these."""
    _order.place = place
    for ours, theirs in ((Task, _Task), (Future, _Future)):
        ours.__module__, ours.__doc__ = theirs.__module__, theirs.__doc__
    asyncio.Task = tasks.Task = Task  # type: ignore[misc]
    if hasattr(tasks, "eager_task_factory"):  # since 3.12, and made of the class that was there
        factory = tasks.create_eager_task_factory(Task)  # type: ignore[attr-defined,unused-ignore]
        asyncio.eager_task_factory = tasks.eager_task_factory = factory  # type: ignore[attr-defined,unused-ignore]
    _shake_futures()


def _shake_futures() -> None:
    theirs = base_events.BaseEventLoop.create_future

    def create_future(self: Any) -> Future:  # noqa: ANN401
        return Future(loop=self)

    for name in ("__doc__", "__module__", "__qualname__"):
        setattr(create_future, name, getattr(theirs, name))
    base_events.BaseEventLoop.create_future = create_future  # type: ignore[method-assign]
