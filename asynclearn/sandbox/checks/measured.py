"""What checks know as asyncio: a copy of it whose waits nobody can cut short unnoticed.

Whoever runs in a loop has its timers and futures in reach. A program could end the sleep of a
source, and so look as if it did two things at once that it does one after the other. Each wait that
is the check's own is therefore held against the clock, or against what it waits for, however it was
ended.
"""

import asyncio
import builtins
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

HAIR = 1e-6
"""Seconds. A loop runs a timer up to its clock's resolution early, a nanosecond on Linux."""

_MEASURED = ("sleep", "wait", "Event", "create_task")

_SLEEP = "ends a sleep of the checks before its time"
_EVENT = "goes past an event of the checks that is not set"
_WAIT = "ends a wait of the checks before its time"
_TURNS = "skips turns of the loop that the checks wait for"


def measured(now: Callable[[], float], cut: Callable[[str], None]) -> SimpleNamespace:
    """The copy. `now` is the clock; `cut` is told what the program did to a wait, as a verb."""
    copy = SimpleNamespace(**vars(asyncio))
    copy.sleep = _sleep(now, cut)
    copy.wait = _wait(now, cut)
    copy.Event = _event(cut)
    copy.create_task = _create_task()
    copy.turns = _turns(cut)
    return copy


def known_as(copy: SimpleNamespace, namespace: dict[str, Any]) -> None:
    """Have a namespace mean the copy where it means asyncio, or what the copy has of its own."""
    others = {id(getattr(asyncio, name)): getattr(copy, name) for name in _MEASURED}
    others[id(asyncio)] = copy
    for name, value in namespace.items():
        namespace[name] = others.get(id(value), value)


def _sleep(now: Callable[[], float], cut: Callable[[str], None]) -> Callable[..., Any]:
    sleep_of_asyncio = asyncio.sleep

    async def sleep(delay: float, result: object = None) -> object:
        began = now()
        slept = await sleep_of_asyncio(delay, result)
        if now() - began < delay - HAIR:
            cut(_SLEEP)
        return slept

    return sleep


def _wait(now: Callable[[], float], cut: Callable[[str], None]) -> Callable[..., Any]:
    wait_of_asyncio, all_of_them = asyncio.wait, asyncio.ALL_COMPLETED

    async def wait(
        awaited: Any,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - as that of asyncio
        return_when: str = all_of_them,
    ) -> tuple[set[Any], set[Any]]:
        began = now()
        done, pending = await wait_of_asyncio(awaited, timeout=timeout, return_when=return_when)
        waits_for_all = return_when == all_of_them or not done
        if pending and waits_for_all and (timeout is None or now() - began < timeout - HAIR):
            cut(_WAIT)
        return done, pending

    return wait


def _event(cut: Callable[[str], None]) -> Callable[[], asyncio.Event]:
    kind = asyncio.Event

    def new_event() -> asyncio.Event:
        event = kind()
        set_event, wait_for_event = event.set, event.wait
        times_set = 0

        def set_() -> None:
            nonlocal times_set
            times_set += 1
            set_event()

        async def wait() -> bool:
            before = times_set
            waited = await wait_for_event()
            if times_set == before and not event.is_set():
                cut(_EVENT)
            return waited

        event.set, event.wait = opaque(set_), opaque(wait)  # type: ignore[method-assign]
        return event

    return new_event


def _create_task() -> Callable[..., asyncio.Task[Any]]:
    """What does not ask the loop, which may have a factory of the program's."""
    kind, running_loop = asyncio.Task, asyncio.get_running_loop

    def create_task(coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        return kind(coroutine, loop=running_loop(), **options)

    return create_task


def _turns(cut: Callable[[str], None]) -> Callable[[int], Any]:
    running_loop = asyncio.get_running_loop

    async def turns(count: int) -> None:
        loop = running_loop()
        waiter: asyncio.Future[None] = loop.create_future()
        left = count

        def turn() -> None:
            nonlocal left
            left -= 1
            if left > 0:
                loop.call_soon(hidden)
            elif not waiter.done():
                waiter.set_result(None)

        hidden = opaque(turn)
        loop.call_soon(hidden)
        await waiter
        # Not so many bare `yield`s: whoever has the coroutine could drive it past those.
        if left > 0:
            cut(_TURNS)

    return turns
