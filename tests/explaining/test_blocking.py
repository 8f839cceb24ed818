"""Time that passes inside a turn."""

import textwrap
from dataclasses import replace

import pytest

from asynclearn.explaining.tell import tell

SOURCE = textwrap.dedent("""\
    async def main():
        print("a")
        time.sleep(0.2)
        print("b")

    async def other():
        time.sleep(1)
""")
MADE = ("", "created", 9, {"task": "Task-1", "function": "main"})
PRINTS = (
    ("Task-1", "printed", 2, {"text": "a\n"}),
    ("Task-1", "printed", 4, {"text": "b\n"}),
)


@pytest.fixture
def told(written):
    """The sentences of a run of which each event has its second."""

    def tell_it(rows, seconds, source=SOURCE):
        outcome = written(MADE, *rows)
        assert outcome.trace is not None
        timed = (0.0, *seconds)
        events = tuple(
            replace(event, seconds=second)
            for event, second in zip(outcome.trace.events, timed, strict=True)
        )
        story = tell(replace(outcome, trace=replace(outcome.trace, events=events)), source)
        return [(story.sentence(step), step.seconds, step.line) for step in story.steps]

    return tell_it


def test_what_blocks_between_two_steps_is_a_step_with_its_line(told):
    assert told(PRINTS, (0.0, 0.2)) == [
        ("`main()` prints `a`.", 0.0, 2),
        ("`main()` blocks for 0.2 s: nobody else has a turn.", 0.0, 3),
        ("`main()` prints `b`.", 0.2, 4),
    ]


def test_what_blocks_within_a_step_is_said_with_it(told):
    resumed = ("Task-1", "resumed", None, {"cause": {"kind": "timer"}})
    suspended = ("Task-1", "suspended", 4, {"on": "Lock.acquire"})

    [(said, *_)] = told((resumed, suspended), (0.0, 0.2))

    assert said.endswith("waits for the lock; line 3 blocks for 0.2 s: nobody else has a turn.")


def test_where_several_lines_may_have_blocked_none_is_named(told):
    source = SOURCE.replace('    print("b")', '    time.sleep(1)\n    print("b")')
    rows = (PRINTS[0], ("Task-1", "printed", 5, {"text": "b\n"}))

    assert told(rows, (0.0, 0.2), source)[1][2] is None


def test_time_between_two_turns_is_nobodys(told):
    assert len(told((PRINTS[0], (2, *PRINTS[1])), (0.0, 0.2))) == 2


def test_a_moment_is_not_worth_a_word(told):
    assert len(told(PRINTS, (0.0, 0.004))) == 2
