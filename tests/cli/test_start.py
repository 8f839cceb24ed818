"""What is imported before it is known what is wanted: `asynclearn --help` waits for it."""

import subprocess
import sys

import pytest

IMPORTED = "import sys, asynclearn.cli.app; print(*sys.modules)"


@pytest.fixture(scope="module")
def imported():
    told = subprocess.run(
        [sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True
    )
    return told.stdout.split()


@pytest.mark.parametrize(
    "slow",
    [
        "asynclearn.sandbox.warm",
        "asynclearn.progress.store",
        "asynclearn.content.library",
        "asynclearn.teaching",
        "markdown_it",
        "prompt_toolkit",
        "pydantic",
        "sqlite3",
    ],
)
def test_help_does_not_wait_for_what_only_a_command_needs(imported, slow):
    assert "asynclearn.cli.app" in imported
    assert slow not in imported
