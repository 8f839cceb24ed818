"""Refuses what leads from a program to the code that judges it, and remembers that it was tried.

An audit hook (PEP 578) can't be removed or seen by Python code, and the operation that it raises
for does not take place. What has no audit event is left to `doors`, and who may look into frames
to `frames`.

While `unwatched` calls something for us, nothing is looked at. So nothing of the program's may be
called there: only types that are exactly what they seem are worked with. The hook itself is watched
as all else, but for the moments in which it asks for a frame or a file: names of a frame may lie in
a mapping of the program's, whose methods are called.
"""

import _imp
import builtins
import collections
import gc
import sys
import threading
import types
import typing
from collections.abc import Callable, Sequence
from typing import Any

from . import doors
from .codes import codes_of, codes_of_class
from .frames import HOLDERS, discretion, names_of

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

_LOOKS = {
    "cr_frame": "looks into running frames",
    "gi_frame": "looks into running frames",
    "ag_frame": "looks into running frames",
    "tb_frame": "looks into running frames",
    "cr_code": "reads the code of a coroutine",
    "gi_code": "reads the code of a generator",
    "ag_code": "reads the code of a generator",
}
_NAMED_TUPLES = typing.NamedTupleMeta  # type: ignore[attr-defined]
_CHANGES = ("__code__", "__defaults__", "__kwdefaults__", "__class__", "__bases__")
_FOREIGN = (
    *("ctypes", "cffi", "xxsubinterpreters", "interpreters", "remote_debugging"),
    *("testcapi", "testinternalcapi", "testlimitedcapi", "testexternalinspection"),
)
_CLOCK = tuple(
    module
    for name, module in sys.modules.items()
    if name.startswith("asynclearn.sandbox.inside.clock.")
)
"""The program's clock, which lives in its interpreter: it asks the kernel what is under way."""


def shut(
    ours: Sequence[dict[str, Any]], loader: types.CodeType
) -> tuple[Callable[[], str], Callable[..., Any]]:
    """From here on, refuse everything that leads to us.

    `ours` are the namespaces of what judges; of all that is in them, only `loader` runs a program.
    The first of what it gives tells what the program did first that it may not, as a verb, "" for
    nothing. The second calls a function of ours with its arguments, and looks away meanwhile.
    """
    refused: list[str] = []

    def refuse(what: str) -> None:
        refused.append(what)
        raise RuntimeError(f"this program {what}, which a program that is judged may not do")

    def first_refused() -> str:
        return refused[0] if refused else ""

    busy = threading.local()
    doors.hide_frames_from_signals(busy)
    doors.keep_garbage_hidden(refuse)
    doors.keep_modules_single(refuse)
    doors.keep_alone(refuse)
    doors.keep_out_of_proc(refuse)
    doors.keep_namespaces(refuse, busy, ours, HOLDERS)
    hook, unwatched = _hook(refuse, busy, ours, loader)
    sys.addaudithook(hook)
    return first_refused, unwatched


