"""What a stranger gets: the built wheel in a new virtual environment, outside the checkout."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
CTRL_S, ENTER = "\x13", "\r"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The `asynclearn` of a new virtual environment that holds only the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True)
    [wheel] = folder.glob("asynclearn-*.whl")
    environment = folder / "venv"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", str(wheel)],
        check=True,
    )
    return environment / "bin" / "asynclearn"


def test_the_wheel_brings_the_course_along(installed, environment, tmp_path):
    done = subprocess.run(
        [installed, "list"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=True,
    )

    assert "Lesson 4: Async generators and async iterators" in done.stdout
    assert "leave-after-one-row" in done.stdout


def test_lesson_4_is_taken_left_and_resumed_in_a_terminal(installed, in_terminal):
    first = in_terminal("lesson", "4", command=(str(installed),), lines=100)
    first.wait_for("lock it in")
    first.press(f"async_generator{ENTER}by hand 1{ENTER}closed{CTRL_S}")
    first.wait_for("✗ 3 of 5 lines right")
    first.wait_for("Enter next")
    first.press(ENTER)
    first.wait_for("Is this special to async?")
    first.wait_for("second []")
    first.wait_for("Enter on to part 1")
    first.press(ENTER)
    first.wait_for("lock it in")
    lines = ("aiter", "anext", "page 1", "anext", "page 2", "anext", "done")
    first.press(ENTER.join(lines) + CTRL_S)
    first.wait_for("✓ Right")
    first.wait_for("Enter next")
    first.press(ENTER)
    first.wait_for("The same loop, written out")
    first.wait_for("Enter next")
    first.press("q")
    first.wait_for("Your place is kept.")
    assert first.end() == 0

    second = in_terminal("lesson", "4", command=(str(installed),), lines=100)
    second.wait_for("Going on where you stopped.")
    second.wait_for("The same loop, written out")
    second.wait_for("Enter next")
    second.press("\x03")
    assert second.end() == 130


def test_lesson_4_is_taken_left_and_resumed_through_a_pipe(installed, environment, tmp_path):
    def take(typed):
        return subprocess.run(
            [installed, "lesson", "4"],
            input=typed,
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            check=False,
        )

    first = take("async_generator\nby hand 1\nclosed\n.\n\n\naiter\nanext\n.\nq\n")
    second = take("")

    assert (first.returncode, first.stderr) == (0, "")
    assert "3 of 5 lines right" in first.stdout
    assert "Going on where you stopped." in second.stdout
    assert "Counting the calls" in second.stdout
