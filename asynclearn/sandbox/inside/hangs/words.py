"""What a task waits for, in words that a learner uses, and who would have to go on first."""

import ast
import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from .awaited import Link, chain
from .holders import holders
from .labels import name_of
from .source import tree_of

_NAMED = 3
"""So many tasks are named; of more, the rest is counted."""


class Wait:
    """What one task waits for."""

    __slots__ = ("others", "program", "words")

    def __init__(self, words: str, others: Sequence[Any], program: list[Link]) -> None:
        self.words = words
        self.others = [each for each in others if not each.done()]
        """The tasks that would have to go on first."""
        self.program = program
        """The program's own suspended functions, the innermost last."""


class Speaker:
    """Puts into words what each of these tasks waits for."""

    def __init__(self, tasks: Sequence[Any], labels: dict[int, str], path: str) -> None:
        self._tasks = tasks
        self._labels = labels
        self._path = path

    def wait_of(self, task: Any) -> Wait:  # noqa: ANN401
        """What the task waits for."""
        links, future = chain(task.get_coro())
        program = [link for link in links if link.code.co_filename == self._path]
        below = links[links.index(program[-1]) + 1 :] if program else links
        for link in below:
            # What a wrapper such as `wait_for` or `__aenter__` awaits says more than itself.
            speak = _BY_FUNCTION.get(link.code.co_qualname)
            if speak is not None:
                words, others = speak(self, task, link, _Scene(below, program))
                return Wait(words, others, program)
        words, others = self._of_future(task, future)
        return Wait(words, others, program)

    def _of_future(self, task: Any, future: Any) -> tuple[str, Sequence[Any]]:  # noqa: ANN401
        if future is None:
            return "something that nobody is left to bring", ()
        if isinstance(future, asyncio.Task):
            return self._of_task(task, future)
        children = getattr(future, "_children", None)
        if children is not None:
            tasks = [each for each in children if isinstance(each, asyncio.Task)]
            return f"`asyncio.gather()`: {self.not_done(task, tasks)}", tasks
        shielded = [each for each in self._tasks if _calls_back_with(each, future)]
        if shielded:
            return f"`asyncio.shield()` of {self.named(task, shielded)}", shielded
        return "a future that nobody is left to set", ()

    def _of_task(self, task: Any, other: Any) -> tuple[str, Sequence[Any]]:  # noqa: ANN401
        label = self.named(task, [other])
        _, future = chain(other.get_coro())
        if isinstance(future, asyncio.Task):
            brief = "this task" if future is task else self.named(task, [future])
        else:
            brief = re.split(", and |: ", self.wait_of(other).words)[0]
        return f"{label}, which waits for {brief}", [other]

    def not_done(self, task: Any, others: Sequence[Any]) -> str:  # noqa: ANN401
        """`task A and task B are not done`."""
        left = [each for each in others if not each.done()]
        if not left:
            return "nobody is left to end it"
        return f"{self.named(task, left)} {'is' if len(left) == 1 else 'are'} not done"

    def named(self, task: Any, others: Sequence[Any]) -> str:  # noqa: ANN401
        """`task A, task B and 3 more`, as seen from one of them."""
        once = list({id(each): each for each in others}.values())
        names = [
            "this task itself" if each is task else self._labels.get(id(each), "a task")
            for each in once[:_NAMED]
        ]
        if len(once) > _NAMED:
            names.append(f"{len(once) - _NAMED} more")
        return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))

    @property
    def size_in_source(self) -> int | None:
        """How many may enter the semaphores of the program, if all are made with one number."""
        calls = [each for each in ast.walk(tree_of(self._path)) if isinstance(each, ast.Call)]
        sizes = {_size(each) for each in calls if _called(each) == "Semaphore"}
        return sizes.pop() if len(sizes) == 1 else None

    def inside(self, lock: Any) -> list[Any]:  # noqa: ANN401
        """The tasks that have taken a lock by `async with`."""
        return holders(lock, self._tasks)


class _Scene:
    """Where something is awaited: in which functions, of asyncio and of the program."""

    __slots__ = ("below", "program")

    def __init__(self, below: list[Link], program: list[Link]) -> None:
        self.below = below
        self.program = program

    def name(self, thing: Any, otherwise: str) -> str:  # noqa: ANN401
        return name_of(thing, self.program, otherwise)


_Spoken = tuple[str, Sequence[Any]]
_Speak = Callable[[Speaker, Any, Link, _Scene], _Spoken]


def _own(link: Link) -> Any:  # noqa: ANN401
    return link.frame.f_locals.get("self")


