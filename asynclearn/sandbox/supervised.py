"""One run as seen from outside: its pipes and its socket on the event loop.

It is no asyncio subprocess: nothing here is a child of ours. The end of the socket tells that the
supervisor has ended, as nobody else holds the other end; the ends of the pipes tell nothing, as a
daemon that was left behind may hold them.
"""

import asyncio
import codecs
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import IO, Any

from asynclearn.errors import SandboxError
from asynclearn.sandbox import warm
from asynclearn.sandbox.interpreter import Interpreter
from asynclearn.sandbox.starting import no_process
from asynclearn.sandbox.zygote import channel
from asynclearn.sandbox.zygote.descendants import LINUX, kill_group

LATE_SECONDS = 10.0
"""How long after its limit a run may still be unfinished, before we end the supervisor ourselves.

It does not happen unless the program stopped its supervisor (SIGSTOP can't be ignored), or the
machine is so busy that the supervisor gets no turn.
"""

_TRACE_BYTES = 16 * 1024 * 1024
"""What comes after is dropped: the recorder keeps within it, only a forger does not."""

_HELD_SECONDS = 0.25
"""How long to wait for the end of an output pipe when all processes are dead.

All that was printed is in the pipe by then. Only where orphans can't be adopted (macOS), or where
the supervisor was killed, a daemon may still hold the pipe open.
"""


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

    def __init__(self, line: warm.Line, output_bytes: int) -> None:
        self.stdout = Pipe(self._allow)
        self.stderr = Pipe(self._allow)
        self.trace = Pipe(self._allow_trace)
        self.result = _Result()
        self.overflowed = False
        self.late = False
        self.zygote = line.zygote
        self._line = line
        self._left = output_bytes
        self._trace_left = _TRACE_BYTES
        self._began = time.monotonic()
        self._transports: list[asyncio.BaseTransport] = []
        self._pipes: list[IO[bytes]] = []
        self._begun = False

    @property
    def told(self) -> Mapping[str, Any]:
        """What the supervisor said; see `zygote/__init__.py`."""
        return self.result.told

    @property
    def seconds(self) -> float:
        """How long the run took; our own measure if the supervisor did not live to tell its."""
        return float(self.told.get("seconds", time.monotonic() - self._began))

    async def begin(self, job: Mapping[str, Any]) -> None:
        """Hand over the job, and put its pipes on the event loop, which closes them from now on."""
        control = self._line.control
        control.settimeout(0)
        loop = asyncio.get_running_loop()
        data = channel.packed(job)
        ends: list[int] = []
        try:
            ends += [self._pipe()]
            ends += [self._pipe()]
            if job["traced"]:
                ends += [self._pipe()]
            with suppress(ConnectionError):  # it is dead: then its socket ends, too
                sent = socket.send_fds(control, [data], ends)
                await loop.sock_sendall(control, data[sent:])
        finally:
            for end in ends:
                os.close(end)
        loop.add_reader(control, self._read_result)
        self._begun = True
        pipes = (self.stdout, self.stderr, self.trace)
        for file, pipe in zip(self._pipes, pipes, strict=False):
            transport, _ = await loop.connect_read_pipe(partial(_same, pipe), file)
            self._transports.append(transport)

    def _read_result(self) -> None:
        # Not by a transport, which logs a reset connection as an error: a supervisor that is killed
        # leaves what it has not read, and that is a reset.
        try:
            data = self._line.control.recv(65_536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.result.data_received(data)
        else:
            asyncio.get_running_loop().remove_reader(self._line.control)
            self.result.connection_lost(None)

    def _pipe(self) -> int:
        """A pipe that we will read: the end to write to."""
        try:
            reading, writing = os.pipe()
        except OSError as error:
            raise no_process(error) from error
        self._pipes.append(os.fdopen(reading, "rb", buffering=0))
        return writing

    def stop(self) -> None:
        """Order the supervisor to end everything; more than once does no harm."""
        with suppress(OSError):
            self._line.control.shutdown(socket.SHUT_WR)

    def _allow(self, wanted: int) -> int:
        allowed = min(wanted, self._left)
        self._left -= allowed
        if allowed < wanted:
            self.overflowed = True
            self.stop()
        return allowed

    def _allow_trace(self, wanted: int) -> int:
        allowed = min(wanted, self._trace_left)
        self._trace_left -= allowed
        return allowed

    async def until_told(self, seconds: float) -> None:
        """Wait for the supervisor's word on how the run ended, or for its own end."""
        if not await _within(seconds + LATE_SECONDS, self.result.complete):
            self.late = True
            self._line.end_by_force()

    async def close(self) -> None:
        """End whatever still runs, and leave no process and no descriptor."""
        try:
            if not self._begun:
                return  # a supervisor without a whole job ends by itself
            self.stop()
            # Where the folder is shared with others, it is removed last.
            over = self.result.complete if self.told.get("private") else self.result.ended
            if not await _within(LATE_SECONDS, over):
                self._line.end_by_force()
                await _within(LATE_SECONDS, self.result.ended)
            if not LINUX and not self.told.keys() & {"why", "error"}:
                kill_group(self.told.get("started", 0))
            pipes = (self.stdout, self.stderr, self.trace)[: len(self._transports)]
            await _within(_HELD_SECONDS, *(pipe.ended for pipe in pipes))
        finally:
            for transport in self._transports:
                transport.close()
            for file in self._pipes:
                file.close()
            asyncio.get_running_loop().remove_reader(self._line.control)
            self._line.control.close()


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
    """The supervisor's own words, message for message, all put together in `told`."""

    def __init__(self) -> None:
        super().__init__(lambda wanted: wanted)
        self.told: dict[str, Any] = {}
        self.complete = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        for message in channel.unpacked(self.content):
            self.told |= message
        if self.told.keys() & {"why", "error"}:
            self.complete.set()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.complete.set()


@asynccontextmanager
async def start(
    job: Mapping[str, Any], output_bytes: int, interpreter: Interpreter
) -> AsyncIterator[Supervised]:
    """Give a job to a supervisor. At the end of the block all of it is over."""
    supervised = Supervised(warm.take(interpreter), output_bytes)
    try:
        await supervised.begin(job)
        yield supervised
    finally:
        try:
            await supervised.close()
        finally:
            with suppress(SandboxError):  # the next run will tell it
                warm.warm_up(interpreter)
