"""The zygote as seen from outside: started when first needed, one spare kept ready, restarted.

There is one for all event loops and threads of this process. What is shared is a socket to it, on
which each order is one small write, and the spare; so a lock of threads suffices, nothing here ever
waits, and nothing belongs to a loop.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from asynclearn.errors import SandboxError
from asynclearn.sandbox.zygote.life import END, ORDER, SPARE
from asynclearn.sandbox.zygote.title import PLACEHOLDER

TIERS = ["namespaces", "landlock", "limits"]
"""The ways to confine that are tried, the best first."""

_HOOK = Path(__file__).parent / "hook"
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

    def __init__(self) -> None:
        self._numbers = 0
        self._layers: tuple[str, ...] | None = None
        self._said = b""
        self._orders, its_orders = _socketpair()
        with its_orders:
            try:
                self._process = _start(its_orders.fileno())
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
        if self._layers is None:
            said = b""
            self._orders.settimeout(_SECONDS_TO_TRY)
            with suppress(OSError):
                while not said.endswith(b"\n") and (part := self._orders.recv(4096)):
                    said += part
            self._orders.settimeout(None)
            self._layers = tuple(json.loads(said)) if said.endswith(b"\n") else ()
        return self._layers

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


_python: str | None = None
"""The interpreter for programs; None for our own."""
_lock = threading.Lock()
_zygote: Zygote | None = None
_spare: Line | None = None


def take() -> Line:
    """A supervisor for one run: the spare, if there is one."""
    global _spare
    with _lock:
        zygote = _living()
        line, _spare = _spare or Line(zygote), None
        return line


def use_python(executable: str) -> None:
    """Run programs with this interpreter from now on, instead of our own."""
    global _python  # noqa: PLW0603 - see above
    with _lock:
        _close()
        _python = executable


def warm_up() -> None:
    """Have a zygote and a spare in the background, without waiting for them.

    After a run, not while it is under way: to make a spare takes as long as a short run.
    """
    global _spare  # noqa: PLW0603 - see above
    with _lock:
        zygote = _living()
        _spare = _spare or Line(zygote)


def layers() -> tuple[str, ...]:
    """The layers that hold for runs, as the zygote found. Raises SandboxError without one."""
    with _lock:
        return _living().layers()


def _living() -> Zygote:
    global _zygote  # noqa: PLW0603 - see above
    if _zygote is None or not _zygote.alive:
        _close()
        _zygote = Zygote()
    return _zygote


def shut_down() -> None:
    """End the zygote; the next run starts another."""
    with _lock:
        _close()


def _close() -> None:
    global _spare, _zygote  # noqa: PLW0603 - see above
    zygote, spare = _zygote, _spare
    _zygote = _spare = None
    if spare is not None:
        spare.control.close()
    if zygote is not None:
        zygote.close()


def _forget() -> None:
    """In a fork of ours: the zygote is our parent's, and so are its runs."""
    global _lock, _spare, _zygote  # noqa: PLW0603 - see above
    _lock = threading.Lock()
    if _zygote is not None:
        _zygote._orders.close()  # noqa: SLF001
        _zygote._process.returncode = 0  # noqa: SLF001 - not our child: no warning that it runs
    if _spare is not None:
        _spare.control.close()
    _zygote = _spare = None


atexit.register(shut_down)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _socketpair() -> tuple[socket.socket, socket.socket]:
    try:
        return socket.socketpair()
    except OSError as error:
        raise no_process(error) from error


def command(settings: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    """How to start an interpreter that lives as `zygote/entry.py` has it, and its environment."""
    python = _python or sys.executable
    environment = {
        "PATH": f"{Path(python).parent}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        # Else `site` imports pwd to look it up. A program gets its folder instead.
        "HOME": "/",
        # A set prints in the same order every time: a claim about it can be right.
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        # By default each thread gets an arena of its own, up to eight for each core (mallopt(3)),
        # so that a program's memory would depend on the machine.
        "MALLOC_ARENA_MAX": "2",
        # Taken away again by the hook, as is the next.
        "PYTHONPATH": str(_HOOK),
        "ASYNCLEARN_ZYGOTE": json.dumps(settings),
    }
    # Not -I: with it, the interpreter would ignore PYTHONHASHSEED, and nothing else sets the seed.
    # It keeps out the user's environment, which is not here, and the user's own packages (-s), and
    # drops the program's folder from sys.path. That stays, as in a plain `python program.py`: it is
    # empty, and a program may write a module there and import it.
    return [python, "-s", PLACEHOLDER], environment


def _start(orders: int) -> subprocess.Popen[bytes]:
    arguments, environment = command({"orders": orders, "tiers": TIERS})
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and hook
            arguments,
            bufsize=0,
            env=environment,
            stdin=subprocess.DEVNULL,
            # A pipe, as a program's stdout will be: Python looks at it when it starts.
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[orders],
            # Else Ctrl-C at the terminal would reach it, too. It is for us to say when to stop.
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise SandboxError(
            f"The interpreter {sys.executable} could not be started: {error.strerror}. "
            "Check that it is still there and may be executed."
        ) from error
    except OSError as error:
        raise no_process(error) from error


def no_process(error: OSError) -> SandboxError:
    """What to say when the machine has no room for a run."""
    return SandboxError(
        f"No process could be started for a run: {error}. "
        "Close other programs, or raise the limit that it names (`ulimit -a`), and try again."
    )
