"""Refuses what leads from a program to the code that judges it, and remembers that it was tried.

An audit hook (PEP 578) can't be removed or seen by Python code, and the operation that it raises
for does not take place. What has no audit event but hands over a frame, a signal's handler, is
wrapped by a C callable, from which no way leads to the function inside.
"""

import _imp
import _signal
import builtins
import collections
import gc
import os
import posix
import signal
import sys
import threading
import types
import typing
from collections.abc import Callable
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

from .lookers import LOOKS, codes, codes_of, looker

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_NEVER = {
    "sys.settrace": "traces the code that judges it",
    "sys.setprofile": "traces the code that judges it",
    "sys.monitoring.register_callback": "traces the code that judges it",
    "sys.addaudithook": "adds an audit hook",
    "sys._current_frames": "looks into running frames",
    "sys._current_exceptions": "looks into running frames",
    "gc.get_objects": "looks through all objects",
    "gc.get_referrers": "looks through all objects",
    "gc.get_referents": "looks through all objects",
    "cpython._PySys_ClearAuditHooks": "removes audit hooks",
    "cpython.PyInterpreterState_New": "starts another interpreter",
    "os.fork": "forks the interpreter that it is judged in",
    "os.forkpty": "forks the interpreter that it is judged in",
    # A child sees its parent's memory in /proc.
    "os.exec": "starts another program",
    "os.posix_spawn": "starts another program",
    "os.system": "starts another program",
    "subprocess.Popen": "starts another program",
}
"""Refused, whoever asks: asyncio itself never does."""

_CHANGES = ("__code__", "__defaults__", "__kwdefaults__", "__class__", "__bases__")
_FOREIGN = ("ctypes", "cffi", "xxsubinterpreters", "interpreters", "testcapi", "testinternalcapi")
_CLOCK = tuple(
    module
    for name, module in sys.modules.items()
    if name.startswith("asynclearn.sandbox.inside.clock.")
)
"""The program's clock, which lives in its interpreter: it asks the kernel what is under way, and
takes its own frames off tracebacks. What it sees it hands to nobody."""

_PROC = "/proc"
_ONCE = ("_signal", "_imp", "gc", "posix")
"""Modules of which a second copy would be without our changes."""


def shut(
    changed: Callable[[], str], ours: tuple[dict[str, Any], ...], loader: types.CodeType
) -> tuple[Callable[[], str], Callable[..., Any]]:
    """From here on, refuse everything that leads to us.

    `changed` tells whether the library is still itself: only then it may look into frames. `ours`
    are the namespaces in which no code but our own may be run: `eval`, put where a method belongs,
    runs in the place of whoever calls it. `loader` is the one that runs the program. The
    first of what is given tells what the program did first that it may not, as a verb, "" for
    nothing. The second calls a function of ours with its arguments, and looks away meanwhile: that
    function must not run anything that a program could have had a hand in.
    """
    refused: list[str] = []

    def refuse(what: str) -> None:
        refused.append(what)
        raise RuntimeError(f"this program {what}, which a program that is judged may not do")

    def first_refused() -> str:
        return refused[0] if refused else ""

    _hide_frames_from_signals()
    _keep_garbage_hidden(refuse)
    _keep_modules_single(refuse)
    _keep_out_of_proc(refuse)
    hook, unwatched = _hook(refuse, changed, ours, loader)
    sys.addaudithook(hook)
    return first_refused, unwatched


