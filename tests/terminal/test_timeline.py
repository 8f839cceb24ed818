import asyncio
from dataclasses import replace

import pytest

from asynclearn.explaining.story import CodeLine, Lane, Mark, Step, StepKind, Story
from asynclearn.sandbox.outcome import Ending, Hang, Outcome, Waiting
from asynclearn.terminal.plain import PlainTerminal
from asynclearn.terminal.story_screen import View
from asynclearn.terminal.timeline import sentences, timeline, with_outcome

LANES = (
    Lane("main()", "`main()`"),
    Lane('task "A"', 'task "A"'),
    Lane("closing rows()", "the task that closes `rows()`"),
    Lane("bell()", "`bell()`"),
)
CODE = tuple(
    CodeLine(number, text)
    for number, text in enumerate(
        ["async def main():", "    async for row in rows():", "        print(row)"], 41
    )
)


TITLE = "Line 2: you said `b`, and it printed `a`. Up to there:"


def story_of(*steps, notes=()):
    return Story(
        "Line 2: you said `b`, and it printed `a`. Up to there:", LANES, steps, (), CODE, notes
    )


def step(lane, text, line=43, seconds=0.0, **more):
    return Step(lane, more.pop("kind", StepKind.RUNS), text, seconds, line, **more)


STORY = story_of(
    step(0, "begins", line=41),
    step(0, "prints `a`", mark=Mark.WRONG),
    step(2, "prints `cleanup`, which is a text that is too long for a single line", seconds=0.25),
    step(0, "3 more steps lie between", kind=StepKind.GAP, line=None, seconds=0.25),
    notes=("Your line `b` is never printed.",),
)


@pytest.fixture
def drawn(console_of):
    def draw(story, width):
        console, out = console_of(width)
        console.print(timeline(story, width))
        return "\n".join(line.rstrip() for line in out.getvalue().splitlines())

    return draw


def test_at_80_columns_each_task_has_its_lane_and_each_step_its_line_of_code(drawn):
    assert drawn(STORY, 80) == (
        "Line 2: you said b, and it printed a. Up to there:\n"
        "\n"
        "         main()    closing rows()\n"
        "     0 s begins                                        41 async def main():\n"
        "✗        prints a                                      43 print(row)\n"
        "  0.25 s │         prints cleanup, which is a text     43 print(row)\n"
        "         │         that is too long for a single line\n"
        "         3 more steps lie between\n"
        "\n"
        "✗ here your prediction and the run differ\n"
        "\n"
        "Your line b is never printed."
    )


def test_at_40_columns_there_is_one_column_with_the_name_of_who_runs(drawn):
    assert drawn(STORY, 40).split("\n")[4:11] == [
        "     0 s main(): begins",
        "         41 async def main():",
        "✗        main(): prints a",
        "         43 print(row)",
        "  0.25 s closing rows(): prints cleanup,",
        "         which is a text that is too",
        "         long for a single line",
    ]


def test_what_does_not_fit_shares_the_last_lane_with_its_name(drawn):
    shown = drawn(story_of(*(step(lane, "runs") for lane in range(4))), 80)

    assert 'main()    task "A"  others' in shown
    assert "│         │         closing rows(): runs" in shown
    assert "│         │         bell(): runs" in shown


@pytest.mark.parametrize("width", [40, 59, 60, 80, 84])
def test_no_line_is_wider_than_the_terminal(drawn, width):
    words = step(3, "waits for " + "`something`, " * 20)
    long = step(1, "prints `" + "x" * 200 + "`")

    shown = drawn(story_of(step(0, "runs"), long, words, notes=("y" * 200,)), width)

    assert max(map(len, shown.splitlines())) <= width


def test_what_a_program_prints_or_is_called_cannot_draw_on_the_screen(drawn):
    evil = Story("t", (Lane("\x1b[2Jmain()", "x"),), (step(0, "prints `\x1b[2J`"),), (), CODE)

    assert "\x1b" not in drawn(evil, 80)
    assert "\x1b" not in "\n".join(sentences(evil))


STUCK = replace(
    STORY,
    outcome=Outcome(
        "", "", Ending.STUCK, 0.1, hang=Hang(waiting=(Waiting("task A", 9, "`lock`"),))
    ),
)


def test_a_story_that_goes_to_the_end_of_a_hang_ends_with_who_waits(drawn, console_of):
    assert drawn(STUCK, 80).endswith(
        "\n\nIt is stuck: nothing can ever wake it.\nTask A waits at line 9: lock."
    )
    console, out = console_of(80)
    asyncio.run(PlainTerminal(console).show_story(STUCK))
    assert "is never printed.\nIt is stuck: nothing can ever wake it.\nTask A w" in out.getvalue()


def test_the_outcome_is_a_step_of_nobody_behind_the_others():
    steps = with_outcome(STUCK, STUCK.steps)

    assert steps[:-1] == STUCK.steps
    assert steps[-1].text.startswith("It is stuck")
    assert with_outcome(STORY, STORY.steps) == STORY.steps


def test_the_sentences_are_numbered_and_name_who_when_and_where():
    assert sentences(STORY) == [
        "Line 2: you said `b`, and it printed `a`. Up to there:",
        "1. At 0 s: `main()` begins. Line 41: async def main():",
        ("2. `main()` prints `a` (here your prediction and the run differ). Line 43: print(row)"),
        (
            "3. At 0.25 s: The task that closes `rows()` prints `cleanup`, which is a text that "
            "is too long for a single line. Line 43: print(row)"
        ),
        "4. 3 more steps lie between.",
        "Your line `b` is never printed.",
    ]


def test_plain_mode_shows_the_sentences(console_of):
    console, out = console_of(80)

    asyncio.run(PlainTerminal(console).show_story(story_of(step(0, "begins", line=41))))

    assert "1. At 0 s: `main()` begins. Line 41: async def main():" in out.getvalue()


DEADLOCK = Story(
    "What happened, step by step",
    (Lane("main()", "`main()`"), Lane("take() 1", "task `take()` 1"), Lane("take() 2", "")),
    tuple(step(lane, "waits for the lock", seconds=0.1) for lane in (0, 1, 2)),
    (),
    (CodeLine(1, "    await asyncio.gather(take(left, right), take(right, left))"),),
)


@pytest.mark.parametrize(("columns", "code", "shared"), [(80, 26, False), (66, 30, True)])
def test_the_program_makes_room_for_a_column_for_each_task(console_of, columns, code, shared):
    view = View(DEADLOCK, console_of(columns)[0])
    view.size = lambda: (24, columns)

    assert view.code_width() == code
    assert ("take() 2" in str(view.heads())) is not shared


@pytest.mark.parametrize("width", range(40, 90, 3))
def test_a_number_stays_with_its_word(drawn, width):
    told = "goes on where it had stopped in line 7: task `take()` 2 in line 123 woke it"
    shown = drawn(story_of(step(0, told)), width)

    assert all(together in shown for together in ("line 7", "line 123", "take() 2"))
