"""What a coroutine is suspended in: the chain of awaits from the task's own down to a future."""

import gc
from typing import Any

_MOST_LINKS = 500
# Objects of C that stand between two links and have no attribute that leads on.
_BETWEEN = {
    "FutureIter",
    "anext_awaitable",
    "async_generator_asend",
    "async_generator_athrow",
    "coroutine_wrapper",
}


class Link:
    """One suspended coroutine or generator: what it runs, and where it is."""

    __slots__ = ("awaitable", "code", "frame")

    def __init__(self, awaitable: Any, code: Any, frame: Any) -> None:  # noqa: ANN401
        self.awaitable = awaitable
        self.code = code
        self.frame = frame


def chain(coroutine: Any) -> tuple[list[Link], Any]:  # noqa: ANN401 - any awaitable
    """The links from the outermost to the innermost, and the future at the end, if there is one."""
    links: list[Link] = []
    current = coroutine
    for _ in range(_MOST_LINKS):
        if current is None:
            break
        if is_future(current):
            return links, current
        parts = _parts(current)
        if parts is None:
            current = _beyond(current)
            continue
        code, frame, awaited = parts
        if frame is not None:
            links.append(Link(current, code, frame))
        current = awaited
    return links, None


def is_future(thing: Any) -> bool:  # noqa: ANN401
    """Whether it is a future by asyncio's own measure (`asyncio.isfuture`)."""
    kind = type(thing)
    return hasattr(kind, "_asyncio_future_blocking")


def _parts(thing: Any) -> tuple[Any, Any, Any] | None:  # noqa: ANN401
    kind = type(thing)
    if hasattr(kind, "cr_code"):
        return thing.cr_code, thing.cr_frame, thing.cr_await
    if hasattr(kind, "ag_code"):
        return thing.ag_code, thing.ag_frame, thing.ag_await
    if hasattr(kind, "gi_code"):
        return thing.gi_code, thing.gi_frame, thing.gi_yieldfrom
    return None


def _beyond(thing: Any) -> Any:  # noqa: ANN401
    """What such an object holds: the garbage collector's view is the only one there is."""
    if type(thing).__name__ not in _BETWEEN:
        return None
    for held in gc.get_referents(thing):
        if is_future(held) or _parts(held) or type(held).__name__ in _BETWEEN:
            return held
    return None
