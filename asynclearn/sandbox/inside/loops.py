"""The one hook that everything here hangs on: the `select` of each event loop."""

from asyncio import selector_events
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from .clock.builtin import without_ours
from .opaque import opaque

Select = Callable[[float | None], list[Any]]
"""The `select` of a selector: wait so many seconds (None: for ever), give what is ready."""


class Clock(Protocol):
    """Who decides how long an event loop that has nothing to do waits."""

    def seconds(self) -> float:
        """The program's own time since it began."""

    def select(self, loop: Any, real: Select, timeout: float | None) -> list[Any]:  # noqa: ANN401
        """What is ready. 0: something else is; None: there is not even a timer."""


class Watcher(Protocol):
    """Who wants to know of each turn of a loop, or of its end for good."""

    def between_turns(self, loop: Any) -> None:  # noqa: ANN401
        """A loop has run all its callbacks that were ready and polls."""

    def idle_for_ever(self, loop: Any) -> None:  # noqa: ANN401
        """Nothing can ever wake this loop: no timer, thread, child process or descriptor.

        Not to return is allowed. If it returns, the loop waits for real.
        """


class Adopter(Protocol):
    """Who wants to know of each new event loop."""

    def adopt(self, loop: Any) -> None:  # noqa: ANN401
        """A loop was made, and has run nothing yet."""


def hook_loops(clock: Clock, watchers: Sequence[Watcher], adopters: Sequence[Adopter]) -> None:
    """From now on each event loop asks `clock` for what is ready.

    The class is changed in place. With a subclass, `repr(loop)`, policies and
    `asyncio.Runner(loop_factory=asyncio.EventLoop)` would show, or pass by it.
    """
    loop_class = selector_events.BaseSelectorEventLoop
    initialise = loop_class.__init__

    def __init__(self: Any, *args: Any, **options: Any) -> None:  # noqa: ANN401, N807
        initialise(self, *args, **options)
        real = self._selector.select

        def select(timeout: float | None = None) -> list[Any]:
            try:
                for watcher in watchers:
                    watcher.between_turns(self)
                return clock.select(self, real, timeout)
            except BaseException as error:
                # Ctrl-C, most of all: its traceback ends in `selectors`.
                without_ours(error)
                raise

        # What can be looked into leads to the clock, by which time could be set.
        self._selector.select = opaque(select)
        for adopter in adopters:
            adopter.adopt(self)

    loop_class.__init__ = opaque(__init__)  # type: ignore[method-assign]
