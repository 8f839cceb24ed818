"""One check of one program, from the job to the line that tells how it went."""

import asyncio
import builtins
import gc
import os
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from . import guard, helpers, pristine
from .conclusion import concluding, encoder, last_stop

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_MODULE = "learner"
_MOST_FRAMES = 50
# By descriptors of CPython's own, whatever a program's class has under the same names.
_FILENAME: Any = vars(SyntaxError)["filename"]
_LINENO: Any = vars(SyntaxError)["lineno"]
_TRACEBACK: Any = vars(BaseException)["__traceback__"]
_EXCEPTIONS: Any = vars(BaseExceptionGroup)["exceptions"]
_SUSPENDED = (types.CoroutineType, types.GeneratorType, types.AsyncGeneratorType)


def prepare(job: dict[str, Any], path: str, report: int) -> Callable[[], object]:
    """What runs the check, once there is nothing else on the stack.

    `path` is the learner's file, `job` has its `source`, the program of the `checks` with its
    `filename`, the `name` of the one to run, and the secret `word`.
    """
    check, changed, namespace = _load_checks(job)
    source = job["source"].encode("latin-1")
    streams = (sys.stdout, sys.stderr)
    process, current_process, leave = os.getpid(), os.getpid, os._exit
    encode = encoder()

    def examine() -> bytes:
        vars(sys.modules["__main__"]).pop("examine", None)
        finding = _examine(source, path, check, changed, namespace, streams)
        if current_process() != process:
            leave(0)
        return f"{encode(finding)[1:]}\n".encode("ascii")

    return concluding(examine, job["word"], report)


def _load_checks(
    job: dict[str, Any],
) -> tuple[Callable[[], Any], Callable[[], str], dict[str, Any]]:
    """The check, what tells whether anything was bent that it works with, and its namespace."""
    namespace: dict[str, Any] = {"__name__": "checks", "__builtins__": dict(vars(builtins))}
    workshop = types.ModuleType("workshop")
    vars(workshop).update(vars(helpers))
    sys.modules["workshop"] = workshop
    try:
        # Our own text: the checks of a course, told apart from the learner's by their file's name.
        exec(compile(job["checks"], f"<{job['filename']}>", "exec"), namespace)  # noqa: S102
    finally:
        del sys.modules["workshop"]
    check = namespace[job["name"]]
    changed = pristine.picture(namespace, namespace["__builtins__"], vars(helpers))
    return check, changed, namespace


def _examine(  # noqa: PLR0913, PLR0917 - all that a check is made of
    source: bytes,
    path: str,
    check: Callable[[], Any],
    changed: Callable[[], str],
    namespace: dict[str, Any],
    streams: tuple[Any, ...],
) -> dict[str, object]:
    # Before there is a program: it may have ideas of its own about loops.
    runner = asyncio.Runner()
    shadowed = pristine.shadows(runner.get_loop())
    asyncio.set_event_loop(None)
    stop = last_stop()
    refused, unwatched = guard.shut(
        changed, (namespace, vars(helpers), globals()), _load_program.__code__
    )

    def tampered() -> str:
        if refused():
            return refused()
        name = changed() or shadowed()
        return f"replaces `{name}`" if name else ""

    def verify() -> None:
        if what := tampered():
            raise RuntimeError(what)

    def raised(kind: str, error: BaseException) -> dict[str, object]:
        return {"kind": kind, **_raised(error), "line": unwatched(_last_line, error, path)}

    helpers._state.verify = verify  # noqa: SLF001 - the two are one
    helpers._state.unwatched = unwatched  # noqa: SLF001
    helpers._state.waiting = lambda: list(_waiting(path))  # noqa: SLF001
    finding: dict[str, object]
    try:
        module = _load_program(source, path)
    except BaseException as error:  # noqa: BLE001 - a program may raise anything
        finding = raised("unloaded", error)
    else:
        vars(helpers.learner).update(vars(module))
        finding = {"kind": "tampered"} if tampered() else _run(runner, check, raised)
    with suppress(BaseException):  # what a program puts there may do anything
        for stream in streams:
            stream.flush()
    stop()
    did = tampered()
    return {"kind": "tampered", "did": did} if did else finding


