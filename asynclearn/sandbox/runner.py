"""One run: a program in, an outcome out. The asyncio side; `zygote/` is the other."""

import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from weakref import WeakKeyDictionary

from asynclearn.errors import SandboxError
from asynclearn.sandbox import warm
from asynclearn.sandbox.checks.telling import told_finding
from asynclearn.sandbox.encoding import as_file
from asynclearn.sandbox.ending import HowItEnded, Sighting, how_it_ended, near_ties, virtual_seconds
from asynclearn.sandbox.interpreter import OWN, Interpreter
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program
from asynclearn.sandbox.recorded import read_trace, without_recorder
from asynclearn.sandbox.supervised import Supervised, start
from asynclearn.sandbox.zygote.folder import remove_folder

DEFAULT_LIMITS = Limits()

_TRIES = 3
_SECONDS_TO_BE_SEEN_DEAD = 0.5

# A semaphore belongs to the loop that it is first used in.
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def warm_up(interpreter: Interpreter = OWN) -> None:
    """Start what runs will need in the background. To call it as soon as one is likely is enough.

    It does not wait and never fails: what is wrong is told by the first run.
    """
    try:
        _refuse_windows()
        warm.warm_up(interpreter)
    except SandboxError:
        return


async def run(
    program: Program, limits: Limits = DEFAULT_LIMITS, interpreter: Interpreter = OWN
) -> Outcome:
    """Run a program in a process of its own, and tell what was seen.

    Whatever the program does is an outcome. `SandboxError` means that it could not be started.
    To cancel this ends the program first, with all processes that it started. As many run at once
    as the machine has cores, the others wait for their turn.

    """
    _refuse_windows()
    loop = asyncio.get_running_loop()
    turns = _turns.setdefault(loop, asyncio.Semaphore(max(2, os.cpu_count() or 1)))
    word = secrets.token_hex(16)
    job = _job(program, limits, word) | {"malloc": interpreter.malloc}
    async with turns:
        for _ in range(_TRIES):
            supervised = await _run_once(job, limits, interpreter)
            if not await _lost_its_zygote(supervised):
                return _outcome(supervised, program, job["filename"], word)
    supervised.zygote.close()
    raise SandboxError(
        f"The interpreter {interpreter.path} could not be started for a run: "
        f"{supervised.zygote.last_words()}. Try again; if it happens again, report it."
    )


def _refuse_windows() -> None:
    if sys.platform == "win32":
        raise SandboxError(
            "asynclearn runs programs on Linux and macOS only so far; on Windows use WSL."
        )


async def _run_once(job: Mapping[str, Any], limits: Limits, interpreter: Interpreter) -> Supervised:
    folder = ""
    try:
        async with start(job, limits.output_bytes, interpreter) as supervised:
            try:
                await supervised.until_told(limits.seconds)
            finally:
                if not supervised.told.get("private", True):
                    folder = supervised.told["folder"]
    finally:
        # Still there only if the supervisor was killed, or did not get to it in time.
        if folder and os.path.lexists(folder):  # noqa: ASYNC240 - one lstat(2), sooner done than a thread started
            await asyncio.to_thread(remove_folder, folder)
    return supervised


async def _lost_its_zygote(supervised: Supervised) -> bool:
    """Whether the run came to nothing because the zygote died, so that it has to be repeated."""
    if supervised.told.get("again"):
        return True
    if supervised.overflowed or supervised.told.keys() & {"why", "error"}:
        return False
    if supervised.late:
        # One that was asked for a run and did not even begin hangs.
        if "started" not in supervised.told:
            supervised.zygote.close()
        return "started" not in supervised.told
    # The run ends with the zygote, but a moment before that can be buried.
    for _ in range(10):
        if not supervised.zygote.alive:
            return True
        await asyncio.sleep(_SECONDS_TO_BE_SEEN_DEAD / 10)
    return "started" not in supervised.told


def _job(program: Program, limits: Limits, word: str) -> dict[str, Any]:
    check = program.check
    return {
        "check": check
        and {
            "checks": check.program,
            "filename": check.filename,
            "name": check.name,
            "word": word,
        },
        # Bytes as text: each is the character of the same number.
        "source": as_file(program.source).decode("latin-1"),
        "filename": program.filename if _is_bare(program.filename) else "program.py",
        "clock": program.clock.value,
        "shake": program.shake and asdict(program.shake),
        "traced": program.traced,
        "checked": program.check is not None,
        "temporary": tempfile.gettempdir(),
        "limits": {
            "seconds": limits.seconds,
            "memory_bytes": limits.memory_bytes,
            "processes": limits.processes,
            "file_bytes": limits.file_bytes,
        },
    }


def _is_bare(name: str) -> bool:
    """Whether a name names a file in the folder itself, and no option of the interpreter."""
    try:
        length = len(os.fsencode(name))
    except UnicodeEncodeError:
        return False
    longest = 255  # NAME_MAX of the usual file systems (limits.h)
    special = name in {".", ".."} or name.startswith("-") or "/" in name or "\0" in name
    return 0 < length <= longest and not special


def _outcome(supervised: Supervised, program: Program, filename: str, word: str) -> Outcome:
    how = _how_it_ended(supervised, filename)
    report = supervised.told.get("report", "")
    # A traceback shows the file that was run as the learner knows it, by its bare name.
    stderr = supervised.stderr.text().replace(f"{supervised.told.get('folder', '')}/", "")
    if program.traced:
        stderr = without_recorder(stderr)
    return Outcome(
        stdout=supervised.stdout.text(),
        stderr=stderr,
        ending=how.ending,
        seconds=supervised.seconds,
        exception=how.exception,
        exit_code=how.exit_code,
        signal=how.signal,
        virtual_seconds=virtual_seconds(report),
        near_ties=near_ties(report) if program.shake else (),
        truncated=supervised.overflowed,
        hang=how.hang,
        trace=read_trace(bytes(supervised.trace.content)) if program.traced else None,
        confined=tuple(supervised.told.get("confined", ())),
        finding=told_finding(report, word) if program.check else None,
    )


def _how_it_ended(supervised: Supervised, filename: str) -> HowItEnded:
    told = supervised.told
    if supervised.overflowed:
        return how_it_ended(Sighting("output", None))
    if supervised.late:
        return how_it_ended(Sighting("seconds", None))
    if "why" in told:
        return how_it_ended(Sighting(told["why"], told["status"], told["report"], filename))
    if "error" in told:
        raise SandboxError(
            f"A run could not be started: {told['error']}. "
            "Make room there, or set TMPDIR to a folder that can be written to."
        )
    # Without confinement a program runs as the same user as its supervisor, so it can kill it. Its
    # own death by SIGKILL follows from that (`process.die_with_parent`).
    return HowItEnded(Ending.CRASHED, signal="SIGKILL")
