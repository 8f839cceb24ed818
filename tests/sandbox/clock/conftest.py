"""Programs on both clocks."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from textwrap import dedent

import pytest

from asynclearn.sandbox.outcome import Clock, Limits, Outcome, Program
from asynclearn.sandbox.runner import run

PATIENCE = 20.0


@pytest.fixture
def real_outcome_of() -> Callable[..., Outcome]:
    """As `outcome_of`, on the real clock."""

    def outcome(source: str, **limits: float) -> Outcome:
        chosen = replace(Limits(seconds=PATIENCE), **limits)  # type: ignore[arg-type]
        return asyncio.run(run(Program(dedent(source), clock=Clock.REAL), chosen))

    return outcome


WATCHED = """\
import os, sys
from asynclearn.sandbox.inside.clock.real import RealClock
from asynclearn.sandbox.inside.clock.virtual import VirtualClock
from asynclearn.sandbox.inside.loops import hook_loops

def idle_for_ever(loop):
    print("idle for ever", flush=True)
    os._exit(0)

if sys.argv[1] == "real":
    clock = RealClock(idle_for_ever)
    clock.install()
else:
    clock = VirtualClock(idle_for_ever)
    clock.install(dates=False)
hook_loops(clock, [], [])
exec(sys.stdin.read(), {"__name__": "__main__"})
"""


@pytest.fixture
def clocked() -> Callable[..., str]:
    """What a program prints after the line `waiting`, and before it is ended."""

    def printed(source: str, clock: str, *, seconds: float) -> str:
        command = [sys.executable, "-c", WATCHED, clock]
        with subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(source.encode())
            process.stdin.close()
            try:
                assert process.stdout.readline() == b"waiting\n"
                ready, _, _ = select.select([process.stdout], [], [], seconds)
                return process.stdout.readline().decode() if ready else ""
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    return printed
