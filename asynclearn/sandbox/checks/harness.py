"""One check of one program, from the job to the line that tells how it went."""

import asyncio
import builtins
import contextlib
import gc
import os
import selectors
import sys
import time
import types
from collections.abc import Callable, Iterator
from typing import Any

from . import guard, helpers, measured, pristine
from .saying import encoder, saying

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_MODULE = "learner"
_MOST_FRAMES = 50
_OURS = [
    vars(module) for name, module in sys.modules.items() if name.partition(".")[0] == "asynclearn"
]
"""Also of the program's clock: it lives in the program's interpreter, and calls what lies there."""


def prepare(job: dict[str, Any], path: str, report: int) -> Callable[[], object]:
    """What runs the check, once there is nothing else on the stack.

    `path` is the learner's file, `job` has its `source`, the program of the `checks` with its
    `filename`, the `name` of the one to run, and the secret `word`.
    """
    cut: list[str] = []
    check, namespace = _load_checks(job, cut.append)
    source = job["source"].encode("latin-1")
    process = os.getpid()
    leave, current_process, encoded = os._exit, os.getpid, encoder()

    def examine() -> bytes:
        vars(sys.modules["__main__"]).pop("examine", None)
        # The program may put others there, whose `flush` is its own.
        streams = (sys.stdout, sys.stderr)
        finding, tampered = _examine(source, path, check, namespace, cut)
        for stream in streams:
            with contextlib.suppress(BaseException):
                stream.flush()
        if current_process() != process:
            leave(0)
        told = encoded(finding)
        # The last look. Nothing of the program's is called from here on.
        what = tampered()
        return encoded({"kind": "tampered", "did": what}) if what else told

    return saying(examine, job["word"], report)


def _load_checks(
    job: dict[str, Any], cut: Callable[[str], None]
) -> tuple[Callable[[], Any], dict[str, Any]]:
    """The check, and the namespace that it lives in. `cut` is told of waits that were cut short."""
    # Asked for here: by now it is the clock of the program, behind what the program could turn.
    now = getattr(time.monotonic, "_ours", time.monotonic)
    waits = measured.measured(now, cut)
    helpers._state.now, helpers._state.waits = now, waits  # noqa: SLF001 - the two are one
    helpers._state.cut = cut  # noqa: SLF001
    namespace: dict[str, Any] = {"__name__": "checks", "__builtins__": dict(vars(builtins))}
    workshop = types.ModuleType("workshop")
    vars(workshop).update(vars(helpers))
    sys.modules["workshop"] = workshop
    try:
        # Our own text: the checks of a course, told apart from the learner's by their file's name.
        exec(compile(job["checks"], f"<{job['filename']}>", "exec"), namespace)  # noqa: S102
    finally:
        del sys.modules["workshop"]
    measured.known_as(waits, namespace)
    return namespace[job["name"]], namespace


def _examine(
    source: bytes,
    path: str,
    check: Callable[[], Any],
    namespace: dict[str, Any],
    cut: list[str],
) -> tuple[dict[str, object], Callable[[], str]]:
    """What was found, and what tells whether the program did what it may not, as a verb."""
    runner_kind, new_loop = asyncio.Runner, _loops()
    ours = [namespace, *_OURS]
    refused, unwatched = guard.shut(ours, _load_program.__code__)
    bent = [pristine.picture(namespace, namespace["__builtins__"], vars(helpers))]
    tampered = _tampered(refused, cut, bent)

    def verify() -> None:
        if what := tampered():
            raise RuntimeError(what)

    def raised(kind: str, error: BaseException) -> dict[str, object]:
        return {"kind": kind, **_raised(error), "line": unwatched(_last_line, error, path)}

    helpers._state.verify = verify  # noqa: SLF001 - the two are one
    helpers._state.unwatched = unwatched  # noqa: SLF001
    helpers._state.waiting = lambda tasks: list(_waiting(tasks, path))  # noqa: SLF001
    finding: dict[str, object] = {}
    try:
        module = _load_program(source, path)
    except BaseException as error:  # noqa: BLE001 - a program may raise anything
        finding = raised("unloaded", error)
    else:
        vars(helpers.learner).update(vars(module))
        if not tampered():
            # Whatever policy the program has set: time is the loop's.
            runner = runner_kind(loop_factory=new_loop)
            loop: Any = runner.get_loop()
            bent += [pristine.shadows(loop), pristine.shadows(loop._selector)]  # noqa: SLF001
            bent.append(pristine.kept(loop, "_selector", "_clock_resolution", "_ready"))
            bent.append(pristine.kept(loop._selector, "select"))  # noqa: SLF001
            bent.append(pristine.running(loop))
            finding = _run(runner, check, raised)
    return finding, tampered


