"""Real programs in real processes; nothing here is a mock."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from asynclearn.sandbox.outcome import Limits, Outcome, Program
from asynclearn.sandbox.runner import run

PATIENCE = 20.0
"""How long to wait for an event that is certain to come, on the busiest machine."""


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

    def outcome(source: str, *, filename: str = "program.py", **limits: float) -> Outcome:
        # Generous, so that no busy machine is taken for a program that hangs.
        chosen = replace(Limits(seconds=PATIENCE), **limits)  # type: ignore[arg-type]
        return asyncio.run(run(Program(dedent(source), filename), chosen))

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
        )
        return subprocess.CompletedProcess(
            result.args,
            result.returncode,
            result.stdout.decode(errors="replace"),
            result.stderr.decode(errors="replace").replace(f"{folder}/", ""),
        )

    return run_plain


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
def open_descriptors() -> Callable[[], set[str]]:
    return lambda: set(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names, no paths
