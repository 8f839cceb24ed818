"""A handful of escapes, tried for real and judged from outside.

Each is a small program that tries one thing. What it prints is not believed, with one
exception: a secret that it could only know by having read it.
"""

import asyncio
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from asynclearn.sandbox.outcome import Limits, Program
from asynclearn.sandbox.runner import run

_LIMITS = Limits(seconds=3.0)


@dataclass(frozen=True, slots=True)
class Escape:
    """One thing that a program tried."""

    name: str
    """What it tried, after the words "a program tries to"."""
    contained: bool


@dataclass(frozen=True, slots=True)
class _Bait:
    """What the escapes go for."""

    folder: Path
    secret: str
    listener: asyncio.Server
    callers: list[object]
    decoy: asyncio.subprocess.Process

    @property
    def port(self) -> int:
        port: int = self.listener.sockets[0].getsockname()[1]
        return port


async def try_escapes() -> tuple[Escape, ...]:
    """Runs each escape. Raises SandboxError if nothing can be run at all."""
    async with _bait() as bait:
        return (
            Escape("read a file of yours", contained=not await _reads(bait)),
            Escape("change a file of yours", contained=not await _writes(bait)),
            Escape("reach a service on this computer", contained=not await _calls(bait)),
            Escape("reach the network", contained=not await _routes()),
            Escape("end another program", contained=not await _kills(bait)),
            Escape("leave a process behind", contained=not await _stays(bait)),
        )


@asynccontextmanager
async def _bait() -> AsyncIterator[_Bait]:
    callers: list[object] = []

    async def called(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append(writer.get_extra_info("peername"))
        writer.close()

    with tempfile.TemporaryDirectory(prefix="asynclearn-bait-", dir=_home()) as name:
        folder = Path(name)
        secret = secrets.token_hex(16)
        (folder / "secret").write_text(secret)
        listener = await asyncio.start_server(called, "127.0.0.1", 0)
        decoy = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
        )
        try:
            yield _Bait(folder, secret, listener, callers, decoy)
        finally:
            listener.close()
            with suppress(ProcessLookupError):
                decoy.kill()
            await decoy.wait()


def _home() -> str | None:
    """The learner's own folder, if it can be written to; None for the usual temporary one."""
    try:
        with tempfile.TemporaryFile(dir=Path.home()):
            return str(Path.home())
    except (OSError, RuntimeError):
        return None


async def _reads(bait: _Bait) -> bool:
    program = f"print(open({str(bait.folder / 'secret')!r}).read())"
    return bait.secret in (await run(Program(program), _LIMITS)).stdout


async def _writes(bait: _Bait) -> bool:
    target = bait.folder / "written"
    await run(Program(f"open({str(target)!r}, 'w').write('escaped')"), _LIMITS)
    return target.exists()


async def _calls(bait: _Bait) -> bool:
    program = f"import socket\nsocket.create_connection(('127.0.0.1', {bait.port}), 1)"
    await run(Program(program), _LIMITS)
    return bool(bait.callers)


async def _routes() -> bool:
    # Connecting a datagram socket sends nothing; it only asks whether there is a way. The address
    # is one of those reserved for documentation (RFC 5737).
    program = (
        "import socket, sys\n"
        "with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:\n"
        "    way.connect(('192.0.2.1', 9))\n"
        "sys.exit(42)"
    )
    return (await run(Program(program), _LIMITS)).exit_code == 42  # noqa: PLR2004 - see above


async def _kills(bait: _Bait) -> bool:
    await run(Program(f"import os\nos.kill({bait.decoy.pid}, 9)"), _LIMITS)
    with suppress(TimeoutError):
        await asyncio.wait_for(bait.decoy.wait(), 0.05)
    return bait.decoy.returncode is not None


async def _stays(bait: _Bait) -> bool:
    # A daemon: forked twice, so that it has no parent, in a session of its own.
    program = (
        "import os, sys\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        f"        code = 'import time; time.sleep(30) # {bait.secret}'\n"
        "        os.execv(sys.executable, [sys.executable, '-c', code])\n"
        "    os._exit(0)\n"
        "os.wait()"
    )
    await run(Program(program), _LIMITS)
    return bait.secret in await _command_lines()


async def _command_lines() -> str:
    """The command lines of all processes that can be seen from here."""
    found = "\n".join(_command_lines_in_proc())
    if found:
        return found
    ps = await asyncio.create_subprocess_exec(
        "ps", "-axww", "-o", "command=", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await ps.communicate()
    return out.decode(errors="replace")


def _command_lines_in_proc() -> Iterator[str]:
    """None where there is no /proc, as on macOS."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield process.read_text(errors="replace")
