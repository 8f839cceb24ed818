"""How long a learner waits for the first question, beside `asynclearn --version`.

pytest tests/benchmarks/test_quiz.py -n 0 --benchmark-columns=min,median,rounds
"""

import os
import subprocess
import sys

import pytest

from asynclearn.content.catalogue import read_catalogue
from asynclearn.content.course import Course
from asynclearn.teaching.quiz.choosing import fresh_seed

CHALLENGES = 1000
ROUNDS = 15
CHALLENGE = """\
---
kind: predict
level: {level}
lesson: 4
topics: [topic-{topic}]
---
# Number {number}

What does this program print, and in which order?

```python
import asyncio

async def main():
    for number in range(3):
        await asyncio.sleep(0)
        print({number}, number)

asyncio.run(main())
```

```output
{number} 0
{number} 1
{number} 2
```

```output wrong
{number} 0
```

> The loop goes on.

## Hint

Count the rounds.

## Explanation

Each round prints one line.
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    (root / "challenges").mkdir()
    for number in range(CHALLENGES):
        text = CHALLENGE.format(number=number, level=1 + number % 3, topic=number % 40)
        (root / "challenges" / f"number-{number}.md").write_text(text)
    return root


@pytest.fixture(scope="module")
def home(tmp_path_factory, course):
    """A home in which the course was read once."""
    home = tmp_path_factory.mktemp("home")
    read_catalogue(Course(course, builtin=False), home / "cache")
    return home


def run(*arguments, home=None):
    """From the start of the process to its first prompt, where its input ends."""
    environment = {**os.environ, "ASYNCLEARN_HOME": str(home)}
    command = [sys.executable, "-m", "asynclearn", *arguments]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        while (line := child.stdout.readline()) and "What does it print? One" not in line:
            if line.startswith("asynclearn "):
                break
        # What comes after the prompt is not measured.
        child.kill()


@pytest.mark.benchmark(group="to the first question")
def test_version(benchmark, home):
    benchmark.pedantic(lambda: run("--version", home=home), rounds=ROUNDS, warmup_rounds=2)


@pytest.mark.benchmark(group="to the first question")
def test_first_question_of_a_thousand(benchmark, course, home):
    def forget():
        for path in home.glob("progress*"):
            path.unlink()
        return (), {}

    def ask():
        run("--course", str(course), "quiz", "--trust", "--seed", str(fresh_seed()), home=home)

    benchmark.pedantic(ask, setup=forget, rounds=ROUNDS)


@pytest.mark.benchmark(group="reading a thousand challenges")
def test_the_catalogue_from_its_cache(benchmark, course, home):
    found = benchmark(lambda: read_catalogue(Course(course, builtin=False), home / "cache"))

    assert len(found.entries) == CHALLENGES


@pytest.mark.benchmark(group="reading a thousand challenges")
def test_the_catalogue_without_a_cache(benchmark, course):
    benchmark.pedantic(lambda: read_catalogue(Course(course, builtin=False)), rounds=1)
