"""Our end of the pipes to one supervisor.

It is a plain `subprocess.Popen` with its pipes on the event loop, and not asyncio's subprocess.
That needs a child watcher (on 3.11 a thread for each child), its `wait()` also waits for the end of
the pipes, which a leftover daemon can hold for ever (gh-119710), and it may hang when it is
cancelled while it connects them (gh-125502). The end of the result pipe tells that the supervisor
has ended as well, as nobody else holds the other end.
"""

import asyncio
import codecs
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from asynclearn.errors import SandboxError
from asynclearn.sandbox.supervisor import descendants

LATE_SECONDS = 10.0
"""How long after its limit a run may still be unfinished, before we end the supervisor ourselves.

It does not happen unless the program stopped its supervisor (SIGSTOP can't be ignored), or the
machine is so busy that the supervisor gets no turn.
"""

_HELD_SECONDS = 0.25
"""How long to wait for the end of an output pipe when all processes are dead.

All that was printed is in the pipe by then. Only where orphans can't be adopted (macOS), or where
the supervisor was killed, a daemon may still hold the pipe open.
"""

# The supervisor's folder goes last on the path, so that no module of ours hides one of Python's.
_BOOT = "import sys; sys.path.append(sys.argv.pop()); from supervisor.watch import main; main()"
_SANDBOX = Path(__file__).parent
_PASSES = 100


