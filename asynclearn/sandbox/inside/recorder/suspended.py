"""What a task that has given up its turn waits for: a walk down what it awaits."""

from asyncio import tasks
from gc import get_referents
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any

from .callbacks import is_task
from .places import is_of_asyncio, line_of
from .text import functions_as_json, quoted

_DEEPEST = 200
_LINKS = frozenset(
    {"async_generator_asend", "async_generator_athrow", "coroutine_wrapper", "FutureIter"}
)
"""C objects between one await and the next. There is no public way through them."""
_HIDDEN = "_ContextManagerMixin.__aenter__"
"""`async with lock` is known by what that calls: `Lock.acquire`."""


def suspension(task: Any, program: str) -> tuple[int | None, str]:  # noqa: ANN401
    """The innermost line of the program, and the details of a SUSPENDED event."""
    found: list[tuple[str, int]] = []
    function = leaf = ""
    awaited: Any = task.get_coro()
    for _ in range(_DEEPEST):
        if awaited is None:
            break
        if _is_future(awaited):
            if not function:
                leaf = _known_as(awaited)
            break
        code, frame, inner = _parts(awaited)
        if frame is not None:
            if code.co_filename == program:
                found.append((code.co_qualname, line_of(frame) or code.co_firstlineno))
                function = ""
            elif not function and is_of_asyncio(code) and code.co_qualname != _HIDDEN:
                function = code.co_qualname
        awaited = inner
    details = f'"functions": {functions_as_json(found)}, "on": {quoted(function or leaf)}'
    if awaited is not None and is_task(awaited):
        details += f', "task": {quoted(awaited.get_name())}'
    return (found[-1][1] if found else None), details


def _parts(awaited: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401
    """The code and the frame of what is awaited, and what it awaits in turn."""
    kind = type(awaited)
    if kind is CoroutineType:
        return awaited.cr_code, awaited.cr_frame, awaited.cr_await
    if kind is AsyncGeneratorType:
        return awaited.ag_code, awaited.ag_frame, awaited.ag_await
    if kind is GeneratorType:
        return awaited.gi_code, awaited.gi_frame, awaited.gi_yieldfrom
    if kind.__name__ in _LINKS:
        for inner in get_referents(awaited):
            if _is_link(inner):
                return None, None, inner
    return None, None, None


def _is_link(thing: Any) -> bool:  # noqa: ANN401
    kind = type(thing)
    known = kind in {CoroutineType, AsyncGeneratorType, GeneratorType}
    return known or kind.__name__ in _LINKS or _is_future(thing)


def _is_future(thing: object) -> bool:
    # What `isfuture` looks at, without asking the thing itself.
    return hasattr(type(thing), "_asyncio_future_blocking")


def _known_as(future: object) -> str:
    if is_task(future):
        return "Task"
    if type(future) is tasks._GatheringFuture:  # type: ignore[attr-defined]  # noqa: SLF001
        return "gather"
    return "Future"
