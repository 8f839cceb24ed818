import pytest

from asynclearn.judging.claim import Claim, ClaimedEnding, Finish
from asynclearn.judging.judge import judge
from asynclearn.sandbox.outcome import Ending, Hang, Outcome, Waiting
from asynclearn.terminal.hanging import hang_in_words, wrapped_ending
from asynclearn.terminal.plain import PlainTerminal
from asynclearn.terminal.rich_terminal import RichTerminal

DEADLOCK = Hang(
    waiting=(
        Waiting("task `main()`", 14, "the end of its `TaskGroup`: task A and task B are not done"),
        Waiting("task A", 9, "`spoon.acquire()` held by task B", waits_for=("task B",)),
        Waiting("task B", 9, "`fork.acquire()` held by task A", waits_for=("task A",)),
    ),
    cycle=("task A", "task B"),
    sentence="Nothing can wake it.",
)
STUCK = Outcome("one\n", "", Ending.STUCK, 0.1, hang=DEADLOCK)
POLL = Hang(lines=(4, 5, 7), reaches_loop=True, sentence="It went on.")
BUSY = Hang(lines=(3,), reaches_loop=False, sentence="It went on.")


def test_a_deadlock_is_told_task_by_task_and_then_the_circle():
    assert hang_in_words(STUCK) == (
        "Nothing can wake it.",
        (
            "Task `main()` waits at line 14: "
            "the end of its `TaskGroup`: task A and task B are not done."
        ),
        "Task A waits at line 9: `spoon.acquire()` held by task B.",
        "Task B waits at line 9: `fork.acquire()` held by task A.",
        "So they wait in a circle: task A, task B, and task A again.",
    )


@pytest.mark.parametrize(
    ("hang", "words"),
    [
        (None, ()),
        (Hang(), ()),
        (Hang(cycle=("task `main()`",)), ("So task `main()` waits for itself.",)),
        (Hang(waiting=(Waiting("task A", None, "x"),)), ("Task A waits: x.",)),
        (Hang(left_out=1), ("1 more task waits.",)),
        (
            POLL,
            (
                "It went on.",
                "It gives the event loop its turns, but comes to no end.",
                "It goes round lines 4, 5 and 7.",
            ),
        ),
        (
            BUSY,
            (
                "It went on.",
                "It never gives control back to the event loop, so nothing else can run.",
                "It goes round line 3.",
            ),
        ),
    ],
)
def test_what_is_known_is_said_and_no_more(hang, words):
    assert hang_in_words(Outcome("", "", Ending.STUCK, 0.1, hang=hang)) == words


def test_of_many_waiting_tasks_the_first_are_shown():
    hang = Hang(waiting=(Waiting("task A", 1, "x"),) * 20, left_out=5)
    words = hang_in_words(Outcome("", "", Ending.STUCK, 0.1, hang=hang))

    assert (len(words), words[-1]) == (9, "17 more tasks wait.")


def test_what_a_program_calls_its_tasks_can_not_move_the_cursor():
    hang = Hang(waiting=(Waiting("task \x1b[2J", 1, "\x07"),), cycle=("\x9b1m", "b"))
    words = hang_in_words(Outcome("", "", Ending.STUCK, 0.1, hang=hang))

    assert words[0] == r"Task \x1b[2J waits at line 1: \x07."
    assert "".join(words).isprintable()


@pytest.mark.parametrize("width", [40, 80])
def test_the_ending_fits_its_width(width):
    lines = wrapped_ending(STUCK, width).splitlines()

    assert lines[0] == "It is stuck: nothing can ever wake it."
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [40, 80])
def test_a_terminal_shows_the_reasons_after_the_output(console_of, width):
    console, out = console_of(width)
    RichTerminal(console).show_outcome(STUCK)

    shown = " ".join(out.getvalue().split())
    assert "It is stuck: nothing can ever wake it. · Nothing can wake it." in shown
    assert "· Task A waits at line 9: `spoon.acquire()` held by task B." in shown
    assert max(map(len, out.getvalue().splitlines())) <= width


def test_a_right_prediction_of_a_hang_is_shown_with_the_reason(console_of):
    console, out = console_of(80)
    claim = Claim("one", ClaimedEnding(Finish.HANGS))
    RichTerminal(console).show_verdict(claim, STUCK, judge(claim, STUCK), None)

    assert "So they wait in a circle: task A, task B, and task A again." in out.getvalue()


def test_plain_mode_says_the_reasons_as_sentences(console_of):
    console, out = console_of(80)
    PlainTerminal(console).show_outcome(STUCK)

    assert "wake it.\nNothing can wake it.\nTask `main()` waits at line 14:" in out.getvalue()
