"""The story to step through, in a real terminal."""

import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each is a session in a terminal

HERE = Path(__file__).parent
SCRIPT = """
import asyncio, runpy, sys
from asynclearn.explaining.tell import tell
from asynclearn.terminal.stepping import step_through
from asynclearn.terminal.theme import make_console

source, outcome = runpy.run_path(sys.argv[1])["read_run"](sys.argv[2])
print("before")
try:
    asyncio.run(step_through(tell(outcome, source), make_console()))
except (EOFError, KeyboardInterrupt) as error:
    print(type(error).__name__)
print("after")
"""
ALTERNATE_ON, ALTERNATE_OFF = b"\x1b[?1049h", b"\x1b[?1049l"
LEFT, RIGHT = "\x1b[D", "\x1b[C"
UP, DOWN, END, ESCAPE, CTRL_C, CTRL_D = "\x1b[A", "\x1b[B", "\x1b[F", "\x1b", "\x03", "\x04"


@pytest.fixture
def view(in_terminal):
    """Starts the view of a recorded run."""

    def open_view(run="bell", **options):
        reader = HERE.parent / "explaining" / "conftest.py"
        command = (sys.executable, "-W", "ignore", "-c", SCRIPT, str(reader), run)
        session = in_terminal(command=command, **options)
        session.wait_for("q back")
        return session

    return open_view


def current_line(session):
    """The line of the program that is marked."""
    [marked] = [line for line in session.text.split("\n") if "▶ " in line]
    return marked.partition("▶ ")[2].strip()


def test_the_arrows_move_through_the_steps_with_the_program_beside(view):
    session = view()
    assert current_line(session) == "10 async def main():"

    session.press(DOWN)
    session.wait_for("2 of ")
    assert current_line(session).startswith("11     task = asyncio")

    session.press(UP)
    session.wait_for("1 of ")
    assert current_line(session) == "10 async def main():"


def test_the_keys_j_k_and_end_move_too_and_stop_at_the_ends(view):
    session = view()

    session.press("jj")
    session.wait_for("3 of ")
    session.press("kkkk")
    session.wait_for("1 of ")
    session.press(END)
    session.wait_for("16 of 16")
    session.press("j")
    session.press("k")
    session.wait_for("15 of 16")


def test_the_last_thing_is_how_the_run_ended_also_in_the_details(view):
    session = view()

    session.press(END)
    session.wait_for("16 of 16")
    assert "It finished." in session.text
    session.press("d")

    session.wait_for("d short version")
    assert "It finished." in session.text


def test_left_and_right_move_as_well(view):
    session = view()

    session.press(RIGHT)
    session.wait_for("2 of ")
    session.press(LEFT)
    session.wait_for("1 of ")


def test_the_current_step_has_a_mark_of_its_own_and_its_line_stands_whole_below(view):
    session = view()

    session.press(DOWN)
    session.wait_for("2 of ")

    lines = session.text.split("\n")
    [marked] = [line for line in lines if line.startswith("›")]
    assert "makes" in marked
    assert any(line.startswith("Line 11: task = asyncio.create_task(") for line in lines)


def test_the_details_are_shown_at_the_same_moment(view):
    session = view()
    session.press("jjj")
    session.wait_for("4 of ")
    line = current_line(session)

    session.press("d")

    session.wait_for("d short version")
    assert current_line(session) == line


@pytest.mark.parametrize(
    ("key", "said"),
    [("q", "after"), (ESCAPE, "after"), (CTRL_C, "KeyboardInterrupt"), (CTRL_D, "EOFError")],
    ids=["q", "esc", "ctrl-c", "ctrl-d"],
)
def test_leaving_gives_the_screen_back(view, key, said):
    session = view()

    session.press(key)

    shown = session.wait_for("after")
    assert said in shown
    assert session.bytes.rfind(ALTERNATE_ON) < session.bytes.rfind(ALTERNATE_OFF)
    assert session.end() == 0


def test_at_40_columns_the_program_stands_below(view):
    session = view(columns=40, lines=30)

    lines = session.text.split("\n")
    step = next(number for number, line in enumerate(lines) if "main(): begins" in line)
    code = next(number for number, line in enumerate(lines) if "▶ 10" in line)
    assert step < code
    assert max(map(len, lines)) <= 40


def test_a_terminal_that_becomes_smaller_is_redrawn(view):
    session = view(columns=100)
    assert "main()    bell()" in session.text

    session.screen.resize(30, 50)
    session.screen.reset()
    session.child.setwinsize(30, 50)

    session.wait_for("main(): begins")


def test_no_color_is_honored(view):
    session = view(NO_COLOR="1")

    colored = [code for code in range(30, 48) if f"\x1b[{code}m".encode() in session.bytes]

    assert colored == []