def _loops() -> Callable[[], asyncio.AbstractEventLoop]:
    """What makes the loop that checks run in, before anybody could have another opinion on it."""
    kind, selector = asyncio.SelectorEventLoop, selectors.DefaultSelector
    return lambda: kind(selector())


def _tampered(
    refused: Callable[[], str], cut: list[str], bent: list[Callable[[], str]]
) -> Callable[[], str]:
    seen: list[str] = []

    def tampered() -> str:
        if what := refused():
            return what
        if not cut and not seen:
            seen.extend(f"replaces `{name}`" for each in bent if (name := each()))
        return next(iter((*cut, *seen)), "")

    return tampered


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
    # Else `exec` puts what this module has for them there, which is ours.
    module.__builtins__ = builtins  # type: ignore[attr-defined]
    sys.modules[_MODULE] = module
    exec(compile(source, path, "exec", dont_inherit=True), vars(module))  # noqa: S102 - the sandbox
    return module


def _raised(error: BaseException) -> dict[str, object]:
    try:
        message = str(error)
    except BaseException:  # noqa: BLE001 - a learner's __str__ may do anything
        message = ""
    return {"did": type(error).__name__, "came": message[:500]}


def _slot(kind: type, name: str) -> Callable[[object], Any]:
    get: Any = vars(kind)[name].__get__
    return get  # type: ignore[no-any-return]


_traceback_of = _slot(BaseException, "__traceback__")
_file_of, _number_of = _slot(SyntaxError, "filename"), _slot(SyntaxError, "lineno")
_members_of = _slot(BaseExceptionGroup, "exceptions")
"""What CPython itself keeps there. Nothing looks while these are asked, and an exception of the
program's own could have other code under these names."""

_TASK, _referents = asyncio.Task, gc.get_referents
_coroutine_of, _name_of = asyncio.Task.get_coro, asyncio.Task.get_name
"""The same of tasks: by now other code could lie under these names of the modules."""

_KINDS = {
    types.CoroutineType: ("cr_frame", "cr_await"),
    types.AsyncGeneratorType: ("ag_frame", "ag_await"),
    types.GeneratorType: ("gi_frame", "gi_yieldfrom"),
}
"""What can be suspended: its frame, and what it waits for."""


def _last_line(error: BaseException, path: str) -> int | None:
    """The last line of the learner's file on the way to an exception; groups are looked into."""
    kind = type(error)
    if issubclass(kind, SyntaxError):
        file, number = _file_of(error), _number_of(error)
        if type(file) is str and file == path:
            return number if type(number) is int else None
    line, trace = None, _traceback_of(error)
    while trace is not None:
        if _is_at(trace.tb_frame, path):
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None and issubclass(kind, BaseExceptionGroup):
        line = next(filter(None, (_last_line(each, path) for each in _members_of(error))), None)
    return line


def _is_at(frame: types.FrameType, path: str) -> bool:
    """Whether it is of this file. The name of one may be a text with methods of its own."""
    file = frame.f_code.co_filename
    return type(file) is str and file == path


def _waiting(tasks: list[Any], path: str) -> Iterator[dict[str, object]]:
    """Each task that is suspended in the learner's file: its name, and the innermost line there."""
    for task in tasks:
        if not issubclass(type(task), _TASK):
            continue
        line = None
        awaited: Any = _coroutine_of(task)
        for _ in range(_MOST_FRAMES):
            frame, following = _suspended(awaited)
            if frame is not None and _is_at(frame, path):
                line = frame.f_lineno
            awaited = _generator_behind(awaited) if following is None else following
        if line is not None:
            yield {"task": _name_of(task), "line": line}


def _suspended(thing: object) -> tuple[Any, object]:
    """The frame of something and what it waits for; only of what nobody can have made up."""
    if type(thing) not in _KINDS:
        return None, None
    frame, awaited = _KINDS[type(thing)]
    return getattr(thing, frame), getattr(thing, awaited)


def _generator_behind(awaited: object) -> object:
    """The async generator of what `anext` gives, to which no attribute leads."""
    kind = types.AsyncGeneratorType
    return next((each for each in _referents(awaited) if type(each) is kind), None)
