"""The module `workshop`: what the author of checks works with.

A check is a coroutine function without arguments; its docstring is the demand in the learner's
words. `learner` holds the names of the learner's file:

    from workshop import expect, learner, source

    async def check_keeps_every_item():
        \"\"\"Every item of every source arrives.\"\"\"
        some, none = source(1, 2), source()
        items = [item async for item in learner.merge(some.stream, none.stream)]
        expect(items, [1, 2], "merge of a source with 1, 2 and an empty one gives")

`asyncio.sleep`, `asyncio.wait` and `asyncio.Event` are measured in the checks, as are the sources,
`soon` and `settle`: a program that ends such a wait by hand is told so. Other waits are not. What
`soon` and `asyncio.create_task` start in the checks is a plain task, whatever factory is set.

Say what came and what should have come with `expect`, not with `assert`: it compares types as well,
so that no object can claim to equal everything, and it is what the learner is shown. Give the
learner's code nothing but values, streams of `source` and functions made by `given` or `tracked`:
from a bare function or an object of a class in the checks there is a way into them.

There is no class here, as `object.__subclasses__()` shows every class to everybody.
"""

import asyncio
import builtins
import gc
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from types import CoroutineType, SimpleNamespace
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

from .measured import HAIR

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

learner = SimpleNamespace()
"""What the learner's file defines, by name."""

failures: list[dict[str, object]] = []
"""The expectations that failed; for the harness."""

_PLAIN = (bool, int, float, complex, str, bytes, type(None))
_TURNS = 100
_all_objects = gc.get_objects
_PYTHONS_TASK = asyncio.tasks._PyTask  # type: ignore[attr-defined] # noqa: SLF001
_state = SimpleNamespace(
    verify=lambda: None,
    unwatched=lambda function, *values: function(*values),
    waits=asyncio,
    now=time.monotonic,
    cut=lambda _: None,
)


def expect(came: object, wanted: object, what: str) -> None:
    """Fail the check unless `came` is `wanted`: of the same type, and equal all the way down.

    `what` is the beginning of a sentence that `wanted` ends: "the second item is".
    """
    _state.verify()
    if not same(came, wanted):
        fail(what, wanted=shown(wanted), came=shown(came))


def expect_that(holds: object, what: str) -> None:
    """Fail the check unless `holds` is True. `what` is a sentence: "the source is closed"."""
    _state.verify()
    if holds is not True:
        fail(what, came="that did not hold")


def fail(what: str, *, wanted: str = "", came: str = "", **more: object) -> None:
    """Fail the check, in words of your own."""
    failures.append({"did": what, "expected": wanted, "came": came, **more})
    raise AssertionError(what)


async def expect_raises(kind: type[BaseException], awaitable: Awaitable[object], what: str) -> None:
    """Fail the check unless awaiting this raises exactly this kind of exception."""
    _state.verify()
    try:
        value = await awaitable
    except BaseException as error:
        if type(error) is kind:
            return
        if not isinstance(error, Exception):
            raise
        fail(what, wanted=kind.__name__, came=f"{type(error).__name__}: {error}")
    else:
        fail(what, wanted=kind.__name__, came=f"no exception, but {shown(value)}")


async def soon(awaitable: Awaitable[Any], what: str, seconds: float = 1.0) -> Any:
    """What an awaitable gives; fail the check if it takes longer.

    `what` is a sentence: "the first item comes while the other source waits". The learner is shown
    the lines at which their tasks wait.
    """
    _state.verify()
    began = _state.now()
    came: list[Any] = []

    async def outcome() -> None:
        came.append(await awaitable)

    # A task of our own, whatever the awaitable says of itself: anybody can have made a future.
    task = _state.waits.create_task(outcome())
    done, _ = await _state.waits.wait([task], timeout=seconds)
    if not done:
        waiting = _state.unwatched(_state.waiting, tasks_not_done())
        fail(what, came="it still waits", waiting=waiting)
    # Whoever puts the timer off, or blocks, is done before it rings, and still too late.
    if (took := _state.now() - began) > seconds + HAIR:
        fail(f"{what} within {seconds:g} s", came=f"it took {took:.3g} s")
    await task
    if not came:
        _state.cut("ends a task of the checks before its time")
        _state.verify()
    return came[0]


async def settle() -> None:
    """Let everything happen that can happen without time passing."""
    await _state.waits.turns(_TURNS)


