"""Whole sessions in a real terminal, and through pipes."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each is a session in a terminal

CTRL_C, CTRL_D, CTRL_L, CTRL_S = "\x03", "\x04", "\x0c", "\x13"
ENTER, ESCAPE = "\r", "\x1b"
LEFT_ALONE = ("\x1b[?1049h", "\x1b[?1000h", "\x1b[?2004h")
"""The alternate screen, the mouse, bracketed paste: what is switched on is switched off."""


def end_cleanly(session, code=0):
    assert session.end() == code
    told = session.bytes.decode(errors="replace")
    for switch in LEFT_ALONE:
        off = switch.replace("h", "l")
        assert told.rfind(switch) <= told.rfind(off), f"{switch!r} was left on"
    assert "site-packages" not in told  # a traceback of ours would pass through Typer


def test_a_lesson_is_asked_run_compared_explained_and_resumed(in_terminal, course):
    first = in_terminal("--course", str(course), "lesson", "4")
    first.wait_for("lock it in")
    assert "It says hello" not in first.text
    first.press(f"hello{CTRL_S}")
    first.wait_for("on to part 1")
    assert "✓ Right" in first.text
    assert "It says hello." in first.text
    first.press(ENTER)
    first.wait_for("for number in (1, 2, 3):")
    first.wait_for("lock it in")
    first.press(f"number 0{ENTER}number 1{ENTER}number 2{CTRL_S}")
    shown = first.wait_for("Enter next")
    assert "You count from zero." in shown
    assert "it printed" in shown
    assert "The loop takes what stands in the tuple." in shown
    first.press("q")
    first.wait_for("Your place is kept.")
    end_cleanly(first)

    second = in_terminal("--course", str(course), "lesson", "4")
    shown = second.wait_for("Enter next")
    assert "Going on where you stopped." in shown
    assert "You have answered this before, wrongly." in shown
    second.press(ENTER)
    second.wait_for("Failing")
    second.wait_for("lock it in")
    second.press(f"before{ENTER}!raises ValueError{CTRL_S}")
    second.wait_for("finish the lesson")
    assert "✓ Right" in second.text
    second.press(ENTER)
    second.wait_for("That was lesson 4.")
    end_cleanly(second)


@pytest.mark.parametrize(
    ("keys", "code"), [(CTRL_C, 130), (CTRL_D, 0), (ESCAPE, 0)], ids=["ctrl-c", "ctrl-d", "esc"]
)
def test_leaving_the_editor_leaves_the_terminal_clean(in_terminal, course, keys, code):
    session = in_terminal("--course", str(course), "lesson", "4")
    session.wait_for("lock it in")

    session.press(keys)

    session.wait_for("Your place is kept.")
    end_cleanly(session, code)


@pytest.mark.parametrize(
    ("keys", "code"), [(CTRL_C, 130), (CTRL_D, 0), (ESCAPE, 0)], ids=["ctrl-c", "ctrl-d", "esc"]
)
def test_leaving_the_menu_leaves_the_terminal_clean(in_terminal, course, keys, code):
    session = in_terminal("--course", str(course), "lesson", "4")
    session.wait_for("lock it in")
    session.press(f"hello{CTRL_S}")
    session.wait_for("Enter on to part 1")

    session.press(keys)

    session.wait_for("Your place is kept.")
    end_cleanly(session, code)


def test_a_half_typed_prediction_is_there_again_the_next_time(in_terminal, course):
    first = in_terminal("--course", str(course), "lesson", "4")
    first.wait_for("lock it in")
    first.press(f"hel{CTRL_C}")
    first.wait_for("again leaves")
    first.press(CTRL_C)
    end_cleanly(first, 130)

    second = in_terminal("--course", str(course), "lesson", "4")

    second.wait_for("1 › hel")
    second.press(f"lo{CTRL_S}")
    second.wait_for("✓ Right")


def test_ctrl_l_shows_the_program_again_while_it_is_predicted(in_terminal, course):
    session = in_terminal("--course", str(course), "lesson", "4")
    session.wait_for("lock it in")

    session.press(f"hel{CTRL_L}lo")

    shown = session.wait_for("1 › hello")
    assert shown.count('print("hello")') == 1
    assert shown.count("What does it print?") == 1
    session.press(CTRL_S)
    session.wait_for("✓ Right")


def test_ctrl_l_shows_the_program_and_the_hint_again_in_a_quiz(in_terminal, quiz_course):
    session = in_terminal("--course", str(quiz_course), "quiz", "--count", "1")
    session.wait_for("that is my answer")
    session.press(f"?{ENTER}")
    session.wait_for("Hint 1 of 1")
    session.wait_for_line("1 ›")

    session.press(f"{CTRL_L}typed")

    shown = session.wait_for("1 › typed")
    assert 'print("' in shown
    assert "Look at the line." in shown


def test_a_heading_stands_with_what_follows_it_and_never_alone_above_a_pause(in_terminal, course):
    opening = course / "lessons" / "04-small" / "README.md"
    lines = "\n".join(f"- Point {number}." for number in range(9))
    text = f"{lines}\n\n## The heading\n\nWhat does this print?"
    opening.write_text(opening.read_text().replace("What does this print?", text))
    session = in_terminal("--course", str(course), "lesson", "4", lines=24)

    shown = session.wait_for("read on")

    assert "The heading" not in shown
    session.press(ENTER)
    shown = session.wait_for("lock it in")
    assert "The heading\n\nWhat does this print?" in shown


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("lines", range(20, 31))
def test_nothing_is_pushed_off_the_screen_unread(in_terminal, course, columns, lines):
    opening = course / "lessons" / "04-small" / "README.md"
    long = "\n".join(f"print({number})" for number in range(9))
    opening.write_text(opening.read_text().replace('print("hello")', long))
    session = in_terminal("--course", str(course), "lesson", "4", columns=columns, lines=lines)

    came = session.wait_for_any("read on", "lock it in")

    assert "Opening" in session.text
    if came == "read on":
        session.press(ENTER)
        shown = session.wait_for("lock it in")
        assert "print(0)" in shown


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=["closed", "killed"]
)
def test_a_closed_terminal_loses_nothing(in_terminal, course, number, code):
    first = in_terminal("--course", str(course), "lesson", "4")
    first.wait_for("lock it in")
    first.press("hel")
    first.wait_for("1 › hel")
    first.child.kill(number)
    end_cleanly(first, code)

    second = in_terminal("--course", str(course), "lesson", "4")

    second.wait_for("1 › hel")


def test_ctrl_c_while_a_program_runs_leaves_at_once(in_terminal, course):
    opening = course / "lessons" / "04-small" / "README.md"
    # A loop that asks for the time is no proven hang: it runs until its time is up.
    endless = "import time\nwhile time.time(): pass"
    opening.write_text(opening.read_text().replace('print("hello")', endless))
    session = in_terminal("--course", str(course), "lesson", "4")
    session.wait_for("lock it in")
    session.press(f"!hangs{CTRL_S}")
    session.wait_for("Running…")

    session.press(CTRL_C)

    session.wait_for("Your place is kept.")
    end_cleanly(session, 130)
    again = in_terminal("--course", str(course), "lesson", "4")
    again.wait_for("1 › !hangs")


def test_keys_pressed_too_often_do_not_end_up_in_the_prediction(in_terminal, course):
    opening = course / "lessons" / "04-small" / "README.md"
    long = "\n\n".join(f"Line {number}." for number in range(8))
    opening.write_text(opening.read_text().replace("What does this print?", long))
    session = in_terminal("--course", str(course), "lesson", "4", lines=24)
    session.wait_for("read on")

    session.press(ENTER * 3)

    session.wait_for("lock it in")
    session.press(f"hello{CTRL_S}")
    session.wait_for("✓ Right")


def test_edit_and_run_shows_what_the_changed_program_does(in_terminal, course):
    session = in_terminal("--course", str(course), "lesson", "4")
    session.wait_for("lock it in")
    session.press(f"hello{CTRL_S}")
    session.wait_for("e edit and run")
    session.press("e")
    session.wait_for("Ctrl-S run it")

    session.press(f'\x1b[4~print("more"){CTRL_S}')

    session.wait_for("It prints")
    session.wait_for("Enter on to part 1")


def test_forty_columns_are_wide_enough(in_terminal, course):
    session = in_terminal("--course", str(course), "lesson", "4", columns=40)
    session.wait_for("lock it in")
    session.press(f"goodbye{CTRL_S}")

    shown = session.wait_for("Enter on to part 1")

    assert "you  goodbye" in shown
    assert "real hello" in shown


def test_a_typed_line_that_is_too_long_has_its_number_once(in_terminal, course):
    session = in_terminal("--course", str(course), "lesson", "4", columns=40)
    session.wait_for("lock it in")

    session.press(f"{'long ' * 12}end{ENTER}next")

    shown = session.wait_for(" 2 › next")
    assert shown.count(" 1 › ") == 1
    assert " ↪   " in shown


def test_a_program_that_is_too_wide_says_where_a_line_goes_on(in_terminal, course):
    opening = course / "lessons" / "04-small" / "README.md"
    opening.write_text(opening.read_text().replace('print("hello")', 'print("hello", "to", "all")'))
    session = in_terminal("--course", str(course), "lesson", "4", columns=30)

    shown = session.wait_for("lock it in")

    assert '  15 print("hello", "to",\n   ↪     "all")\n' in shown


def test_no_color_is_honored(in_terminal, course):
    session = in_terminal("--course", str(course), "lesson", "4", NO_COLOR="1")
    session.wait_for("lock it in")
    session.press(f"goodbye{CTRL_S}")
    session.wait_for("Enter on to part 1")

    colored = [code for code in range(30, 48) if f"\x1b[{code}m".encode() in session.bytes]

    assert colored == []


def plain(environment, *arguments, typed):
    return subprocess.run(
        [sys.executable, "-m", "asynclearn", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=60,
    )


def test_a_pipe_takes_a_whole_lesson_and_resumes_it(environment, course):
    typed = "hello\n.\n\nnumber 0\nnumber 1\nnumber 2\n.\nq\n"
    first = plain(environment, "--course", str(course), "lesson", "4", typed=typed)

    assert (first.returncode, first.stderr) == (0, "")
    assert "Right" in first.stdout
    assert "You count from zero." in first.stdout
    assert "Your place is kept." in first.stdout
    assert " \n" not in first.stdout

    second = plain(
        environment,
        "--course",
        str(course),
        "lesson",
        "4",
        typed="\nbefore\n!raises ValueError\n.\n",
    )

    assert "Going on where you stopped." in second.stdout
    assert "Failing" in second.stdout
    assert "You said that it raises ValueError, and so it does." in second.stdout
    assert second.returncode == 0


def test_an_empty_input_ends_the_session_as_quit_does(environment, course):
    done = plain(environment, "--course", str(course), "lesson", "4", typed="")

    assert done.returncode == 0
    assert "Your place is kept." in done.stdout


def test_home_tells_a_newcomer_where_to_begin_and_a_learner_where_they_are(environment, course):
    before = plain(environment, "--course", str(course), typed="")
    plain(environment, "--course", str(course), "lesson", "4", typed="hello\n.\n\nnumber 1\n.\nq\n")
    after = plain(environment, "--course", str(course), typed="")

    command = f"`asynclearn --course {course} lesson 4`"
    assert f"{command} starts with a prediction." in " ".join(before.stdout.split())
    assert "Part 1, Counting. 1 of 2 predictions answered, 0 right. You are here." in after.stdout
    assert f"{command} goes on where you stopped." in " ".join(after.stdout.split())


def test_a_damaged_memory_is_set_aside_and_said(environment, course, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "progress.sqlite3").write_bytes(b"not a database" * 100)

    done = plain(environment, "--course", str(course), typed="")

    assert done.returncode == 0
    assert "damaged" in done.stderr
    assert len(list(home.glob("progress.sqlite3.damaged-*"))) == 1


def test_a_broken_course_is_told_with_all_its_problems(environment, course):
    part = course / "lessons" / "04-small" / "part-1-counting.md"
    part.write_text(part.read_text().replace("predict", "predcit"))

    done = plain(environment, "--course", str(course), "lesson", "4", typed="")

    assert done.returncode == 2
    assert f"{part}:5: " in done.stderr
    assert "did you mean `predict`?" in done.stderr
    assert "asynclearn: 2 problems in the course; mend the lines above" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("lesson", "9"),
            "/course list` shows all",
        ),
        (("lesson", "4", "--part", "3"), "lesson 4 has no part 3; choose 0 (the opening) to 1"),
        (("--course", "/nowhere", "list"), "`/nowhere` does not exist"),
        (("run", "/nowhere.py"), "`/nowhere.py` can't be read: No such file or directory"),
        (
            ("lesson", "four"),
            (
                "asynclearn: invalid value for `N`: `four` is no whole number; "
                "`asynclearn lesson --help` shows what it takes\n"
            ),
        ),
        # An older Typer has no guess.
        (("lessen",), "asynclearn: no such command `lessen`; "),
        (("quiz", "--levle", "1"), "`--level`"),
        (("lesson", "--parts", "4"), "asynclearn: no such option: `--parts`; did you mean "),
        (
            ("run",),
            "asynclearn: missing argument `FILE`; `asynclearn run --help` shows what it takes\n",
        ),
    ],
)
def test_wrong_use_is_told_and_exits_with_2(environment, course, arguments, said):
    given = () if "--course" in arguments else ("--course", str(course))
    done = plain(environment, *given, *arguments, typed="")

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(
    "arguments",
    [("lesson", "9"), ("lesson", "--nowhere"), ("run", "nowhere-at-all-but-here.py")],
    ids=["ours", "typer", "path"],
)
def test_an_error_is_broken_between_words_only(
    in_terminal, environment, course, arguments, columns
):
    given = ("--course", str(course), *arguments)
    whole = plain(environment, *given, typed="").stderr

    session = in_terminal(*given, columns=columns)

    assert session.end() == 2
    words = " ".join(session.text.split())
    # The course's own path may be longer than the screen: only a terminal breaks that.
    assert words.replace(" ", "") == whole.replace(" ", "").strip()
    assert all(word in words.split() for word in whole.split() if len(word) <= columns)


def test_a_broken_course_is_told_between_words_in_a_terminal(in_terminal, course):
    part = course / "lessons" / "04-small" / "part-1-counting.md"
    part.write_text(part.read_text().replace("predict", "predcit"))

    session = in_terminal("--course", str(course), "lesson", "4", columns=40)

    assert session.end() == 2
    assert "asynclearn: 2 problems in the course;\nmend the lines above" in session.text
    assert "`predict`?" in session.text.split()


def test_help_is_broken_between_words(in_terminal):
    session = in_terminal("--help", columns=40, lines=60)

    assert session.end() == 0
    assert "Learn asyncio by predicting what\n  programs print." in session.text


def test_a_question_is_broken_between_words(in_terminal):
    session = in_terminal("progress", "reset", columns=40)

    session.wait_for("Forget 0 answers, your places and your\nquizzes? Type yes:")
    session.press(f"no{ENTER}")
    assert session.end() == 2


def test_global_options_may_stand_behind_the_command(environment, course):
    done = plain(environment, "list", "lessons", "--course", str(course), "--plain", typed="")

    assert "Lesson 4: A small lesson" in done.stdout


def test_list_as_json(environment, course):
    done = plain(environment, "--course", str(course), "list", "--json", typed="")

    assert json.loads(done.stdout) == {
        "courses": [
            {"name": "course", "title": "", "url": "", "authors": [], "folder": str(course)}
        ],
        "lessons": [
            {
                "course": "course",
                "number": 4,
                "title": "A small lesson",
                "summary": "Three predictions.",
                "parts": [{"number": 1, "title": "Counting"}],
            }
        ],
        "challenges": [],
    }


@pytest.mark.parametrize(
    "arguments", [("list",), ("list", "--json"), (), ("--version",), ("--help",)], ids=str
)
def test_a_full_disk_is_said_in_one_line(environment, course, arguments):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "asynclearn", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**environment, "ASYNCLEARN_COURSE": str(course)},
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr == "asynclearn: the output can't be written: No space left on device\n"


def in_shell(environment, course, command):
    return subprocess.run(
        ["/bin/sh", "-c", f"'{sys.executable}' -m asynclearn {command}"],
        capture_output=True,
        text=True,
        env={**environment, "ASYNCLEARN_COURSE": str(course)},
        check=False,
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-", "2>&-"])
def test_closed_streams_are_empty_ones(environment, course, closed):
    done = in_shell(environment, course, f"list {closed}")

    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_that_has_seen_enough_is_no_error(environment, course):
    done = in_shell(environment, course, "lesson 4 </dev/null | head -n 1")

    assert done.stderr == ""


def test_a_terminal_that_knows_only_ascii_gets_plain_mode(in_terminal, course):
    session = in_terminal(
        "--course", str(course), "lesson", "4", PYTHONIOENCODING="ascii", LC_ALL="C"
    )

    session.wait_for("a line with only . ends the prediction.")
    session.press("h\u00e9llo\r.\r")
    session.wait_for("on to part 1 (n)")
    session.press("q\r")
    assert session.end() == 0


def test_a_course_that_is_broken_in_many_files_is_told_whole(environment, course):
    readme = course / "lessons" / "04-small" / "README.md"
    readme.write_text(readme.read_text().replace("title: A small", "title: [A small"))
    (course / "challenges").mkdir()
    (course / "challenges" / "empty.md").write_text("")

    done = plain(environment, "--course", str(course), "list", typed="")

    assert done.returncode == 2
    assert f"{readme}:" in done.stderr
    assert "empty.md:1: the file is empty" in done.stderr


def test_what_is_not_saved_is_not_said_to_be(environment, course, tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")

    done = plain(environment, "--course", str(course), "lesson", "4", typed="")

    assert "Progress can't be saved" in done.stderr
    assert "Your place is kept" not in done.stdout


def test_version(environment):
    for option in ("--version",):
        done = plain(environment, option, typed="")
        assert done.stdout.startswith("asynclearn 0.")
