"""One run: a program in, an outcome out. The asyncio side; `supervisor/` is the other."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from asynclearn.errors import SandboxError
from asynclearn.sandbox.encoding import as_file
from asynclearn.sandbox.ending import HowItEnded, Sighting, how_it_ended, signal_name
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program
from asynclearn.sandbox.supervised import Supervised, start
from asynclearn.sandbox.supervisor.folder import remove_folder

DEFAULT_LIMITS = Limits()
_HOOK = Path(__file__).parent / "hook"


async def run(program: Program, limits: Limits = DEFAULT_LIMITS) -> Outcome:
    """Run a program in an interpreter of its own, and tell what was seen.

    Whatever the program does is an outcome. `SandboxError` means that it could not be started.
    To cancel this ends the program first, with all processes that it started.

    `program.clock` makes no difference yet: every run lives in real time, so `virtual_seconds` is
    None, and no program ends as STUCK or ENDLESS; such a one is TIMED_OUT.
    """
    if sys.platform == "win32":
        raise SandboxError(
            "asynclearn runs programs on Linux and macOS only so far; on Windows use WSL."
        )
    folder = _new_folder()
    try:
        job = _job(folder, _write(program, folder), limits)
        async with start(job, limits.output_bytes) as supervised:
            await supervised.until_told(limits.seconds)
    finally:
        # Still there only if the supervisor was killed, or did not get to it in time.
        if os.path.lexists(folder):  # noqa: ASYNC240 - one lstat(2), sooner done than a thread started
            await asyncio.to_thread(remove_folder, folder)
    return _outcome(supervised, folder)


def _new_folder() -> str:
    try:
        # Resolved, as the interpreter shows it in tracebacks: on macOS /var is a link.
        return os.path.realpath(tempfile.mkdtemp(prefix="asynclearn-"))
    except OSError as error:
        raise SandboxError(
            f"The temporary folder of a run could not be made: {error}. "
            "Make room there, or set TMPDIR to a folder that can be written to."
        ) from error


def _write(program: Program, folder: str) -> str:
    name = program.filename if _is_bare(program.filename) else "program.py"
    try:
        Path(folder, name).write_bytes(as_file(program.source))
    except OSError as error:
        remove_folder(folder)
        raise SandboxError(
            f"The program could not be written to {folder}: {error}. "
            "Make room there, or set TMPDIR to a folder that can be written to."
        ) from error
    return name


def _is_bare(name: str) -> bool:
    """Whether a name names a file in the folder itself, and no option of the interpreter."""
    try:
        length = len(os.fsencode(name))
    except UnicodeEncodeError:
        return False
    longest = 255  # NAME_MAX of the usual file systems (limits.h)
    special = name in {".", ".."} or name.startswith("-") or "/" in name or "\0" in name
    return 0 < length <= longest and not special


def _job(folder: str, name: str, limits: Limits) -> Mapping[str, Any]:
    python = sys.executable
    environment = {
        "PATH": f"{Path(python).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        # A set prints in the same order every time: a claim about it can be right.
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        # By default each thread gets an arena of its own, up to eight for each core (mallopt(3)),
        # so that a program's memory would depend on the machine.
        "MALLOC_ARENA_MAX": "2",
        # Taken away again by the hook.
        "PYTHONPATH": str(_HOOK),
    }
    return {
        # Not -I: with it, the interpreter would ignore PYTHONHASHSEED, and nothing else sets the
        # seed. It keeps out the user's environment, which is not here, and the user's own packages
        # (-s), and drops the program's folder from sys.path. That stays, as in a plain
        # `python program.py`: it is empty, and a program may write a module there and import it.
        "command": [python, "-s", name],
        "folder": folder,
        "environment": environment,
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "processes": limits.processes,
        "file_bytes": limits.file_bytes,
    }


def _outcome(supervised: Supervised, folder: str) -> Outcome:
    how = _how_it_ended(supervised)
    return Outcome(
        stdout=supervised.stdout.text(),
        # A traceback shows the file that was run as the learner knows it, by its bare name.
        stderr=supervised.stderr.text().replace(f"{folder}/", ""),
        ending=how.ending,
        seconds=supervised.seconds,
        exception=how.exception,
        exit_code=how.exit_code,
        signal=how.signal,
        truncated=supervised.overflowed,
        confined=("limits",),
    )


def _how_it_ended(supervised: Supervised) -> HowItEnded:
    told = supervised.told
    if supervised.overflowed:
        return how_it_ended(Sighting("output", None))
    if supervised.late:
        return how_it_ended(Sighting("seconds", None))
    if "why" in told:
        return how_it_ended(Sighting(told["why"], told["status"], told["report"]))
    if "error" in told:
        raise SandboxError(
            f"The interpreter {sys.executable} could not be started: {told['error']}. "
            "Check that it is still there and may be executed."
        )
    # A program runs as the same user as its supervisor, so it can kill it. Its own death by SIGKILL
    # follows from that (`linux.die_with_parent`).
    if supervised.returncode < 0 and "started" in told:
        return HowItEnded(Ending.CRASHED, signal=signal_name(-supervised.returncode))
    with suppress(IndexError):
        reason = supervised.stderr.text().splitlines()[-1]
        raise SandboxError(
            f"The supervisor of a run failed: {reason}. That is a bug of asynclearn: report it."
        )
    raise SandboxError(
        f"The supervisor of a run ended with {supervised.returncode} and without a word. "
        "Try again; if it happens again, report it."
    )