def source(*script: object) -> SimpleNamespace:
    """A source that logs what happens to it. Its `stream` is for the learner's code.

    The script says what it does in turn: an `asyncio.Event` makes it wait for that, `pause(0.01)`
    sleep, an exception raise that, and everything else is yielded. Afterwards `taken` is the number
    of items that were asked of it and yielded, `started` whether it ever ran, `closed` whether it
    is over with its cleanup done, and `running` whether it stands in the middle.
    """
    log = SimpleNamespace(taken=0, started=False, closed=False)

    async def stream() -> AsyncGenerator[object, None]:
        log.started = True
        try:
            for step in script:
                if type(step) is asyncio.Event:
                    await step.wait()
                elif isinstance(step, BaseException):
                    raise step
                elif type(step) is tuple and step[:1] == (_PAUSE,):
                    await _state.waits.sleep(step[1])
                else:
                    log.taken += 1
                    yield step
        finally:
            # A cleanup that takes a turn: whoever does not wait for it is caught.
            try:
                await asyncio.sleep(0)
            finally:
                log.closed = True

    log.stream = stream()
    return log


_PAUSE = object()


def pause(seconds: float) -> tuple[object, float]:
    """A step of a source's script: sleep so long."""
    return (_PAUSE, seconds)


def given(function: Callable[..., Any]) -> Any:
    """The function as one that the learner's code may have: nothing leads into it."""
    return opaque(function)


def tracked(function: Callable[..., Awaitable[Any]]) -> SimpleNamespace:
    """A coroutine function, as `call`, with a count of the calls under way.

    `now` is how many run, `peak` how many ran at once at most, `begun` the first arguments of all
    calls in order, `ended` those whose call is over.
    """
    log = SimpleNamespace(now=0, peak=0, begun=[], ended=[])

    async def call(*values: Any) -> Any:
        log.begun.append(values[0] if values else None)
        log.now += 1
        log.peak = max(log.peak, log.now)
        try:
            return await function(*values)
        finally:
            log.now -= 1
            log.ended.append(values[0] if values else None)

    log.call = opaque(call)
    return log


def tasks_left() -> int:
    """How many tasks are not done, besides the one that runs the check.

    Counted among all objects: a task that was taken from asyncio's own list counts as well.
    """
    _state.verify()
    itself = asyncio.current_task()
    return sum(each is not itself for each in tasks_not_done())


def tasks_not_done() -> list[Any]:
    """All of them, also one that was taken from asyncio's own list, or says that it is done.

    Of the kind that is written in Python everything can be bent, so each of those is one.
    """
    kind, other = asyncio.Task, _PYTHONS_TASK
    return [
        each
        for each in _state.unwatched(_all_objects)
        if issubclass(type(each), other) or (issubclass(type(each), kind) and _goes_on(each))
    ]


def _goes_on(task: Any) -> bool:
    """Whether it is not done; as a future, it can have been given a result from outside."""
    coroutine = asyncio.Task.get_coro(task)
    suspended = type(coroutine) is CoroutineType and coroutine.cr_suspended
    return suspended or not asyncio.Task.done(task)


def same(came: object, wanted: object) -> bool:
    """Whether two values are of the same type and equal, and so is all that is in them."""
    if type(came) is not type(wanted):
        return False
    if isinstance(wanted, list | tuple):
        pairs = zip(came, wanted, strict=False)  # type: ignore[call-overload]
        return len(came) == len(wanted) and all(same(*pair) for pair in pairs)  # type: ignore[arg-type]
    if isinstance(wanted, dict):
        return same(list(came.items()), list(wanted.items()))  # type: ignore[attr-defined]
    if isinstance(wanted, set | frozenset):
        return len(came) == len(wanted) and all(  # type: ignore[arg-type]
            any(same(each, other) for other in wanted)
            for each in came  # type: ignore[attr-defined]
        )
    if type(wanted) in _PLAIN:
        return came == wanted or (came != came and wanted != wanted)  # noqa: PLR0124 - both are NaN
    return came is wanted


def shown(value: object) -> str:
    """A value as the learner is shown it: its repr, or its type if that fails or is too long."""
    longest = 300
    try:
        text = repr(value)
        return text if len(text) <= longest else f"{text[:longest]}…"
    except Exception:  # noqa: BLE001 - a learner's __repr__ may do anything
        return f"<{type(value).__name__}>"
