"""The zygotes as seen from outside: started when first needed, one spare kept ready, restarted.

There is one for each `Interpreter` that is asked for, and it serves all event loops and threads of
this process. What is shared is a socket to it, on which each order is one small write, and the
spare; so a lock of threads suffices, nothing here ever waits, and nothing belongs to a loop.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from asynclearn.errors import SandboxError
from asynclearn.sandbox.interpreter import OWN, Interpreter
from asynclearn.sandbox.starting import no_process, start_zygote
from asynclearn.sandbox.zygote.life import END, ORDER, SPARE

TIERS = ["namespaces", "landlock", "limits"]
"""The ways to confine that are tried, the best first."""

_SECONDS_TO_END = 2.0
_SECONDS_TO_TRY = 20.0


class Line:
    """Our end of the socket to one supervisor, which has no job yet."""

    def __init__(self, zygote: "Zygote") -> None:
        self.zygote = zygote
        self.control, other = _socketpair()
        with other:
            self._number = zygote.number(other)

    def end_by_force(self) -> None:
        """Have the zygote kill the supervisor and all that it leaves."""
        self.zygote.order(END, self._number)


class Zygote:
    """One warm interpreter. Raises SandboxError if it can't be started."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._numbers = 0
        self._told: dict[str, Any] | None = None
        self._said = b""
        self._orders, its_orders = _socketpair()
        with its_orders:
            try:
                self._process = start_zygote(interpreter, its_orders.fileno(), TIERS)
            except SandboxError:
                self._orders.close()
                raise

    @property
    def alive(self) -> bool:
        """Whether it runs, as far as we know."""
        return self._process.poll() is None

    def layers(self) -> tuple[str, ...]:
        """The layers that hold for its runs, which it says when it has tried them; () if it died.

        Waits for that, the first time.
        """
        return tuple(self._tell().get("layers", ()))

    def no_loopback(self) -> str:
        """Why its runs have no loopback network; "" if they have one, or if it died."""
        return str(self._tell().get("no_loopback", ""))

    def _tell(self) -> dict[str, Any]:
        if self._told is None:
            said = b""
            self._orders.settimeout(_SECONDS_TO_TRY)
            with suppress(OSError):
                while not said.endswith(b"\n") and (part := self._orders.recv(4096)):
                    said += part
            self._orders.settimeout(None)
            self._told = dict(json.loads(said)) if said.endswith(b"\n") else {}
        return self._told

    def number(self, control: socket.socket) -> int:
        """Have a supervisor started for the other end of `control`, and say what it is called."""
        self._numbers += 1
        self.order(SPARE, self._numbers, control)
        return self._numbers

    def order(self, what: bytes, number: int, control: socket.socket | None = None) -> None:
        """Send an order. If the zygote is dead, the end of its runs tells that soon enough."""
        passed = [] if control is None else [control.fileno()]
        with suppress(OSError):
            socket.send_fds(self._orders, [ORDER.pack(what, number)], passed)

    def last_words(self) -> str:
        """What a zygote that ended by itself said."""
        said = self._said.decode(errors="replace").strip()
        return said.splitlines()[-1] if said else f"it ended with {self._process.returncode}"

    def close(self) -> None:
        """End it, which it does when its socket is closed; its runs end by theirs."""
        self._orders.close()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None  # noqa: S101 - we asked for a pipe
        if not self._process.stdout.closed:
            with self._process.stdout as pipe:
                os.set_blocking(pipe.fileno(), False)
                self._said = pipe.read() or b""

    def forget(self) -> None:
        """In a fork of ours, whose child it is not."""
        self._orders.close()
        self._process.returncode = 0  # no warning that it still runs


class _Warm:
    """What is kept for one interpreter."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.zygote = Zygote(interpreter)
        self.spare: Line | None = None

    def close(self) -> None:
        if self.spare is not None:
            self.spare.control.close()
        self.zygote.close()

    def forget(self) -> None:
        self.zygote.forget()
        if self.spare is not None:
            self.spare.control.close()


_lock = threading.Lock()
_kept: dict[Interpreter, _Warm] = {}


def take(interpreter: Interpreter = OWN) -> Line:
    """A supervisor for one run: the spare, if there is one."""
    with _lock:
        warm = _living(interpreter)
        line, warm.spare = warm.spare or Line(warm.zygote), None
        return line


def warm_up(interpreter: Interpreter = OWN) -> None:
    """Have a zygote and a spare in the background, without waiting for them.

    After a run, not while it is under way: to make a spare takes as long as a short run.
    """
    with _lock:
        warm = _living(interpreter)
        warm.spare = warm.spare or Line(warm.zygote)


def layers(interpreter: Interpreter = OWN) -> tuple[str, ...]:
    """The layers that hold for runs, as the zygote found. Raises SandboxError without one."""
    with _lock:
        return _living(interpreter).zygote.layers()


def no_loopback(interpreter: Interpreter = OWN) -> str:
    """Why runs have no loopback network, as the zygote found; "" if they have one.

    Raises SandboxError without a zygote.
    """
    if sys.platform == "win32":
        return ""  # there is no zygote, and nothing is confined
    with _lock:
        return _living(interpreter).zygote.no_loopback()


def _living(interpreter: Interpreter) -> _Warm:
    warm = _kept.get(interpreter)
    if warm is None or not warm.zygote.alive:
        if warm is not None:
            del _kept[interpreter]
            warm.close()
        warm = _kept[interpreter] = _Warm(interpreter)
    return warm


def shut_down() -> None:
    """End all zygotes; the next run starts another."""
    with _lock:
        while _kept:
            _kept.popitem()[1].close()


def _forget() -> None:
    """In a fork of ours: the zygotes are our parent's, and so are their runs."""
    global _lock  # noqa: PLW0603 - another thread of the parent's may have held it
    _lock = threading.Lock()
    while _kept:
        _kept.popitem()[1].forget()


atexit.register(shut_down)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _socketpair() -> tuple[socket.socket, socket.socket]:
    try:
        return socket.socketpair()
    except OSError as error:
        raise no_process(error) from error