def _queue_get(_speaker: Speaker, _task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
    return f"`{scene.name(_own(link), 'queue')}.get()` on an empty queue", ()


def _queue_put(_speaker: Speaker, _task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
    return f"`{scene.name(_own(link), 'queue')}.put()` on a full queue", ()


def _queue_join(_speaker: Speaker, _task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
    queue = _own(link)
    count = getattr(queue, "_unfinished_tasks", 0)
    left = "1 item is" if count == 1 else f"{count} items are"
    return f"`{scene.name(queue, 'queue')}.join()`: {left} not marked done", ()


def _lock(speaker: Speaker, task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
    lock = _own(link)
    call = f"`{scene.name(lock, 'lock')}.acquire()`"
    inside = speaker.inside(lock)
    if not inside:
        return f"{call}, and nobody is left to release it", ()
    return f"{call} held by {speaker.named(task, inside)}", inside


def _semaphore(speaker: Speaker, _task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
    semaphore = _own(link)
    # A plain semaphore forgets how many there were.
    count = getattr(semaphore, "_bound_value", None) or speaker.size_in_source
    taken = {None: "all taken", 1: "the only one is taken"}.get(count, f"all {count} taken")
    inside = speaker.inside(semaphore)
    return f"`{scene.name(semaphore, 'semaphore')}.acquire()`: {taken}", inside


def _event(_speaker: Speaker, _task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
    name = scene.name(_own(link), "event")
    return f"`{name}.wait()`, and nobody is left to call `{name}.set()`", ()


def _condition(speaker: Speaker, task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
    for inner in scene.below:
        if inner.code.co_qualname == "Lock.acquire":  # notified, and on its way back in
            return _lock(speaker, task, inner, scene)
    name = scene.name(_own(link), "condition")
    call = f"`{name}.{link.code.co_name}()`"
    return f"{call}, and nobody is left to call `{name}.notify()`", ()


def _barrier(_speaker: Speaker, _task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
    barrier = _own(link)
    come, all_of_them = barrier.n_waiting, barrier.parties
    verb = "has" if come == 1 else "have"
    name = scene.name(barrier, "barrier")
    return f"`{name}.wait()`: {come} of {all_of_them} {verb} come", ()


def _group(speaker: Speaker, task: Any, link: Link, _scene: _Scene) -> _Spoken:  # noqa: ANN401
    tasks = [each for each in speaker._tasks if each in _own(link)._tasks]  # noqa: SLF001
    return f"the end of its `TaskGroup`: {speaker.not_done(task, tasks)}", tasks


def _wait(speaker: Speaker, task: Any, link: Link, _scene: _Scene) -> _Spoken:  # noqa: ANN401
    awaited = link.frame.f_locals.get("fs", ())
    tasks = [each for each in speaker._tasks if each in awaited]  # noqa: SLF001
    return f"`asyncio.wait()`: {speaker.not_done(task, tasks)}", tasks


def _as_completed(speaker: Speaker, task: Any, link: Link, _scene: _Scene) -> _Spoken:  # noqa: ANN401
    space = link.frame.f_locals
    # Since 3.13 an iterator knows them; before, their callbacks know the queue of those done.
    awaited = getattr(space.get("self"), "_todo", ())
    done = space.get("done")
    tasks = [
        each
        for each in speaker._tasks  # noqa: SLF001
        if each in awaited or (done is not None and _calls_back_with(each, done))
    ]
    return f"`asyncio.as_completed()`: {speaker.not_done(task, tasks)}", tasks


def _simple(kind: str, why: str) -> _Speak:
    def speak(_speaker: Speaker, _task: Any, link: Link, scene: _Scene) -> _Spoken:  # noqa: ANN401
        return f"`{scene.name(_own(link), kind)}.{link.code.co_name}()`{why}", ()

    return speak


def _sleep(_speaker: Speaker, _task: Any, _link: Link, _scene: _Scene) -> _Spoken:  # noqa: ANN401
    return "`asyncio.sleep()` without end", ()


def _thread(_speaker: Speaker, _task: Any, _link: Link, _scene: _Scene) -> _Spoken:  # noqa: ANN401
    return "`asyncio.to_thread()`: its thread does not end", ()


_NO_DATA = _simple("reader", ", and no data can come")
_NO_CLIENT = _simple("server", ", and nobody is left to connect")
_BY_FUNCTION: dict[str, _Speak] = {
    "Queue.get": _queue_get,
    "Queue.put": _queue_put,
    "Queue.join": _queue_join,
    "Lock.acquire": _lock,
    "Semaphore.acquire": _semaphore,
    "BoundedSemaphore.acquire": _semaphore,
    "Event.wait": _event,
    "Condition.wait": _condition,
    "Condition.wait_for": _condition,
    "Barrier.wait": _barrier,
    "TaskGroup.__aexit__": _group,
    "wait": _wait,
    "as_completed.<locals>._wait_for_one": _as_completed,
    "_AsCompletedIterator._wait_for_one": _as_completed,
    "sleep": _sleep,
    "to_thread": _thread,
    "StreamReader.read": _NO_DATA,
    "StreamReader.readline": _NO_DATA,
    "StreamReader.readexactly": _NO_DATA,
    "StreamReader.readuntil": _NO_DATA,
    "StreamWriter.drain": _simple("writer", ", and nobody reads what it wrote"),
    "StreamWriter.wait_closed": _simple("writer", ", and the other side does not close"),
    "Server.serve_forever": _NO_CLIENT,
    "Server.wait_closed": _simple("server", ", and its connections stay open"),
    "BaseSelectorEventLoop.sock_recv": _simple("loop", ", and no data can come"),
    "BaseSelectorEventLoop.sock_accept": _simple("loop", ", and nobody is left to connect"),
}
"""By the qualified name of asyncio's own coroutine functions."""


def _calls_back_with(task: Any, thing: Any) -> bool:  # noqa: ANN401
    """Whether a callback of the task's end is a closure over a thing, as `shield` makes one."""
    for callback, _ in getattr(task, "_callbacks", None) or ():
        for cell in getattr(callback, "__closure__", None) or ():
            with suppress(ValueError):  # an empty cell
                if cell.cell_contents is thing:
                    return True
    return False


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _size(call: ast.Call) -> int | None:
    given = [*call.args, *(each.value for each in call.keywords)]
    value = getattr(given[0], "value", None) if given else 1
    return value if isinstance(value, int) else None