def _run(
    runner: asyncio.Runner,
    check: Callable[[], Any],
    raised: Callable[[str, BaseException], dict[str, object]],
) -> dict[str, object]:
    ended: list[bool] = []

    async def watched() -> None:
        await check()
        ended.append(True)

    error: BaseException | None = None
    try:
        runner.run(watched())
    except BaseException as caught:  # noqa: BLE001 - a program may raise anything
        error = caught
    if helpers.failures:
        return {"kind": "unmet", **helpers.failures[0]}
    if isinstance(error, AttributeError) and error.obj is helpers.learner:
        return {"kind": "missing", "did": error.name}
    if error is not None:
        return raised("raised", error)
    return {"kind": "met"} if ended else {"kind": "cut"}


def _load_program(source: bytes, path: str) -> types.ModuleType:
    module = types.ModuleType(_MODULE)
    module.__file__ = path
    # Else `exec` gives it ours.
    vars(module)["__builtins__"] = builtins
    sys.modules[_MODULE] = module
    exec(compile(source, path, "exec", dont_inherit=True), vars(module))  # noqa: S102 - the sandbox
    return module


def _raised(error: BaseException) -> dict[str, object]:
    try:
        message = str(error)
    except BaseException:  # noqa: BLE001 - a learner's __str__ may do anything
        message = ""
    return {"did": type(error).__name__, "came": message[:500]}


def _last_line(error: BaseException, path: str) -> int | None:
    """The last line of the learner's file on the way to an exception; groups are looked into.

    Nobody watches meanwhile. So only what CPython itself keeps is read, by its own descriptors:
    a program's exception may have properties by the same names.
    """
    if issubclass(type(error), SyntaxError):
        name = _FILENAME.__get__(error)
        if type(name) is str and name == path:
            said = _LINENO.__get__(error)
            return said if type(said) is int else None
    line: int | None = None
    trace = _TRACEBACK.__get__(error)
    while trace is not None:
        if _is_of(trace.tb_frame, path):
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None and issubclass(type(error), BaseExceptionGroup):
        inner = _EXCEPTIONS.__get__(error)
        line = next(filter(None, (_last_line(each, path) for each in inner)), None)
    return line


def _is_of(frame: types.FrameType, path: str) -> bool:
    name = frame.f_code.co_filename
    return type(name) is str and name == path


def _waiting(path: str) -> Iterator[dict[str, object]]:
    """Each task that is suspended in the learner's file: its name, and the innermost line there.

    Nobody watches meanwhile, as in `_last_line`: so only tasks and coroutines of CPython's own.
    """
    for task in gc.get_objects():
        if type(task) is not asyncio.Task or asyncio.Task.done(task):
            continue
        line = None
        awaited: Any = asyncio.Task.get_coro(task)
        for _ in range(_MOST_FRAMES):
            frame = _first(awaited, "cr_frame", "ag_frame", "gi_frame")
            if frame is not None and _is_of(frame, path):
                line = frame.f_lineno
            following = _first(awaited, "cr_await", "ag_await", "gi_yieldfrom")
            awaited = _generator_behind(awaited) if following is None else following
        if line is not None:
            yield {"task": asyncio.Task.get_name(task), "line": line}


def _generator_behind(awaited: object) -> object:
    """The async generator of what `anext` gives, to which no attribute leads."""
    kind = types.AsyncGeneratorType
    return next((each for each in gc.get_referents(awaited) if type(each) is kind), None)


def _first(thing: object, *names: str) -> Any:
    """The first of these attributes that a coroutine or generator has."""
    if type(thing) not in _SUSPENDED:
        return None
    return next(
        (value for name in names if (value := getattr(thing, name, None)) is not None), None
    )
