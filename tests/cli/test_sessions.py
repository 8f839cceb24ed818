"""Whole sessions in a real terminal, and through pipes."""

import json
import signal
import subprocess
import sys

import pytest

CTRL_C, CTRL_D, CTRL_S, ENTER, ESCAPE = "\x03", "\x04", "\x13", "\r", "\x1b"
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
    first.wait_for("1 ›")
    assert "It says hello" not in first.text
    first.press(f"hello{CTRL_S}")
    first.wait_for("on to part 1")
    assert "✓ Right" in first.text
    assert "It says hello." in first.text
    first.press(ENTER)
    first.wait_for("for number in (1, 2, 3):")
    first.wait_for("1 ›")
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
    second.wait_for("1 ›")
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
    session.wait_for("1 ›")

    session.press(keys)

    session.wait_for("Your place is kept.")
    end_cleanly(session, code)


@pytest.mark.parametrize(
    ("keys", "code"), [(CTRL_C, 130), (CTRL_D, 0), (ESCAPE, 0)], ids=["ctrl-c", "ctrl-d", "esc"]
)
def test_leaving_the_menu_leaves_the_terminal_clean(in_terminal, course, keys, code):
    session = in_terminal("--course", str(course), "lesson", "4")
    session.wait_for("1 ›")
    session.press(f"hello{CTRL_S}")
    session.wait_for("Enter on to part 1")

    session.press(keys)

    session.wait_for("Your place is kept.")
    end_cleanly(session, code)


def test_a_half_typed_prediction_is_there_again_the_next_time(in_terminal, course):
    first = in_terminal("--course", str(course), "lesson", "4")
    first.wait_for("1 ›")
    first.press(f"hel{CTRL_C}")
    first.wait_for("again leaves")
    first.press(CTRL_C)
    end_cleanly(first, 130)

    second = in_terminal("--course", str(course), "lesson", "4")

    second.wait_for("1 › hel")
    second.press(f"lo{CTRL_S}")
    second.wait_for("✓ Right")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)], ids=["closed", "killed"]
)
def test_a_closed_terminal_loses_nothing(in_terminal, course, number, code):
    first = in_terminal("--course", str(course), "lesson", "4")
    first.wait_for("1 ›")
    first.press("hel")
    first.wait_for("1 › hel")
    first.child.kill(number)
    end_cleanly(first, code)

    second = in_terminal("--course", str(course), "lesson", "4")

    second.wait_for("1 › hel")


def test_ctrl_c_while_a_program_runs_leaves_at_once(in_terminal, course):
    opening = course / "lessons" / "04-small" / "README.md"
    opening.write_text(opening.read_text().replace('print("hello")', "while True: pass"))
    session = in_terminal("--course", str(course), "lesson", "4")
    session.wait_for("1 ›")
    session.press(f"!hangs{CTRL_S}")
    session.wait_for("Running…")

    session.press(CTRL_C)

    session.wait_for("Your place is kept.")
    end_cleanly(session, 130)


def test_edit_and_run_shows_what_the_changed_program_does(in_terminal, course):
    session = in_terminal("--course", str(course), "lesson", "4")
    session.wait_for("1 ›")
    session.press(f"hello{CTRL_S}")
    session.wait_for("e edit and run")
    session.press("e")
    session.wait_for("Ctrl-S run it")

    session.press(f'\x1b[4~print("more"){CTRL_S}')

    session.wait_for("It prints")
    session.wait_for("Enter on to part 1")


def test_forty_columns_are_wide_enough(in_terminal, course):
    session = in_terminal("--course", str(course), "lesson", "4", columns=40)
    session.wait_for("1 ›")
    session.press(f"goodbye{CTRL_S}")

    shown = session.wait_for("Enter on to part 1")

    assert "you  goodbye" in shown
    assert "real hello" in shown


def test_no_color_is_honored(in_terminal, course):
    session = in_terminal("--course", str(course), "lesson", "4", NO_COLOR="1")
    session.wait_for("1 ›")
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
        environment, "--course", str(course), "lesson", "4", typed="\nbefore\n!raises ValueError\n"
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

    assert "`asynclearn lesson 4` starts with a prediction." in before.stdout
    assert "Part 1, Counting. 1 of 2 predictions answered, 0 right. You are here." in after.stdout
    assert "`asynclearn lesson 4` goes on where you stopped." in after.stdout


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
            "there is no lesson 9; the nearest is 4, and `asynclearn list` shows all",
        ),
        (("lesson", "4", "--part", "3"), "lesson 4 has no part 3; choose 0 (the opening) to 1"),
        (("--course", "/nowhere", "list"), "`/nowhere` does not exist"),
        (("run", "/nowhere.py"), "`/nowhere.py` can't be read: No such file or directory"),
        (("lesson", "four"), "a valid integer"),
        (("lessen",), "lessen"),
    ],
)
def test_wrong_use_is_told_and_exits_with_2(environment, course, arguments, said):
    given = () if "--course" in arguments else ("--course", str(course))
    done = plain(environment, *given, *arguments, typed="")

    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_global_options_may_stand_behind_the_command(environment, course):
    done = plain(environment, "list", "lessons", "--course", str(course), "--plain", typed="")

    assert "Lesson 4: A small lesson" in done.stdout


def test_list_as_json(environment, course):
    done = plain(environment, "--course", str(course), "list", "--json", typed="")

    assert json.loads(done.stdout) == {
        "lessons": [
            {
                "number": 4,
                "title": "A small lesson",
                "summary": "Three predictions.",
                "parts": [{"number": 1, "title": "Counting"}],
            }
        ],
        "challenges": [],
    }


def test_version(environment):
    for option in ("--version",):
        done = plain(environment, option, typed="")
        assert done.stdout.startswith("asynclearn 0.")
