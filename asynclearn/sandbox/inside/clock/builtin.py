"""Functions that a program takes for those of C that they stand for."""

import builtins
from collections.abc import Callable
from typing import Any

from asynclearn.sandbox.inside.opaque import opaque

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_PACKAGE = __name__.partition(".")[0] + "."


def without_ours(error: BaseException) -> None:
    """Take our frames off the outer end of an exception's traceback.

    A bare `raise` after that adds none: CPython adds a frame where an exception first comes
    through, not where it is raised again (RAISE_VARARGS 0 in Python/bytecodes.c).
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith(_PACKAGE):
        trace = trace.tb_next
    error.__traceback__ = trace


class Builtin:
    """A function of ours in the place of one of C.

    It is no function: one that is an attribute of a class would become a method, as those of C do
    not. With arguments that ours does not take, the one of C is called, and says what is wrong.
    """

    __slots__ = ("__weakref__", "_ours", "_real", "_shown", "_takes")

    def __init__(
        self,
        real: Any,  # noqa: ANN401
        ours: Callable[..., Any],
        takes: tuple[int, ...],
        shown: str = "",
    ) -> None:
        self._real = real
        self._ours = opaque(ours)
        self._takes = takes
        self._shown = shown or repr(real)

    def __call__(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        """What ours gives; an error looks as if it came from the one of C."""
        try:
            if named or len(arguments) not in self._takes:
                return self._real(*arguments, **named)
            return self._ours(*arguments)
        except BaseException as error:
            without_ours(error)
            raise

    def __repr__(self) -> str:
        return self._shown

    def __reduce__(self) -> str:
        # It is pickled by its name, as that of C is.
        return str(self._real.__qualname__)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:  # noqa: ANN401
        # What `isinstance` and `inspect` look at. `type` tells the truth; see below.
        return type(self._real)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._real, name)


def _of_the_real(name: str) -> property:
    return property(lambda function: getattr(function._real, name))  # noqa: SLF001


type.__setattr__(Builtin, "__name__", "builtin_function_or_method")
for _name in ("__doc__", "__module__"):
    setattr(Builtin, _name, _of_the_real(_name))
