"""Who may look into running frames: single functions that read from one and hand it to nobody.

From any frame a way leads to the code that judges. So it is not enough that a function of the
standard library asks for one: it may have been made to by what it was given, a callable of C as
`map`, which stands on no frame itself. The instruction that asks is looked at, and that what it
asks is at hand in the function, and that what the function calls by its name is what it was.
"""

import builtins
import sys
import types
from collections.abc import Callable
from typing import Any

from . import pristine
from .codes import GET_FRAME, asking, calling, codes_of, functions_at, module_of

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_ATTRIBUTES = (
    *("cr_frame", "gi_frame", "ag_frame", "tb_frame"),
    *("cr_code", "gi_code", "ag_code"),
)
_NAMING = (
    "collections.namedtuple",
    "dataclasses.make_dataclass",
    "enum.EnumType._create_",
    "typing._caller",
)
"""These read the name of a module. A program may have a copy of them of its own."""

_READING = (
    "asyncio.coroutines._format_coroutine",
    "asyncio.events.BaseDefaultEventLoopPolicy.get_event_loop",
    "asyncio.events.Handle.__init__",
    "asyncio.format_helpers.extract_stack",
    "asyncio.streams.StreamReader.__init__",
    "asynclearn.sandbox.inside.clock.builtin.without_ours",
    "inspect.getasyncgenstate",
    "inspect.getcoroutinestate",
    "inspect.getgeneratorstate",
    "inspect.isawaitable",
    "logging.Handler.handleError",
    "logging.currentframe",
    "traceback._compute_suggestion_error",
    "traceback._walk_tb_with_full_positions",
    "traceback.extract_stack",
    "traceback.format_stack",
    "traceback.print_stack",
    "types.coroutine",
)
"""These read more, and call others with what they read."""

_EXTRACT = "traceback.StackSummary._extract_from_extended_frame_gen"
_LAST_NAME = _EXTRACT.rpartition(".")[2]
_CALLERS = {
    "logging.currentframe": ({"logging.Logger.findCaller": "currentframe"},),
    "traceback._walk_tb_with_full_positions": (
        {_EXTRACT: "FOR_ITER"},
        {"traceback.extract_tb": _LAST_NAME, "traceback.TracebackException.__init__": _LAST_NAME},
    ),
}
"""Those that hand a frame to who calls them: who that has to be, and where it calls."""

_NEIGHBOURS = ("asyncio.format_helpers", "linecache", "traceback")
"""Frames are handed about in these, and in `logging`, of which programs change much."""


def _holding() -> frozenset[types.CodeType]:
    callers = [path for each in _CALLERS.values() for paths in each for path in paths]
    codes = {code for path in (*_READING, *callers) for code in functions_at(path)}
    return frozenset({*codes, *codes_of([sys.modules[name] for name in (*_NEIGHBOURS, "logging")])})


def _readers() -> dict[types.CodeType, dict[str, Any]]:
    readers: dict[types.CodeType, dict[str, Any]] = {}
    for path in (*_NAMING, *_READING):
        names = vars(module_of(path))
        for code in functions_at(path):
            asks = {name: asking(code, name) for name in (GET_FRAME, *_ATTRIBUTES)}
            if not any(asks.values()):
                continue
            kinds = types.ModuleType if path in _NAMING else (types.ModuleType, *pristine.CODE)
            used = {name: names[name] for name in code.co_names if name in names}
            uses = {name: value for name, value in used.items() if isinstance(value, kinds)}
            readers[code] = {
                "asks": asks,
                "uses": uses,
                "globals": None if path in _NAMING else names,
                "callers": [
                    {
                        caller: calling(caller, name)
                        for above, name in each.items()
                        for caller in functions_at(above)
                    }
                    for each in _CALLERS.get(path, ())
                ],
            }
    return readers


def _kind_of_names() -> type:
    """That of a function; since 3.13 it is another."""
    return type(sys._getframe().f_locals)  # noqa: SLF001


_READERS = _readers()
_MAPPINGS = (dict, _kind_of_names())
"""What has the names of a frame."""

HOLDERS = _holding()
"""The code that has frames, or their namespaces, among its names. None of it asks for its own. But
what it compares, or looks up, may be a program's, with `locals` of C for a special method."""


def names_of(frame: types.FrameType) -> dict[str, Any]:
    """The names that are its own, none if they lie in a mapping that the program made."""
    names = frame.f_locals
    return {**names} if type(names) in _MAPPINGS else {}


def discretion() -> Callable[[types.FrameType, str, object], bool]:  # noqa: C901 - one closure
    """What tells whether who stands in a frame may look: at `_getframe`, or an attribute of this.

    Codes are compared by what they do, so a program can have one that is equal. It is of no use
    without the names that ours goes by, which are compared one by one.
    """
    readers, get_frame, of_system = _READERS, sys._getframe, vars(sys)  # noqa: SLF001
    descriptor: Any = vars(BaseException)["__traceback__"]
    get, traceback_of = dict.get, descriptor.__get__
    is_plain = pristine.is_plain
    bent = pristine.picture_of([sys.modules[name] for name in _NEIGHBOURS], [builtins])

    def is_itself(frame: types.FrameType, reader: dict[str, Any]) -> bool:
        names = frame.f_globals
        if not is_plain(names) or not is_plain(of_system):
            return False
        for used, value in reader["uses"].items():
            if get(names, used) is not value:
                return False
        return reader["globals"] is None or reader["globals"] is names

    def is_called_well(frame: types.FrameType, reader: dict[str, Any]) -> bool:
        caller = frame.f_back
        for callers in reader["callers"]:
            if caller is None or caller.f_lasti not in callers.get(caller.f_code, ()):
                return False
            if caller.f_globals is not frame.f_globals:
                return False
            caller = caller.f_back
        return True

    def is_at_hand(thing: object, frame: types.FrameType) -> bool:
        for each in [*names_of(frame).values()]:
            if each is thing:
                return True
            if issubclass(type(each), BaseException) and traceback_of(each) is thing:
                return True
        return False

    def may_look(frame: types.FrameType, name: str, thing: object) -> bool:
        reader = readers.get(frame.f_code)
        if reader is None or frame.f_lasti not in reader["asks"][name]:
            return False
        if not is_itself(frame, reader) or not is_called_well(frame, reader):
            return False
        if get(of_system, "_getframe") is not get_frame or bent():
            return False
        return name == "_getframe" or is_at_hand(thing, frame)

    return may_look
