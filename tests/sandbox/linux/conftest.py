"""Each mechanism is tried in a process of its own: as this user and, by root, as another one."""

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

if sys.platform != "linux":
    collect_ignore_glob = ["test_*.py"]

STAGE = Path(__file__).with_name("stage.py")
ORDINARY = 65533
"""A user without an account: systemd's table (https://systemd.io/UIDS-GIDS) leaves it unused."""


@functools.cache
def interpreter_for_all() -> str | None:
    """An interpreter that an ordinary user can start; root's own may lie in a closed home."""
    for path in (sys.executable, *map(shutil.which, ("python3.13", "python3.12", "python3.11"))):
        for candidate in (path, "/usr/local/bin/python3", "/usr/bin/python3"):
            if candidate and _is_usable(candidate):
                return candidate
    return None


def _is_usable(path: str) -> bool:
    check = f"import sys; sys.path.insert(0, {str(STAGE.parents[3])!r}); import asynclearn"
    check += "; sys.exit(sys.version_info < (3, 11))"
    command = [path, "-I", "-c", check]
    try:
        result = subprocess.run(
            command,
            user=ORDINARY,
            group=ORDINARY,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return result.returncode == 0


@pytest.fixture(params=["myself", "ordinary"])
def who(request: pytest.FixtureRequest) -> str:
    """This user; and for root an ordinary user, too."""
    if request.param == "ordinary":
        if os.getuid() != 0:
            pytest.skip("already tested as an ordinary user")
        if interpreter_for_all() is None:
            pytest.skip("no interpreter of Python 3.11 or newer that an ordinary user can start")
    return str(request.param)


@pytest.fixture
def run_stage(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a source: `run_stage(source, place="open", who="myself", executable=…)`."""

    def run(
        source: str,
        place: str = "open",
        who: str = "myself",
        executable: str = sys.executable,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        more: dict[str, Any] = {}
        folder = tmp_path
        if who == "ordinary":
            executable = interpreter_for_all() or ""
            more = {"user": ORDINARY, "group": ORDINARY, "extra_groups": []}
        if "machine" in place:
            # Where a program may write must be a place that its user reaches, and tmp_path is not.
            folder = Path(f"/var/tmp/{tmp_path.name}-{os.getpid()}")  # noqa: S108
            folder.mkdir()
            if who == "ordinary":
                os.chown(folder, ORDINARY, ORDINARY)
        try:
            return subprocess.run(
                [executable, "-I", str(STAGE), place, dedent(source)],
                cwd=folder,
                env={"HOME": "/nonexistent", "LANG": "C.UTF-8", **environment},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=20,
                check=False,
                **more,
            )
        finally:
            if folder != tmp_path:
                shutil.rmtree(folder)

    return run


@pytest.fixture
def told(run_stage: Callable[..., subprocess.CompletedProcess[str]]) -> Callable[..., Any]:
    """What a source told: `told("tell(os.getuid())", "namespaces", who)`."""

    def told(source: str, *arguments: str, **more: str) -> Any:
        result = run_stage(source, *arguments, **more)
        assert (result.returncode, result.stderr) == (0, ""), result.stdout
        return json.loads(result.stdout)

    return told
