"""Real processes: two that write at once, and one that is killed while it writes."""

import random
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from asynclearn.progress.store import Progress

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.store import Progress

path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
now = datetime(2025, 3, 1, tzinfo=UTC)
print("opening", flush=True)
with Progress.open(path, now, patience=30) as progress:
    assert progress.saved, progress.notices
    for number in range(count):
        progress.record(Attempt(f"{name} {number}", "d", "claim " * 50, True, now))
        print(f"{name} {number}", flush=True)
"""

OPENER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.store import Progress

now = datetime(2025, 3, 1, tzinfo=UTC)
for line in sys.stdin:
    with Progress.open(Path(line.strip()), now, patience=30) as progress:
        progress.record(Attempt(sys.argv[1], "d", "c", True, now))
        print(progress.saved, flush=True)
"""


def start(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_at_once_and_no_answer_is_lost(opened, path):
    with start(path, "one", 200) as one, start(path, "two", 200) as two:
        one.communicate()
        two.communicate()

    progress = opened()
    found = {attempt.question for attempt in progress.attempts()}
    assert (one.returncode, two.returncode) == (0, 0)
    assert found == {f"{name} {number}" for name in ("one", "two") for number in range(200)}
    assert progress.notices == ()


def test_processes_that_find_a_damaged_file_at_once_set_it_aside_once_and_go_on(tmp_path, now):
    names = ("one", "two", "three")
    command = [sys.executable, "-c", OPENER]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            for name in names
        ]
        for number in range(30):
            path = tmp_path / str(number) / "progress.sqlite3"
            path.parent.mkdir()
            path.write_text("rubbish")
            for process in processes:
                assert process.stdin is not None
                print(path, file=process.stdin, flush=True)
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline() == "True\n"

            kept = [each for each in path.parent.iterdir() if ".damaged-" in each.name]
            assert [each.read_text() for each in kept] == ["rubbish"]
            with Progress.open(path, now) as progress:
                assert {attempt.question for attempt in progress.attempts()} == {*names}


@pytest.mark.slow
def test_a_process_killed_while_it_writes_loses_no_answer(path, now):
    chance = random.Random(4)  # noqa: S311 - nothing secret, only moments
    reported: set[str] = set()
    for life in range(20):
        lines_until_killed = chance.choice([1, 2, 3, chance.randrange(4, 80)])
        with start(path, f"life {life}", 1_000_000) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline() for _ in range(lines_until_killed)]
            child.kill()
            rest = child.stdout.read().splitlines(keepends=True)
        whole = [line.strip() for line in (*lines, *rest) if line.endswith("\n")]
        reported.update(line for line in whole if line != "opening")

        with Progress.open(path, now) as progress:
            found = {attempt.question for attempt in progress.attempts()}
            assert progress.notices == ()
        assert reported <= found
    assert len(reported) > 20
