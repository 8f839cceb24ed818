"""Whole quizzes in a real terminal, and through pipes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each is a session in a terminal

CTRL_C, CTRL_D, CTRL_S, ENTER, ESCAPE = "\x03", "\x04", "\x13", "\r", "\x1b"
LEFT_ALONE = ("\x1b[?1049h", "\x1b[?1000h", "\x1b[?2004h")
GO_ON = "goes on with this set."


def end_cleanly(session, code=0):
    assert session.end() == code
    told = session.bytes.decode(errors="replace")
    for switch in LEFT_ALONE:
        off = switch.replace("h", "l")
        assert told.rfind(switch) <= told.rfind(off), f"{switch!r} was left on"
    assert "Traceback" not in told


@pytest.fixture
def quiz(in_terminal, quiz_course):
    """Starts a quiz in a terminal and waits for its first question, or for what is given."""

    def start(*arguments, until="that is my answer", **more):
        session = in_terminal(
            "--course", str(quiz_course), "quiz", "--seed", "0", "--trust", *arguments, **more
        )
        session.wait_for(until)
        return session

    return start


def name_asked(session):
    return "first" if 'print("first")' in session.text else "second"


@pytest.mark.parametrize("columns", [80, 40])
def test_a_quiz_from_start_to_report(quiz, quiz_course, columns):
    session = quiz(columns=columns, lines=100)
    assert "Question 1 of 2" in session.text
    name = name_asked(session)
    session.press(f"wrong{ENTER}?{ENTER}")
    session.wait_for("Hint 1 of 1")
    session.wait_for_line("1 › wrong")
    session.press("\x7f" * 5 + f"nothing{CTRL_S}")
    shown = session.wait_for("How sure are you?")
    session.wait_for("3 sure")
    assert "It prints" not in shown
    session.press("3")
    session.wait_for("Something is printed.")
    session.wait_for("1    2")
    session.press("1")
    session.wait_for("Enter next question")
    assert "✓ That is why." in session.text
    assert f"It prints {name}." in session.text
    session.press("d")
    session.wait_for("What is wrong with this question?")
    session.wait_for("note it")
    session.press(f"too easy{ENTER}")
    session.wait_for("Noted.")
    session.wait_for("Enter next question")
    session.press(ENTER)
    session.wait_for("Question 2 of 2")
    session.wait_for("that is my answer")
    other = "second" if name == "first" else "first"
    session.press(f"{other}{CTRL_S}")
    session.wait_for("3 sure")
    session.press("2")
    session.wait_for("1    2")
    session.press("1")
    session.wait_for("Enter see how it went")
    session.press(ENTER)
    session.wait_for("1 question comes back")
    end_cleanly(session)
    shown = session.text
    assert "1 of 2 right." in shown
    assert "When you were sure" not in shown  # that was once
    assert f"✗ The {name}" in shown
    # Only the terminal breaks a command, where its line ends.
    assert f"asynclearn --course {quiz_course} lesson 4 --part 1" in shown.replace("\n", "")


@pytest.mark.parametrize(
    ("keys", "code"), [(CTRL_C, 130), (CTRL_D, 0), (ESCAPE, 0)], ids=["ctrl-c", "ctrl-d", "esc"]
)
@pytest.mark.parametrize("at", ["editor", "sure", "why", "menu"])
def test_left_anywhere_the_terminal_is_clean_and_the_set_goes_on(quiz, at, keys, code):
    session = quiz()
    name = name_asked(session)
    for place, typed, until in (
        ("sure", f"{name}{CTRL_S}", "3 sure"),
        ("why", "3", "1    2"),
        ("menu", "1", "Enter next question"),
    ):
        if ("editor", "sure", "why", "menu").index(at) < ("sure", "why", "menu").index(place) + 1:
            break
        session.press(typed)
        session.wait_for(until)
    session.press(keys)
    session.wait_for(GO_ON)
    end_cleanly(session, code)

    if at in ("editor", "sure"):
        again = quiz()
    else:
        again = quiz(until="Enter go on with it")
        again.press(ENTER)
        again.wait_for("1    2" if at == "why" else "that is my answer")

    assert f"Question {2 if at == 'menu' else 1} of 2" in again.text
    assert ("1 › " + name in again.text) == (at == "sure")


def without_spaces(text):
    """A long path may be broken anywhere."""
    return "".join(text.split())


@pytest.mark.parametrize("exam", [False, True], ids=["quiz", "exam"])
def test_the_way_on_names_the_course_that_was_given(environment, quiz_course, exam):
    more = ["--exam"] if exam else []
    command = [sys.executable, "-m", "asynclearn", "--course", str(quiz_course), "quiz", *more]

    done = subprocess.run(
        command,
        input="\nfirst\n.\n1\n" if exam else "wrong\n.\n1\n1\nq\n",
        capture_output=True,
        text=True,
        env=environment,
        cwd=quiz_course.parent,
        check=False,
        timeout=60,
    )

    said = without_spaces(done.stdout)
    assert f"asynclearn--course{quiz_course}{''.join(['quiz', *more])}" in said
    assert "`asynclearnquiz`" not in said


def test_the_progress_names_the_course_that_was_given(environment, quiz_course):
    done = subprocess.run(
        [sys.executable, "-m", "asynclearn", "--course", str(quiz_course), "progress"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )

    assert f"`asynclearn--course{quiz_course}quiz`beginsone." in without_spaces(done.stdout)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=["closed", "killed"]
)
def test_a_closed_terminal_keeps_what_was_typed(quiz, number, code):
    session = quiz()
    session.press("half")
    session.wait_for("1 › half")
    session.child.kill(number)
    end_cleanly(session, code)

    again = quiz()

    again.wait_for("1 › half")


@pytest.fixture
def through_pipe(environment, quiz_course, tmp_path):
    """`asynclearn …` with this as its input."""

    def start(*arguments, typed="", **more):
        return subprocess.run(
            [sys.executable, "-m", "asynclearn", "--course", str(quiz_course), *arguments],
            input=typed, capture_output=True, text=True, cwd=tmp_path, check=False,
            env={**environment, **more},
        )  # fmt: skip

    return start


BOTH = "first\n.\n3\n1\n\nfirst\n.\n1\n1\n\n"
"""The same answers to both questions: one of them is right, whichever comes first."""


def test_a_quiz_through_a_pipe_says_all_in_sentences(through_pipe):
    done = through_pipe("quiz", "--trust", typed=BOTH)

    assert done.returncode == 0, done.stderr
    assert "Question 2 of 2." in done.stdout
    assert "1 of 2 right." in done.stdout
    assert not set(done.stdout) & set("│─┃━▌█░✗✓\x1b")


def test_progress_tells_what_was_answered(through_pipe):
    through_pipe("quiz", "--trust", typed=BOTH)

    shown = through_pipe("progress").stdout
    found = json.loads(through_pipe("progress", "--json").stdout)
    table = through_pipe("progress", "--csv").stdout.splitlines()

    assert "1 of 2 right" in shown
    assert not set(shown) & set("│─┃━▌█░✗✓\x1b")
    [topic] = found["topics"]
    assert (topic["topic"], topic["answered"], topic["right"]) == ("counting", 2, 1)
    assert len(found["due"]) == 2
    assert [each["confidence"] for each in found["calibration"]] == [1, 3]
    assert len(table) == 3
    assert table[0].startswith("question,digest,claim,right,at")


@pytest.mark.parametrize("columns", [80, 40])
def test_progress_fits_the_terminal(in_terminal, through_pipe, quiz_course, columns):
    through_pipe("quiz", "--trust", typed=BOTH)

    session = in_terminal("--course", str(quiz_course), "progress", columns=columns, lines=60)
    session.wait_for("asks what is due")

    assert "Mastery by topic" in session.text
    assert "█" in session.text
    end_cleanly(session)


def test_progress_moves_to_another_machine_and_is_reset(through_pipe, tmp_path):
    through_pipe("quiz", "--trust", typed=BOTH)
    before = through_pipe("progress", "--csv").stdout

    exported = through_pipe("progress", "export", "p.json")
    for_a_teacher = through_pipe("progress", "export", "p.jsonl").stdout
    assert for_a_teacher == "2 answers written to `p.jsonl`, for an instructor.\n"
    there = {"ASYNCLEARN_HOME": str(tmp_path / "there")}
    moved = through_pipe("progress", "import", "p.json", **there)
    again = through_pipe("progress", "import", "p.json", **there)
    not_reset = through_pipe("progress", "reset")
    reset = through_pipe("progress", "reset", "--yes")

    assert exported.stdout == "2 answers and all else written to `p.json`.\n"
    assert moved.stdout == "2 answers from `p.json` added.\n"
    assert again.stdout == "Nothing was new.\n"
    assert through_pipe("progress", "--csv", **there).stdout == before
    assert (not_reset.returncode, reset.returncode) == (2, 0)
    assert through_pipe("progress", "--csv").stdout.count("\n") == 1
    [copy] = (tmp_path / "home").glob("*.reset-*")
    copy.rename(tmp_path / "home" / "progress.sqlite3")
    assert through_pipe("progress", "--csv").stdout == before


def test_reset_asks_first(in_terminal, through_pipe, quiz_course):
    through_pipe("quiz", "--trust", typed=BOTH)
    session = in_terminal("--course", str(quiz_course), "progress", "reset")
    session.wait_for("Type yes:")

    session.press(f"no{ENTER}")

    session.wait_for("nothing was forgotten")
    end_cleanly(session, 2)
    assert through_pipe("progress", "--csv").stdout.count("\n") == 3


def test_an_exam_is_graded_again_by_somebody_else(through_pipe, tmp_path):
    typed = "\nfirst\n.\n3\n\nfirst\n.\n1\n\n\n"
    exam = through_pipe("quiz", "--exam", "--claims", "e.jsonl", "--trust", typed=typed)
    forged = (tmp_path / "e.jsonl").read_text().replace('"claim"', '"right": true, "claim"')
    (tmp_path / "e.jsonl").write_text(forged)

    graded = through_pipe(
        "quiz", "--grade", "e.jsonl", "--trust", ASYNCLEARN_HOME=str(tmp_path / "teacher")
    )

    assert exam.returncode == 0, exam.stderr
    assert "Locked in." in exam.stdout
    assert "1 of 2 right." in exam.stdout
    assert graded.returncode == 1
    assert graded.stdout.splitlines()[-1] == "1 of 2 right."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quiz", "--due", "--new"), "leave nothing to ask"),
        (("quiz", "--minutes", "3"), "add `--exam`"),
        (("quiz", "--exam", "--minutes", "0.5"), "no time for an exam; give 1 to 600"),
        (("quiz", "--level", "4"), "--level"),
        (("quiz", "--kind", "debug"), "--kind"),
        (("quiz", "--count", "0"), "--count"),
        (("quiz", "--grade", "nothing"), "can't be read"),
        (("progress", "--json", "--csv"), "give one of them"),
        (("progress", "import", "nothing"), "can't be read"),
        (("progress", "export", "missing/file"), "can't be written"),
    ],
)
def test_wrong_use_is_told(through_pipe, arguments, said):
    done = through_pipe(*arguments)

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_where_nothing_can_be_saved_the_quiz_goes_on_and_says_so(through_pipe, tmp_path):
    (tmp_path / "file").write_text("")

    done = through_pipe("quiz", "--trust", typed=BOTH, ASYNCLEARN_HOME=str(tmp_path / "file"))

    assert done.returncode == 0, done.stderr
    assert "Progress can't be saved" in done.stderr
    assert "1 of 2 right." in done.stdout
    assert "Nothing of this could be saved." in done.stdout


def test_reset_where_nothing_is_saved_is_refused(through_pipe, tmp_path):
    (tmp_path / "file").write_text("")

    done = through_pipe("progress", "reset", "--yes", ASYNCLEARN_HOME=str(tmp_path / "file"))

    assert done.returncode == 2
    assert "nothing was changed" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is Linux's")
def test_an_export_to_a_full_disk_is_told(through_pipe, tmp_path):
    through_pipe("quiz", "--trust", typed=BOTH)
    done = through_pipe("progress", "--csv")
    with Path("/dev/full").open("w") as full:
        full_out = subprocess.run(
            [sys.executable, "-m", "asynclearn", "progress", "--csv"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            env={**os.environ, "ASYNCLEARN_HOME": str(tmp_path / "home")},
        )  # fmt: skip

    assert done.returncode == 0
    assert full_out.returncode == 2
    assert "can't be written" in full_out.stderr


def test_nothing_to_ask_is_no_failure_and_an_unknown_topic_is_wrong_use(through_pipe):
    nothing = through_pipe("quiz", "--level", "3", "--trust")
    unknown = through_pipe("quiz", "--topic", "countin", "--trust")

    assert nothing.returncode == 0
    assert "No challenge fits level 3; leave one of these out." in nothing.stdout
    assert unknown.returncode == 2
    assert "no challenge is about `countin`; did you mean `counting`?" in unknown.stderr
    assert unknown.stdout == ""


def test_the_report_of_an_exam_and_its_grading_agree_on_what_was_not_answered(through_pipe):
    typed = "\nfirst\n.\n3\ni\n\n\n"
    exam = through_pipe("quiz", "--exam", "--claims", "e.jsonl", "--trust", typed=typed)

    graded = through_pipe("quiz", "--grade", "e.jsonl", "--trust").stdout.splitlines()[-1]
    progress = through_pipe("progress").stdout

    assert graded in ("0 of 2 right.", "1 of 2 right.")
    assert f"{graded.removesuffix('.')}, 1 not answered." in exam.stdout
    assert graded.removesuffix(".") in progress


def test_the_overview_names_an_open_quiz_and_an_open_exam(through_pipe, quiz_course):
    through_pipe("quiz", "--trust", typed="first\n.\n3\n1\nq\n")
    through_pipe("quiz", "--exam", "--trust", typed="\n")

    shown = " ".join(through_pipe().stdout.split())

    assert f"`asynclearn --course {quiz_course} quiz` goes on with a quiz, 1 of 2" in shown
    assert f"`asynclearn --course {quiz_course} quiz --exam` goes on with an exam" in shown