def _hook(  # noqa: C901, PLR0915 - one closure, so that nothing leads into it
    refuse: Callable[[str], None],
    changed: Callable[[], str],
    ours: tuple[dict[str, Any], ...],
    loader: types.CodeType,
) -> tuple[Callable[..., None], Callable[..., Any]]:
    # What the hook uses is in its closure: nothing leads there, and names of modules can be bent.
    never, looks, changes, foreign, once = dict(_NEVER), dict(LOOKS), _CHANGES, _FOREIGN, _ONCE
    may_look = looker()
    clock = frozenset(codes(_CLOCK))
    # Named tuples are made by the former; `types.coroutine` sets a flag of a generator function.
    changers = frozenset((*codes((collections, typing)), types.coroutine.__code__))
    libraries = tuple(path for path in sys.path[1:] if path)
    # No stub knows them.
    bootstrap: Any = sys.modules["importlib._bootstrap"]
    external: Any = sys.modules["importlib._bootstrap_external"]
    compiled = external._compile_bytecode.__code__  # noqa: SLF001
    removed = bootstrap._call_with_frames_removed.__code__  # noqa: SLF001
    frozen = frozenset(codes_of(bootstrap.FrozenImporter))
    get_frame, busy = sys._getframe, threading.local()  # noqa: SLF001
    collects, collect_no_more, collect = gc.isenabled, gc.disable, gc.enable
    in_proc = _in_proc()
    files = ("open", "os.chdir", "os.symlink", "os.link", "os.listdir", "os.scandir")

    def check_look(name: str) -> None:
        # Past check_look, look and hook: whoever looks.
        frame = get_frame(3)
        if frame.f_code not in clock and not (may_look(frame, name) and not changed()):
            refuse(looks[name])

    def look(event: str, arguments: tuple[Any, ...]) -> None:  # noqa: C901, PLR0912 - a table
        if event == "object.__getattr__":
            if arguments[1] in looks:
                check_look(arguments[1])
        elif event == "sys._getframe":
            check_look("_getframe")
        elif event == "code.__new__":
            if get_frame(2).f_code not in changers:
                refuse("builds code objects")
        elif event == "exec":
            frame = get_frame(2)
            inside = [each for each in ours if each is frame.f_globals]
            if inside and frame.f_code is not loader:
                refuse("runs code in the place of the check")
        elif event in never or event.startswith("ctypes."):
            refuse(never.get(event, "uses foreign code"))
        elif event in ("object.__setattr__", "object.__delattr__"):
            # Past look and hook: whoever changes it.
            if arguments[1] in changes and get_frame(2).f_code not in changers:
                refuse(f"changes the `{arguments[1]}` of something")
        elif event == "import":
            look_at_import(arguments[0], arguments[1])
        elif event == "marshal.loads":
            if not is_of_library(get_frame(2), arguments[0]):
                refuse("builds code objects")
        elif event in files and get_frame(2).f_code not in clock:
            for path in arguments:
                if in_proc(path):
                    refuse("looks into the memory of its process")

    def look_at_import(name: str, path: object) -> None:
        last = str(name).rpartition(".")[2]
        if last.lstrip("_").startswith(foreign):
            refuse(f"imports `{name}`")
        if last in once:
            refuse(f"imports `{name}` once more")
        if path is not None and not str(path).startswith(libraries):
            refuse("loads compiled code of its own")

    def is_of_library(frame: types.FrameType, data: object) -> bool:
        # Bytecode of one's own could do anything to memory. Only what CPython has built in and
        # what lies in a library as it is loaded is taken, whoever calls its loader.
        caller = frame.f_back
        if frame.f_code is removed and caller is not None and caller.f_code in frozen:
            return True
        path = frame.f_locals.get("bytecode_path")
        if frame.f_code is not compiled or not str(path).startswith(libraries):
            return False
        with open(str(path), "rb") as file:
            return file.read()[16:] == data  # past the header of PEP 552

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if getattr(busy, "yes", False):
            return
        busy.yes = True
        # A collection would run what a program has put into `gc.callbacks`, while we look away.
        collecting = collects()
        collect_no_more()
        try:
            look(event, arguments)
        finally:
            busy.yes = False
            if collecting:
                collect()

    def unwatched(function: Callable[..., Any], *values: Any) -> Any:
        busy.yes = True
        collecting = collects()
        collect_no_more()
        try:
            return function(*values)
        finally:
            busy.yes = False
            if collecting:
                collect()

    return hook, unwatched


def _hide_frames_from_signals() -> None:
    """Call handlers of signals without the frame that was interrupted."""
    set_handler = _signal.signal
    plain = (_signal.SIG_DFL, _signal.SIG_IGN, _signal.default_int_handler)

    def set_without_frame(number: int, handler: Any) -> Any:
        if handler in plain or not callable(handler):
            return set_handler(number, handler)
        return set_handler(number, opaque(lambda number, _: handler(number, None)))

    _signal.signal = opaque(set_without_frame)
    vars(signal.signal).pop("__wrapped__", None)


def _keep_garbage_hidden(refuse: Callable[[str], None]) -> None:
    """Keep what the zygote left, frozen and without a name, out of `gc.garbage`."""
    sys.modules["gc"] = gc  # else a program would import another copy
    for name in ("set_debug", "freeze", "unfreeze"):
        setattr(gc, name, opaque(lambda *_: refuse("turns the garbage collector inside out")))


def _keep_modules_single(refuse: Callable[[str], None]) -> None:
    once = _ONCE
    for name in ("create_builtin", "create_dynamic"):
        create = getattr(_imp, name)

        def create_new(spec: Any, *more: Any, create: Callable[..., Any] = create) -> Any:
            if spec.name.rpartition(".")[2] in once:
                refuse(f"imports `{spec.name}` once more")
            return create(spec, *more)

        setattr(_imp, name, opaque(create_new))


def _in_proc() -> Callable[[object], bool]:
    """What says whether a path leads into /proc: by its words, or by where it ends."""
    status = posix.stat
    device = status(_PROC).st_dev if os.path.isdir(_PROC) else None

    def in_proc(path: object) -> bool:
        # By the types' own functions: a subclass has its own idea of what it says.
        if issubclass(type(path), str):
            text = str.__str__(path)
        elif issubclass(type(path), bytes):
            text = bytes.decode(path, "utf-8", "surrogateescape")  # type: ignore[arg-type]
        else:
            return False
        try:
            return "proc" in text.split("/") or status(text).st_dev == device
        except (OSError, ValueError):
            return False

    return in_proc


def _keep_out_of_proc(refuse: Callable[[str], None]) -> None:
    """Refuse what is opened in /proc by way of a folder's descriptor: no audit event tells that."""
    open_file, close, status = posix.open, posix.close, posix.fstat
    device = posix.stat(_PROC).st_dev if os.path.isdir(_PROC) else None

    def open_elsewhere(*values: Any, **options: Any) -> int:
        descriptor = open_file(*values, **options)
        if options.get("dir_fd") is not None and status(descriptor).st_dev == device:
            close(descriptor)
            refuse("looks into the memory of its process")
        return descriptor

    sys.modules["posix"] = posix  # else a program would import another copy
    posix.open = os.open = opaque(open_elsewhere)
