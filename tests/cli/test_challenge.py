"""A challenge in a real terminal: open, save, see what is not met, save, see it met, go on."""

import subprocess
import sys

import pytest

from tests.grading.conftest import CHALLENGE as GRADED
from tests.grading.conftest import RIGHT

pytestmark = pytest.mark.slow

# That of the graders' tests, with a hint and the usual time.
CHALLENGE = GRADED.replace("timeout: 1\n", "").replace(
    "## Explanation", "## Hint\n\nLoop over the stream.\n\n## Explanation"
)
WRONG = "async def doubled(stream):\n    async for item in stream:\n        yield item\n"
ENTER = "\r"


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course" / "challenges"
    folder.mkdir(parents=True)
    (folder / "doubled.md").write_text(CHALLENGE)
    (folder / "doubled-again.md").write_text(CHALLENGE.replace("# Doubled", "# Doubled again"))
    return tmp_path / "course"


def begin(in_terminal, course, *arguments, **more):
    session = in_terminal("--course", str(course), "challenge", "doubled", *arguments, **more)
    shown = session.wait_for("Enter run")
    assert "0 of 2 demands met." in shown
    return session


@pytest.mark.parametrize("polling", ["", "true"], ids=["told", "polling"])
def test_a_save_is_judged_and_nothing_goes_on_by_itself(in_terminal, course, tmp_path, polling):
    more = {"WATCHFILES_FORCE_POLLING": polling} if polling else {}
    session = begin(in_terminal, course, **more)
    mine = tmp_path / "asynclearn-work" / "course" / "doubled.py"
    assert "- Each item comes, twice as large." in mine.read_text()

    mine.write_text(WRONG)
    shown = session.wait_for("Came: [1, 2]")
    assert "1 of 2 demands met." in shown
    assert "✗ not met Each item comes, twice as large." in shown
    assert "✓ met     Nothing comes of nothing." in shown
    assert "Expected: for 1 and 2 the items are [2, 4]" in shown
    session.wait_for("This doubles nothing.")

    mine.write_text("async def doubled(stream:\n")
    shown = session.wait_for("could not be loaded")
    assert "· not reached" in shown
    assert "SyntaxError" in shown

    mine.write_text(RIGHT)
    shown = session.wait_for("All 2 demands are met.")
    session.wait_for("The loop ends when the stream does.")
    session.wait_for("n next")
    session.press("n")
    session.wait_for("Doubled again")
    session.wait_for("Enter run")
    session.press("q")
    assert session.end() == 0


def test_hints_the_solution_and_a_reset_ask_before_they_take_something_away(
    in_terminal, course, tmp_path
):
    session = begin(in_terminal, course, "--no-watch")
    session.press("h")
    session.wait_for("Loop over the stream.")
    session.press("s")
    session.wait_for("Enter keep trying")
    session.press(ENTER)
    session.wait_for("It was not shown.")
    session.wait_for("Enter run")
    session.press("s")
    session.wait_for("Enter keep trying")
    session.press("\x1b")
    shown = session.wait_for("Enter run")
    assert "yield 2 * item" not in shown
    session.press("s")
    session.wait_for("Enter keep trying")
    session.press("s")
    session.wait_for("yield 2 * item")
    session.wait_for("Enter run")
    mine = tmp_path / "asynclearn-work" / "course" / "doubled.py"
    mine.write_text(RIGHT)
    session.press("r")
    session.wait_for("All 2 demands are met.")
    session.press("x")
    session.wait_for("Enter keep mine")
    session.press("x")
    session.wait_for("doubled.1.py")
    session.wait_for("Enter run")
    session.press("q")
    assert session.end() == 0
    assert (mine.parent / "doubled.1.py").read_text() == RIGHT
    assert "Demands:" in mine.read_text()


def test_everything_works_through_a_pipe(environment, course, tmp_path):
    def asynclearn(typed, *arguments):
        command = [sys.executable, "-m", "asynclearn", "--course", str(course)]
        return subprocess.run(
            [*command, "challenge", "doubled", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            check=False,
        )

    first = asynclearn("h\nq\n", "--workspace", "mine")
    assert (first.returncode, first.stderr) == (0, "")
    assert "Not met: Each item comes, twice as large." in first.stdout
    (tmp_path / "mine" / "course" / "doubled.py").write_text(RIGHT)
    second = asynclearn("r\nt\nq\n")
    assert "All 2 demands are met." in second.stdout
    assert "In this run nothing happened that a story could tell." in second.stdout  # only defs
    third = asynclearn("q\n", "--reset")
    assert "doubled.1.py" in third.stdout
    assert "0 of 2 demands met." in third.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "not UTF-8"), (b"#" * 1_000_001, "larger than"), (b"\0", "could not be loaded")],
    ids=["not UTF-8", "too large", "null byte"],
)
def test_a_file_that_is_no_program_is_told_in_words(environment, course, tmp_path, content, words):
    folder = tmp_path / "asynclearn-work" / "course"
    folder.mkdir(parents=True)
    (folder / "doubled.py").write_bytes(content)

    told = subprocess.run(
        [sys.executable, "-m", "asynclearn", "--course", str(course), "challenge", "doubled"],
        input="q\n",
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=False,
    )

    assert (told.returncode, told.stderr) == (0, "")
    assert words in " ".join(told.stdout.split())


def test_a_challenge_of_another_kind_says_where_it_is_asked(environment, tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "asynclearn", "challenge", "early-pages"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=False,
    )

    assert told.returncode == 2
    assert "asynclearn quiz" in told.stderr
