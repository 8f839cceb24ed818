import asyncio

import pytest

from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.taking import take_quiz

ESTIMATE = """\
---
kind: estimate
level: 2
lesson: 4
topics: [timing]
unit: ms
within: 2
{more}---
# How long

How long does it take?

```python
print('20')
```

## Explanation

So long.
"""


@pytest.fixture
def estimate(folder):
    """The course holds one estimate: 20 ms within a factor of 2."""
    for path in folder.glob("*.md"):
        path.unlink()

    def write(more=""):
        (folder / "how-long.md").write_text(ESTIMATE.format(more=more))

    write()
    return write


def quiz(desk):
    asyncio.run(take_quiz(Wish(), 1, desk))


@pytest.mark.parametrize(
    ("guess", "right"), [("10", True), ("40", True), ("9.9", False), ("41 ms", False)]
)
def test_a_guess_is_right_within_the_factor_of_what_is_measured(sit_down, estimate, guess, right):
    del estimate
    terminal, desk = sit_down(guess, "2", "n")

    quiz(desk)

    [attempt] = desk.progress.attempts()
    assert (attempt.right, attempt.claim, attempt.confidence) == (right, guess, 2)
    assert "asked in ms" in terminal.seen
    assert any("from 10 ms to 40 ms counts as right" in line for line in terminal.seen)


def test_an_estimate_can_be_a_choice(sit_down, estimate):
    estimate("choices: [1, 20, 400]\n")
    terminal, desk = sit_down("2", "3", "n")

    quiz(desk)

    assert terminal.menus[0] == {"1": "1 ms", "2": "20 ms", "3": "400 ms"}
    assert desk.progress.attempts()[0].right


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("20\n", "", Ending.RAISED, 0.1, exit_code=1),
        Outcome("soon\n", "", Ending.FINISHED, 0.1, exit_code=0),
        Outcome("", "", Ending.FINISHED, 0.1, exit_code=0),
    ],
)
def test_what_could_not_be_measured_does_not_count(sit_down, estimate, outcome):
    del estimate

    async def run(program, limits):
        del program, limits
        return outcome

    terminal, desk = sit_down("20", "2", "n", run=run)

    quiz(desk)

    assert "could not be measured on this computer" in terminal.said()
    assert desk.progress.attempts() == ()


def test_the_time_that_a_challenge_gives_is_the_limit_of_its_run(sit_down, estimate):
    estimate("timeout: 30\n")
    seconds = []

    async def run(program, limits):
        del program
        seconds.append(limits.seconds)
        return Outcome("20\n", "", Ending.FINISHED, 0.1, exit_code=0)

    _, desk = sit_down("20", "2", "r", "n", run=run)

    quiz(desk)

    assert seconds == [30, 30]