def _hook(  # noqa: C901, PLR0915 - one closure, so that nothing leads into it
    refuse: Callable[[str], None],
    busy: threading.local,
    ours: Sequence[dict[str, Any]],
    loader: types.CodeType,
) -> tuple[Callable[..., None], Callable[..., Any]]:
    # What the hook uses is in its closure: nothing leads there, and names of modules can be bent.
    never, looks, changes, foreign, once = (
        dict(_NEVER),
        dict(_LOOKS),
        _CHANGES,
        _FOREIGN,
        doors.ONCE,
    )
    clock = frozenset(codes_of(_CLOCK))
    flagging = types.coroutine.__code__
    # Each changes one thing of what it has under one name. `types.coroutine` sets a flag.
    changers = {
        collections.namedtuple.__code__: ("__defaults__", "__new__"),  # noqa: PYI024 - only looked at
        _NAMED_TUPLES.__new__.__code__: ("__bases__", "nm_tpl"),
        flagging: ("__code__", "func"),
    }
    libraries = tuple(path for path in sys.path[1:] if path)
    # No stub knows them.
    bootstrap: Any = sys.modules["importlib._bootstrap"]
    external: Any = sys.modules["importlib._bootstrap_external"]
    of_bootstrap = vars(bootstrap)
    compiled = external._compile_bytecode.__code__  # noqa: SLF001
    removed = bootstrap._call_with_frames_removed.__code__  # noqa: SLF001
    frozen = frozenset(codes_of_class(bootstrap.FrozenImporter))
    get_frame, is_in_proc = sys._getframe, doors.proc()  # noqa: SLF001
    may_look, holders = discretion(), HOLDERS
    collects, stop, go_on = gc.isenabled, gc.disable, gc.enable
    harmless = ("/children", "/fd", "/schedstat", "/stat", "/task")
    files = ("open", "os.chdir", "os.symlink", "os.link", "os.listdir", "os.scandir")

    def look(event: str, arguments: tuple[Any, ...]) -> None:  # noqa: C901, PLR0912 - a table
        if event == "object.__getattr__":
            thing, name = arguments
            if type(name) is str and name in looks and not may_look(whoever_asks(), name, thing):
                refuse(looks[name])
        elif event == "sys._getframe":
            if not may_look(whoever_asks(), "_getframe", None):
                refuse("looks into running frames")
        elif event == "code.__new__":
            if whoever_asks().f_code is not flagging:
                refuse("builds code objects")
        elif event in never or event.startswith("ctypes."):
            refuse(never.get(event, "uses foreign code"))
        elif event in ("object.__setattr__", "object.__delattr__"):
            thing, name = arguments[0], text_of(arguments[1])
            if name in changes and not may_change(whoever_asks(), thing, name):
                refuse(f"changes the `{name}` of something")
        elif event == "import":
            look_at_import(text_of(arguments[0]), text_of(arguments[1]))
        elif event == "exec":
            # As a special method, `eval` is called by whoever uses the object, with all its names.
            frame = whoever_asks()
            if frame.f_code in holders:
                refuse("looks into running frames")
            for names in ours:
                if frame.f_globals is names and frame.f_code is not loader:
                    refuse("runs code among the checks")
        elif event == "marshal.loads":
            if not is_of_library(whoever_asks(), arguments[0]):
                refuse("builds code objects")
        elif event in files:
            # `io.FileIO` takes what can say another path each time that it is asked.
            if not issubclass(type(arguments[0]), (str, bytes, int, type(None))):
                refuse("opens what is no path")
            by_clock = whoever_asks().f_code in clock
            for path in map(text_of, arguments):
                if is_in_proc(path) and not (by_clock and path.endswith(harmless)):
                    refuse("looks into the memory of its process")

    def may_change(frame: types.FrameType, thing: object, name: str) -> bool:
        changed, own = changers.get(frame.f_code, ("", ""))
        return changed == name and names_of(frame).get(own) is thing

    def text_of(value: object) -> str:
        # Anybody may raise an event, with arguments whose methods are their own.
        if issubclass(type(value), str):
            return str.__str__(value)
        if issubclass(type(value), bytes):
            return bytes.decode(value, "utf-8", "surrogateescape")  # type: ignore[arg-type]
        return ""

    def look_at_import(name: str, path: str) -> None:
        last = name.rpartition(".")[2]
        if last.lstrip("_").startswith(foreign):
            refuse(f"imports `{name}`")
        if last in once:
            refuse(f"imports `{name}` once more")
        if path and not is_in_library(path):
            refuse("loads compiled code of its own")

    def is_in_library(path: str) -> bool:
        return path.startswith(libraries) and ".." not in path

    def is_of_library(frame: types.FrameType, data: object) -> bool:
        # Bytecode of one's own could do anything to memory. Only what CPython has built in and
        # what lies in a library as it is loaded is taken, whoever calls its loader.
        caller = frame.f_back
        if frame.f_code is removed and caller is not None and caller.f_code in frozen:
            names = caller.f_globals
            return names is frame.f_globals is of_bootstrap and names["_imp"] is _imp
        if frame.f_code is not compiled or type(data) is not bytes:
            return False
        path = text_of(names_of(frame).get("bytecode_path"))
        return (
            is_in_library(path) and unwatched(content, path)[16:] == data
        )  # past PEP 552's header

    def content(path: str) -> bytes:
        with open(path, "rb") as file:
            return file.read()

    def whoever_asks() -> types.FrameType:
        # Past unwatched, this, look and hook.
        frame: types.FrameType = unwatched(get_frame, 4)
        return frame

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not getattr(busy, "yes", False):
            look(event, arguments)

    def unwatched(function: Callable[..., Any], *values: Any) -> Any:
        # The collector would call the program's own code, and nobody would look at that.
        collected, before = collects(), getattr(busy, "yes", False)
        stop()
        busy.yes = True
        try:
            return function(*values)
        finally:
            busy.yes = before
            if collected:
                go_on()

    return hook, unwatched
