"""What is under way outside: what might wake an event loop that waits for nothing of its own.

Each question has two answers, "certainly not" and "perhaps". Where /proc is missing, or anything
else keeps us from knowing, it is "perhaps".
"""

import builtins
import os
import resource
import signal
import socket
import stat
import threading
from asyncio import runners
from collections.abc import Iterator
from enum import IntEnum
from functools import partial
from time import sleep
from typing import Any

# What functions here take for the built-ins is a copy: a program may bend its own.
__builtins__ = dict(vars(builtins))  # type: ignore[assignment]

_CREDENTIALS = 12  # struct ucred, of which the first four bytes are the process id: unix(7)
_PATIENCE = 20
"""How many milliseconds a thread that has ended may take until the kernel has forgotten it."""

_NEVER_WHILE_IDLE = {signal.SIGVTALRM, signal.SIGPROF}
"""Their timers count the time in which the process works."""


class Reach(IntEnum):
    """Who might have something to say on the descriptors that a loop waits for."""

    NOBODY = 0
    """There are none but the loop's own."""
    OURSELVES = 1
    """Both ends of each are in this process."""
    CLIENTS = 2
    """Some take what anybody sends, but in this process nobody is about to."""
    ANYBODY = 3


class Outside:
    """The questions, and what has to be remembered to answer them."""

    def __init__(self) -> None:
        self._buried_before = _buried()
        self._buried = self._buried_before
        self._under_way = False
        self._strangers = False

    def under_way(self) -> bool:
        """Whether a child process runs, or an alarm is set."""
        try:
            return signal.getitimer(signal.ITIMER_REAL)[0] > 0 or _has_living_child()
        except (OSError, AttributeError):  # macOS has no waitid(2)
            return True

    def was_under_way(self) -> bool:
        """Whether that was so at any time since the last call."""
        buried = _buried()
        now = self.under_way()
        was = now or self._under_way or buried != self._buried
        self._under_way, self._buried = now, buried
        return was

    def strangers(self) -> bool:
        """Whether there may be threads that `threading` does not know (`_thread`, C libraries)."""
        for attempt in range(1 if self._strangers else _PATIENCE + 1):
            if attempt:
                sleep(0.001)  # perhaps it is one that has just ended
            try:
                threads = os.stat("/proc/self/task").st_nlink - 2
            except OSError:
                return True
            dummies = sum(
                isinstance(each, threading._DummyThread)  # noqa: SLF001
                for each in list(threading._active.values())  # type: ignore[attr-defined]  # noqa: SLF001
            )
            known = len(threading._active) + len(threading._limbo)  # type: ignore[attr-defined]  # noqa: SLF001
            if 0 < threads <= known - dummies:
                self._strangers = False
                return False
        self._strangers = True
        return True

    def reach(self, loop: Any) -> Reach:  # noqa: ANN401
        """Who might have something to say on the descriptors of a loop."""
        own = loop._ssock.fileno()  # noqa: SLF001
        descriptors = [key.fd for key in loop._selector.get_map().values() if key.fd != own]  # noqa: SLF001
        if not descriptors:
            return Reach.NOBODY
        # A child that is dead may have left a child of its own with the other end.
        if self.had_children():
            return Reach.ANYBODY
        try:
            return max(_reaches(descriptors))
        except (OSError, ValueError, AttributeError):
            return Reach.ANYBODY

    def had_children(self) -> bool:
        """Whether there may ever have been a child process."""
        ignored = signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN  # they leave no trace
        return ignored or self._buried_before != _buried() or self.under_way()

    def handlers(self) -> bool:
        """Whether the program awaits a signal."""
        return any(map(_is_awaited, signal.valid_signals() - _NEVER_WHILE_IDLE))


def is_local(reach: Reach, loop: Any) -> bool:  # noqa: ANN401
    """Whether there are sockets whose data the kernel may still have to deliver."""
    if reach in {Reach.NOBODY, Reach.ANYBODY}:
        return False
    files = (key.fd for key in loop._selector.get_map().values())  # noqa: SLF001
    return any(stat.S_ISSOCK(os.fstat(file).st_mode) for file in files)


def _is_awaited(number: signal.Signals) -> bool:
    handler = signal.getsignal(number)
    if not callable(handler) or handler is signal.default_int_handler:
        return False
    # `asyncio.run` sets one for Ctrl-C.
    runs = isinstance(handler, partial) and getattr(handler.func, "__func__", None)
    return runs is not runners.Runner._on_sigint  # type: ignore[attr-defined]  # noqa: SLF001


def _buried() -> int:
    """A number that rises with each child process whose end was waited for."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt


def _has_living_child() -> bool:
    try:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    # One that has ended and is not waited for yet hides the others.
    return ended is None or any(_lives(child) for child in _children())


def _children() -> Iterator[str]:
    for thread in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{thread}/children", encoding="ascii") as file:
            yield from file.read().split()


def _lives(process: str) -> bool:
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] not in b"ZX"
    except FileNotFoundError:
        return False


def _reaches(descriptors: list[int]) -> Iterator[Reach]:
    pipes: dict[int, int] = {}
    names = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            status = os.fstat(int(name))
        except OSError:  # that of the listing itself
            continue
        if stat.S_ISFIFO(status.st_mode):
            pipes[status.st_ino] = pipes.get(status.st_ino, 0) + 1
        elif stat.S_ISSOCK(status.st_mode):
            with socket.socket(fileno=os.dup(int(name))) as other:
                if other.family in {socket.AF_INET, socket.AF_INET6}:
                    names.add(other.getsockname())
    for descriptor in descriptors:
        status = os.fstat(descriptor)
        if stat.S_ISFIFO(status.st_mode):
            yield Reach.OURSELVES if pipes[status.st_ino] > 1 else Reach.ANYBODY
        elif stat.S_ISSOCK(status.st_mode):
            with socket.socket(fileno=os.dup(descriptor)) as one:
                yield _reach_of_socket(one, names)
        else:
            yield Reach.ANYBODY


def _reach_of_socket(one: socket.socket, names: set[Any]) -> Reach:
    streams = one.type == socket.SOCK_STREAM
    if streams and one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        return Reach.CLIENTS
    try:
        peer = one.getpeername()
    except OSError:
        # A stream that is about to connect; or datagrams from anywhere.
        return Reach.ANYBODY if streams else Reach.CLIENTS
    if one.family == socket.AF_UNIX:
        credentials = one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS)
        ours = int.from_bytes(credentials[:4], "little") == os.getpid()
    else:
        ours = peer in names
    return Reach.OURSELVES if ours else Reach.ANYBODY
