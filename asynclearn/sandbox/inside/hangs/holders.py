"""Who has a lock or a semaphore, which asyncio does not record.

A coroutine that is suspended inside `async with lock:` keeps the bound method `lock.__aexit__` on
its stack of values, to call it in the end (`BEFORE_ASYNC_WITH` in Python/bytecodes.c, 3.11 to
3.13). The garbage collector can see it there.

Whoever called `await lock.acquire()` by hand leaves no such trace.
"""

import gc
from collections.abc import Iterable
from typing import Any

from .awaited import chain


def holders(lock: Any, tasks: Iterable[Any]) -> list[Any]:  # noqa: ANN401
    """The tasks that are inside `async with lock:`, each as often as it is."""
    return [task for task in tasks for _ in range(_times_inside(lock, task))]


def _times_inside(lock: Any, task: Any) -> int:  # noqa: ANN401
    links, _ = chain(task.get_coro())
    times = 0
    for place, link in enumerate(links):
        times += sum(
            getattr(held, "__name__", "") == "__aexit__" and getattr(held, "__self__", None) is lock
            for held in gc.get_referents(link.awaitable)
        )
        below = links[place + 1] if place + 1 < len(links) else None
        # On its way in, it has the method on its stack already.
        if below is not None and below.code.co_name == "__aenter__":
            times -= below.frame.f_locals.get("self") is lock
    return max(0, times)
