"""`asynclearn preview`: the page as learners see it, and what is wrong with it, at each save."""

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow  # each is a session in a terminal, or an interpreter

CTRL_C, ESCAPE = "\x03", "\x1b"


ALLOWED = "\n".join(
    f"<!-- asynclearn: allow {rule} because a test is short -->\n"
    for rule in ("empty-feedback", "stub-explanation", "unlikely-prediction")
)


@pytest.fixture
def page(quiz_course):
    for file in (quiz_course / "challenges").iterdir():
        file.write_text(f"{file.read_text()}\n{ALLOWED}")
    return quiz_course / "challenges" / "first.md"


def preview(environment, file, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "asynclearn", "preview", str(file), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )


def test_a_save_shows_the_page_anew_with_its_real_output_and_its_problems(in_terminal, page):
    session = in_terminal("preview", str(page), lines=70)
    shown = session.wait_for("All is true.")
    assert "Question 1 of 1" in shown
    assert "It prints\n│ first" in shown
    assert "Wrong prediction 1 of 1, line 19" in shown
    assert "Something is printed." in shown
    assert "Hint 1 of 1" in shown
    assert "1 is right" in shown
    assert "It prints first." in shown

    page.write_text(page.read_text().replace('print("first")', 'print("second")'))
    session.wait_for("1 error")
    shown = session.wait_for("It prints\n│ second")
    assert "15 error: on Python" in shown
    assert "line 1 is claimed as `first`, printed is `second`" in " ".join(shown.split())

    page.write_text(page.read_text().replace("## Hint", "## Hnt"))
    session.wait_for("did you mean `Hint`?")
    session.wait_without("It prints")

    before = page.read_text()
    page.unlink()
    session.wait_for("The file is gone.")
    page.write_text(before)
    session.wait_without("The file is gone.")
    page.write_text(page.with_name("second.md").read_text())
    session.wait_for("It prints\n│ second")
    session.wait_for("All is true.")
    session.press("q")
    assert session.end() == 0
    assert session.bytes.rfind(b"\x1b[?1049l") > session.bytes.rfind(b"\x1b[?1049h")


def test_a_save_does_not_wait_for_the_programs_of_the_last_one(in_terminal, page):
    quick = page.read_text()
    slow = quick.replace("level: 1", "level: 1\ntimeout: 60\nclock: real")
    page.write_text(slow.replace('print("first")', "import time\ntime.sleep(50)"))
    session = in_terminal("preview", str(page), lines=70)
    session.wait_for("Running…")

    page.write_text(quick)

    session.wait_for("It prints\n│ first")
    session.press("q")
    assert session.end() == 0


def test_a_save_keeps_the_place_on_a_narrow_screen(in_terminal, page):
    session = in_terminal("preview", str(page), columns=40, lines=12)
    session.wait_for("All is true.")
    session.press("G")
    shown = session.wait_for("No problems")
    assert "Question 1 of 1" not in shown
    assert all(len(line) <= 40 for line in shown.split("\n"))

    page.write_text(page.read_text().replace("It prints first.", "That is the reason."))

    shown = session.wait_for("That is the reason.")
    assert "Question 1 of 1" not in shown
    session.press("g")
    session.wait_for("Question 1 of 1")
    session.press("p")
    session.wait_for("No problems")
    session.press(CTRL_C)
    assert session.end() == 130


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=["closed", "killed"]
)
def test_a_preview_that_is_asked_to_go_leaves_the_terminal_clean(in_terminal, page, number, code):
    session = in_terminal("preview", str(page))
    session.wait_for("All is true.")

    session.child.kill(number)

    assert session.end() == code
    assert session.bytes.rfind(b"\x1b[?1049l") > session.bytes.rfind(b"\x1b[?1049h")


def test_a_page_of_a_lesson_is_shown_whole(in_terminal, course):
    part = course / "lessons" / "04-small" / "part-1-counting.md"
    session = in_terminal("preview", str(part), lines=70)

    shown = session.wait_for("1 piece of advice")

    assert "Lesson 4 · Part 1: Counting" in shown
    assert "It prints\n│ number 1\n│ number 2\n│ number 3" in shown
    assert "You count from zero." in shown
    assert "It raised ValueError: no, line 30." in shown
    assert "Nothing catches it." in shown
    session.press(ESCAPE)
    assert session.end() == 0


def test_without_a_terminal_it_is_shown_once_in_sentences(environment, page):
    right = preview(environment, page)
    page.write_text(page.read_text().replace('print("first")', 'print("second")'))
    wrong = preview(environment, page)

    assert (right.returncode, right.stderr) == (0, "")
    assert "Question 1 of 1. The first. predict, level 1." in right.stdout
    assert "Wrong prediction 1 of 1, line 19:\n\nThe line is wrong" in right.stdout
    assert "1 is right:\nYes." in right.stdout
    assert right.stdout.endswith("All is true: 1 file, 1 program, 1 run, 5 allowed.\n")
    assert wrong.returncode == 1
    assert f"{page}:15: on Python" in wrong.stdout
    assert "It prints:\nsecond" in wrong.stdout


def test_once_ends_also_at_a_terminal(in_terminal, page):
    session = in_terminal("preview", str(page), "--once", lines=70)

    session.wait_for("No problems")

    assert session.end() == 0


def test_a_page_whose_lesson_can_not_be_read_says_why(environment, course):
    folder = course / "lessons" / "04-small"
    readme = folder / "README.md"
    readme.write_text(readme.read_text().replace("number: 4", "number: 5"))

    told = preview(environment, folder / "part-1-counting.md")

    assert told.returncode == 1
    assert f"{readme}:2: `number: 5` is not that of the folder" in told.stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.md", "`none.md` does not exist"),
        ("lessons/04-small", "is a folder; name one file in it"),
        ("challenges/README.md", "is no page of a course"),
        ("challenges/first.py", "is no Markdown file"),
    ],
)
def test_what_is_no_page_is_told(environment, quiz_course, name, said):
    (quiz_course / "challenges" / "README.md").write_text("# About\n")
    (quiz_course / "challenges" / "first.py").write_text("print(1)\n")
    file = quiz_course / name if "/" in name else name

    told = preview(environment, file)

    assert told.returncode == 2
    assert said in told.stderr
    assert told.stdout == ""


@pytest.mark.parametrize("name", ["lessons/04-small", "challenges/README.md", "none.md"])
def test_what_is_no_page_is_told_at_a_terminal_too(in_terminal, quiz_course, name):
    (quiz_course / "challenges" / "README.md").write_text("# About\n")

    session = in_terminal("preview", str(quiz_course / name), columns=200)

    assert session.end() == 2
    assert "asynclearn: `" in " ".join(session.text.split())
    assert "Traceback" not in session.text
