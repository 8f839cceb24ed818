"""A quiz that is killed at any moment: what was shown its verdict is in the database."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

QUIZ = """
import asyncio, json, sys
from datetime import UTC, datetime
from pathlib import Path
from asynclearn.content.catalogue import read_catalogue
from asynclearn.content.course import Course
from asynclearn.progress.store import Progress
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.port import QuizDesk
from asynclearn.teaching.quiz.taking import take_quiz
from asynclearn.terminal.plain_quiz import PlainQuizTerminal
from asynclearn.terminal.theme import make_console

async def run(program, limits):
    return Outcome("yes\\n", "", Ending.FINISHED, 0.01, exit_code=0)

class Told(PlainQuizTerminal):
    def show_verdict(self, claim, *rest):
        print("VERDICT", json.dumps(claim.stdout.strip()), flush=True)

def now():
    return datetime.now(UTC)

course = Course(Path(sys.argv[1]), builtin=False)
catalogue = read_catalogue(course, Path(sys.argv[2]).parent / "cache")
print("READY", flush=True)
sys.stdin.readline()
with Progress.open(Path(sys.argv[2]), now(), patience=30) as progress:
    assert progress.saved, progress.notices
    desk = QuizDesk(
        Told(make_console(plain=True)), run, progress, now, "3.11.0", catalogue, lambda number: None
    )
    asyncio.run(take_quiz(Wish(new=True, count=100), int(sys.argv[3]), desk))
print("DONE", flush=True)
"""

CHALLENGE = """\
---
kind: predict
level: 1
lesson: 4
topics: [closing]
---
# Number {number}

What does it print?

```python
print({number})
```

```output
{number}
```

## Explanation

It is so.
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course" / "challenges"
    folder.mkdir(parents=True)
    for number in range(40):
        (folder / f"number-{number}.md").write_text(CHALLENGE.format(number=number))
    return tmp_path / "course"


def kill_somewhere(course: Path, path: Path, life: int, chance: random.Random) -> set[str]:
    """The claims whose verdict was shown before the quiz was killed."""
    claims = [f"claim {life} {number}" for number in range(40)]
    # To go on with the open quiz. Where the life before left none, it is a claim's first line.
    begin = ["o"] if life else []
    script = "\n".join(["", *begin, *(line for claim in claims for line in (claim, ".", "3", ""))])
    with subprocess.Popen(
        [sys.executable, "-c", QUIZ, str(course), str(path), str(life)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == "READY\n"
        child.stdin.write(script)
        child.stdin.flush()
        # After a number of lines, and then anywhere within some writes and syncs.
        lines = [child.stdout.readline() for _ in range(chance.randrange(1, 500))]
        time.sleep(chance.uniform(0, 0.005))
        child.kill()
        lines += child.stdout.readlines()
        told = child.stderr.read()
    assert "Traceback" not in told
    whole = [line for line in lines if line.endswith("\n")]
    verdicts = (line.removeprefix("VERDICT ") for line in whole if line.startswith("VERDICT "))
    return set(map(json.loads, verdicts))


def check(course: Path, path: Path, lives: int) -> int:
    chance = random.Random(5)  # noqa: S311 - nothing secret, only moments
    shown: set[str] = set()
    for life in range(lives):
        if path.exists():
            # A course of forty questions is soon through: each life begins with none answered.
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("UPDATE attempt SET digest = 'old' || id WHERE 1")
        shown |= kill_somewhere(course, path, life, chance)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            found = {claim for (claim,) in connection.execute("SELECT claim FROM attempt")}
        assert shown <= found
    return len(shown)


def test_a_quiz_killed_a_few_times_loses_no_verdict(course, tmp_path):
    assert check(course, tmp_path / "progress.sqlite3", 3) > 5


@pytest.mark.slow
def test_a_quiz_killed_many_times_loses_no_verdict(course, tmp_path):
    assert check(course, tmp_path / "progress.sqlite3", KILLS) > 5 * KILLS


KILLS = int(os.environ.get("ASYNCLEARN_KILLS", "60"))
"""`ASYNCLEARN_KILLS=1000` takes a quarter of an hour; CI takes a share of it."""
