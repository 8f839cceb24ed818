"""Real programs in real processes; nothing here is a mock."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from asynclearn.sandbox import warm
from asynclearn.sandbox.outcome import Clock, Ending, Limits, Outcome, Program
from asynclearn.sandbox.runner import run, warm_up
from asynclearn.sandbox.zygote.descendants import descendants

PATIENCE = 20.0
"""How long to wait for an event that is certain to come, on the busiest machine."""


def _has_namespaces() -> bool:
    """Whether a run has them. It also waits for the end of the zygote's start, and its forks."""
    outcome = asyncio.run(run(Program(""), Limits(seconds=PATIENCE)))
    assert outcome.ending is Ending.FINISHED, outcome
    return "pid-namespace" in outcome.confined


@pytest.fixture(autouse=True)
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A TMPDIR for each test, in which no run may leave anything."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.fixture
def outcome_of() -> Callable[..., Outcome]:
    """What a source comes to: `outcome_of("print(1)", seconds=2, filename="part-2.md")`."""

    def outcome(
        source: str,
        *,
        filename: str = "program.py",
        clock: Clock = Clock.VIRTUAL,
        **limits: float,
    ) -> Outcome:
        # Generous, so that no busy machine is taken for a program that hangs.
        chosen = replace(Limits(seconds=PATIENCE), **limits)  # type: ignore[arg-type]
        return asyncio.run(run(Program(dedent(source), filename, clock), chosen))

    return outcome


@pytest.fixture
def plain(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """What plain `python program.py` says, the folder's name taken from stderr."""

    def run_plain(source: str) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "plain"
        folder.mkdir(exist_ok=True)
        (folder / "program.py").write_bytes(source.encode("utf-8", "surrogatepass"))
        result = subprocess.run(
            [sys.executable, "program.py"],
            cwd=folder,
            env={"HOME": str(folder), "LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            preexec_fn=_from_a_shell,
        )
        return subprocess.CompletedProcess(
            result.args,
            result.returncode,
            result.stdout.decode(errors="replace"),
            result.stderr.decode(errors="replace").replace(f"{folder}/", ""),
        )

    return run_plain


def _from_a_shell() -> None:
    """Undo what a background job inherits: an ignored SIGINT, which Python leaves at that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Wait for what is certain to become true. There is no event for the end of a foreign pid."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "it did not come true"
            time.sleep(0.005)

    return wait


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Whether a process is dead; a zombie is."""

    def is_gone(pid: int) -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        return state == b"Z"

    return is_gone


@pytest.fixture
def open_descriptors() -> Callable[[], int]:
    return lambda: len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names, no paths


@pytest.fixture
def processes(gone: Callable[[int], bool]) -> Callable[[], set[int]]:
    """All living processes below this one: the zygote, and what it started."""

    def below() -> set[int]:
        return {pid for pid in descendants(os.getpid()) if not gone(pid)}

    return below


@pytest.fixture
def tier(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Confine runs by that tier: `tier("landlock")`."""

    def use(name: str) -> None:
        monkeypatch.setattr(warm, "TIERS", [name])
        warm.shut_down()

    yield use
    warm.shut_down()


@pytest.fixture
def rest(
    processes: Callable[[], set[int]],
    until: Callable[[Callable[[], bool]], None],
    gone: Callable[[int], bool],
) -> Callable[[], list[int]]:
    """Wait until nothing runs but the zygote and its spare; their processes, from the top down.

    The last three are the zygote, the spare's supervisor, and the spare.
    """

    def wait() -> list[int]:
        # With namespaces the zygote has a parent of its own.
        count = 4 if _has_namespaces() else 3
        chain: list[int] = []

        def is_at_rest() -> bool:
            # Each has one child. As many processes may also be another set for a moment: a
            # supervisor that has not quite ended, and one that has not made its spare.
            chain[:] = [os.getpid()]
            while len(children := [pid for pid in _children(chain[-1]) if not gone(pid)]) == 1:
                chain.extend(children)
            del chain[0]
            return not children and len(chain) == len(processes()) == count

        warm_up()
        until(is_at_rest)
        return chain

    return wait


def _children(parent: int) -> list[int]:
    """All of its children, whichever of its threads made them."""
    files = Path(f"/proc/{parent}/task").glob("*/children")
    with suppress(FileNotFoundError, ProcessLookupError):  # it, or a thread of it, has ended
        return [int(pid) for file in files for pid in file.read_text().split()]
    return []
