"""How the threads of a program become participants, with nothing of ours below its functions.

What is changed are only private ends of the standard library's own functions: where it starts a
thread, where a thread ends, where it makes the lock that a wait waits for. A wrapper around `run`
would stand in each stack that the program prints.
"""

import _thread
import builtins
import inspect
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol
from weakref import WeakSet

from asynclearn.sandbox.inside.opaque import opaque

from .builtin import without_ours
from .participants import Participants

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_POOL = "concurrent.futures.thread"


class Register(Protocol):
    """Who is told of threads."""

    known: set[threading.Thread]
    workers: set[threading.Thread]

    def enter(self) -> None:
        """A thread starts, or a call is given to a pool."""

    def leave(self, thread: threading.Thread | None = None) -> None:
        """It has ended; the thread, if it was one."""


def hook_threads(register: Register) -> None:
    """Have `register` know of all threads of `threading`, and of all calls given to pools."""
    calls: WeakSet[Future[Any]] = WeakSet()
    _hook_start(register, calls)
    end = threading.Thread._delete  # type: ignore[attr-defined]  # noqa: SLF001

    def _delete(self: threading.Thread) -> None:
        # Before it is forgotten: until then it is no stranger (see `outside`).
        if self in register.known:
            register.leave(self)
        register.workers.discard(self)
        end(self)

    threading.Thread._delete = opaque(_delete)  # type: ignore[attr-defined]  # noqa: SLF001
    # At the end of each of `set_result`, `set_exception` and `cancel`: when all have been told.
    tell = Future._invoke_callbacks  # type: ignore[attr-defined]  # noqa: SLF001

    def _invoke_callbacks(self: Future[Any]) -> None:
        tell(self)
        if self in calls:
            calls.discard(self)
            register.leave()

    Future._invoke_callbacks = opaque(_invoke_callbacks)  # type: ignore[attr-defined]  # noqa: SLF001


def _hook_start(register: Register, calls: "WeakSet[Future[Any]]") -> None:
    # The latter since 3.13.
    name = next(
        each for each in ("_start_joinable_thread", "_start_new_thread") if hasattr(threading, each)
    )
    real: Callable[..., Any] = getattr(threading, name)
    hooked = False

    def start(bootstrap: Any, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        nonlocal hooked
        thread = bootstrap.__self__
        try:
            if getattr(getattr(thread, "_target", None), "__module__", "") == _POOL:
                if not hooked:
                    hooked = True
                    _hook_pools(register, calls, thread)
                register.workers.add(thread)
                return real(bootstrap, *arguments, **options)
            register.known.add(thread)
            register.enter()
            try:
                return real(bootstrap, *arguments, **options)
            except BaseException:
                register.leave(thread)
                raise
        except BaseException as error:
            without_ours(error)
            raise

    setattr(threading, name, opaque(start))


def _hook_pools(
    register: Register, calls: "WeakSet[Future[Any]]", worker: threading.Thread
) -> None:
    """When the first pool starts its first worker: no earlier is its module imported."""
    item = sys.modules[_POOL]._WorkItem  # noqa: SLF001
    initialise = item.__init__

    def __init__(self: Any, future: Future[Any], *arguments: Any) -> None:  # noqa: ANN401, N807
        initialise(self, future, *arguments)
        calls.add(future)
        register.enter()

    item.__init__ = opaque(__init__)
    # What it is started for was given before that.
    queue = worker._args[1]  # type: ignore[attr-defined]  # noqa: SLF001
    for _ in range(queue.qsize()):
        waiting = queue.get_nowait()
        calls.add(waiting.future)
        register.enter()
        queue.put(waiting)


class _Waiter:
    """The lock that one wait of a `threading.Condition` waits for.

    All else in `threading` and `queue`, and the results of pools, wait by conditions.
    """

    __slots__ = ("acquire", "release")

    def __init__(self, participants: Participants) -> None:
        lock = _thread.allocate_lock()

        def acquire(blocking: bool = True, timeout: float = -1) -> bool:  # noqa: FBT001, FBT002
            try:
                if lock.acquire(False):  # noqa: FBT003
                    return True
                if not blocking:
                    return False
                if not participants.takes_part() or timeout >= threading.TIMEOUT_MAX:
                    return lock.acquire(True, timeout)  # noqa: FBT003
                return participants.wait(lock, None if timeout < 0 else int(timeout * 1e9))
            except BaseException as error:
                without_ours(error)
                raise

        def release() -> None:
            try:
                participants.release(lock)
            except BaseException as error:
                without_ours(error)
                raise

        self.acquire, self.release = opaque(acquire), opaque(release)


def hook_waits(participants: Participants, monotonic: Callable[[], float]) -> None:
    """Let waits for conditions, with or without a timeout, pass in virtual time."""
    threading._allocate_lock = opaque(lambda: _Waiter(participants))  # type: ignore[attr-defined]  # noqa: SLF001
    threading._time = monotonic  # type: ignore[attr-defined]  # noqa: SLF001
    wait_for_end = threading.Thread.join

    def join(self: threading.Thread, timeout: float | None = None) -> None:
        try:
            if (
                timeout is None
                and self in participants.known
                and self is not threading.current_thread()
                and participants.takes_part()
            ):
                with participants.joining(self):
                    wait_for_end(self)
            else:
                wait_for_end(self, timeout)
        except BaseException as error:
            without_ours(error)
            raise

    hidden = opaque(join)
    for name in ("__doc__", "__module__", "__name__", "__qualname__"):
        setattr(hidden, name, getattr(wait_for_end, name))
    hidden.__signature__ = inspect.signature(wait_for_end)
    threading.Thread.join = hidden  # type: ignore[method-assign]

    def wait_for_all() -> None:
        # The interpreter itself waits for them in C, which would take its real time.
        while left := [each for each in participants.known if not each.daemon]:
            left[0].join()

    # It runs when the main thread has ended, and after those of pools, which came later.
    threading._register_atexit(wait_for_all)  # type: ignore[attr-defined]  # noqa: SLF001