class Pipe(asyncio.Protocol):
    """What came through a pipe, as far as `allow` lets it in, and whether the pipe has ended."""

    def __init__(self, allow: Callable[[int], int]) -> None:
        self.content = bytearray()
        self.cut = False
        self.ended = asyncio.Event()
        self._allow = allow

    def data_received(self, data: bytes) -> None:
        """Keep what is allowed, and drop the rest."""
        allowed = self._allow(len(data))
        self.content += data[:allowed]
        self.cut = self.cut or allowed < len(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - a protocol's method
        """Note the end of the pipe."""
        self.ended.set()

    def text(self) -> str:
        """The content as text; half a character where it was cut is dropped."""
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        return decoder.decode(bytes(self.content), final=not self.cut)


class Supervised:
    """A run under way: what is known of it so far, and the ways to end it."""

    def __init__(self, process: subprocess.Popen[bytes], folder: str, output_bytes: int) -> None:
        self.stdout = Pipe(self._allow)
        self.stderr = Pipe(self._allow)
        self.result = _Result()
        self.overflowed = False
        self.late = False
        self._process = process
        self._folder = folder
        self._left = output_bytes
        self._began = time.monotonic()
        self._transports: list[asyncio.BaseTransport] = []
        self._files: list[IO[bytes]] = []
        self._has_job = False

    @property
    def told(self) -> Mapping[str, Any]:
        """What the supervisor said; see its docstring."""
        return self.result.told

    @property
    def seconds(self) -> float:
        """How long the run took; our own measure if the supervisor did not live to tell its."""
        return float(self.told.get("seconds", time.monotonic() - self._began))

    @property
    def returncode(self) -> int:
        """How the supervisor ended, as `subprocess` has it."""
        return self._process.wait()

    async def connect(self, result: IO[bytes]) -> None:
        """Put the pipes on the event loop, which closes them from now on."""
        loop = asyncio.get_running_loop()
        assert self._process.stdout is not None  # noqa: S101 - we asked for a pipe
        assert self._process.stderr is not None  # noqa: S101 - we asked for a pipe
        self._files = [result, self._process.stdout, self._process.stderr]
        protocols = (self.result, self.stdout, self.stderr)
        for file, protocol in zip(self._files, protocols, strict=True):
            transport, _ = await loop.connect_read_pipe(partial(_same, protocol), file)
            self._transports.append(transport)

    def order(self, job: Mapping[str, Any]) -> None:
        """Hand over the job, which is far smaller than what a pipe holds."""
        with suppress(BrokenPipeError):  # it is dead: then the result pipe ends, too
            assert self._process.stdin is not None  # noqa: S101 - we asked for a pipe
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._has_job = True

    def stop(self) -> None:
        """Order the supervisor to end everything; more than once does no harm."""
        assert self._process.stdin is not None  # noqa: S101 - we asked for a pipe
        self._process.stdin.close()

    def _allow(self, wanted: int) -> int:
        allowed = min(wanted, self._left)
        self._left -= allowed
        if allowed < wanted:
            self.overflowed = True
            self.stop()
        return allowed

    async def until_told(self, seconds: float) -> None:
        """Wait for the supervisor's word on how the run ended, or for its own end."""
        if not await _within(seconds + LATE_SECONDS, self.result.complete):
            self.late = True
            self._end_by_force()

    async def close(self) -> None:
        """End whatever still runs, and leave no process and no descriptor."""
        try:
            self.stop()
            if not self._has_job:
                self._process.kill()
                return
            if not await _within(LATE_SECONDS, self.result.ended):
                self._end_by_force()
            if self._process.wait() < 0:
                await self._end_strays()
            await _within(_HELD_SECONDS, self.stdout.ended, self.stderr.ended)
        finally:
            for transport in self._transports:
                transport.close()
            for file in self._files:
                file.close()
            # It is dead by now or, if we were cancelled here once more, dies of the order to stop.
            try:
                self._process.wait(LATE_SECONDS)
            except subprocess.TimeoutExpired:
                self._end_by_force()
                self._process.wait()

    def _end_by_force(self) -> None:
        """End a run whose supervisor does not answer: it is stopped, so it can't bury its dead."""
        for _ in range(_PASSES):
            below = descendants.living(descendants.descendants(self._process.pid))
            if not below:
                break
            descendants.kill(below)
        if "started" in self.told:
            descendants.kill_group(self.told["started"])
        self._process.kill()

    async def _end_strays(self) -> None:
        """End what a killed supervisor left, as far as it can be recognised."""
        if "started" not in self.told:
            return
        descendants.kill_group(self.told["started"])
        for _ in range(_PASSES):
            left = descendants.strays(self.told["started"], self._folder)
            if not left:
                break
            descendants.kill(left)
            await asyncio.sleep(0.01)


async def _within(seconds: float, *events: asyncio.Event) -> bool:
    """Whether all the events came to pass in that time."""
    try:
        async with asyncio.timeout(seconds):
            for event in events:
                await event.wait()
    except TimeoutError:
        return False
    return True


def _same(protocol: Pipe) -> Pipe:
    return protocol


class _Result(Pipe):
    """The supervisor's own words, one JSON object a line, all put together in `told`."""

    def __init__(self) -> None:
        super().__init__(lambda wanted: wanted)
        self.told: dict[str, Any] = {}
        self.complete = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        *lines, rest = self.content.split(b"\n")
        self.content = bytearray(rest)
        for line in lines:
            self.told |= json.loads(line)
        if self.told.keys() & {"why", "error"}:
            self.complete.set()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.complete.set()


@asynccontextmanager
async def start(job: Mapping[str, Any], output_bytes: int) -> AsyncIterator[Supervised]:
    """Start a supervisor on a job. At the end of the block all of it is over."""
    try:
        reading, writing = os.pipe()
    except OSError as error:
        raise _no_process(error) from error
    result = os.fdopen(reading, "rb", buffering=0)
    try:
        process = subprocess.Popen(  # noqa: ASYNC220, S603 - a vfork; our own interpreter and script
            [sys.executable, "-I", "-S", "-c", _BOOT, str(writing), str(_SANDBOX)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[writing],
            # Else Ctrl-C at the terminal would reach it, too. It is for us to say when to stop.
            start_new_session=True,
        )
    except OSError as error:
        result.close()
        raise _no_process(error) from error
    finally:
        os.close(writing)
    supervised = Supervised(process, job["folder"], output_bytes)
    try:
        await supervised.connect(result)
        supervised.order(job)
        yield supervised
    finally:
        await supervised.close()


def _no_process(error: OSError) -> SandboxError:
    return SandboxError(
        f"No process could be started for a run: {error}. "
        "Close other programs, or raise the limit that it names (`ulimit -a`), and try again."
    )
