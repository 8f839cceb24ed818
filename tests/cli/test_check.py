"""`asynclearn check` as a command."""

import json
import re

import pytest

from asynclearn.cli.app import run as run_command


@pytest.fixture
def asynclearn(course, monkeypatch, capsys):
    """Runs the command beside a course; gives its stdout, its stderr and its code."""

    monkeypatch.chdir(course)
    # Only the prediction with feedback is left one: of the others there would be advice.
    lesson = course / "lessons" / "04-small"
    for page, program in (
        ("README.md", 'print("hello")'),
        ("part-1-counting.md", 'print("before")'),
    ):
        text = (lesson / page).read_text()
        old, new = f"python predict\n{program}", f"python run\n{program}"
        (lesson / page).write_text(text.replace(old, new))

    def run(*arguments):
        code = run_command(["--course", str(course), *arguments])
        captured = capsys.readouterr()
        return captured.out, captured.err, code

    return run


def falsify(course):
    page = course / "lessons" / "04-small" / "part-1-counting.md"
    page.write_text(page.read_text().replace("number 3\n```", "number 4\n```"))
    return page


def test_a_true_course_passes_in_one_line(asynclearn):
    shown, errors, code = asynclearn("check")

    assert shown == "All is true: 2 files, 3 programs, 3 runs.\n"
    assert errors == ""
    assert code == 0


def test_a_false_claim_is_told_by_path_line_and_rule(asynclearn, course):
    falsify(course)

    shown, _, code = asynclearn("check")
    assert shown.splitlines()[0].startswith("lessons/04-small/part-1-counting.md:10: on Python 3.")
    assert shown.splitlines()[0].endswith("[wrong-output]")
    assert shown.splitlines()[1] == "1 error in 2 files, 3 programs, 3 runs."
    assert code == 1


def test_what_breaks_the_grammar_is_told_like_all_else(asynclearn, course):
    page = course / "lessons" / "04-small" / "part-1-counting.md"
    page.write_text(page.read_text().replace("```output wrong", "```output worng"))

    shown, errors, code = asynclearn("check", "--format", "json")
    [problem] = json.loads(shown)["problems"]
    assert problem["path"] == "lessons/04-small/part-1-counting.md"
    assert problem["rule"] == "unknown-fence-word"
    assert errors == ""
    assert code == 1


def test_a_page_beside_one_that_can_not_be_read_is_not_passed_over(asynclearn, course):
    falsify(course)
    (course / "lessons" / "04-small" / "README.md").write_text("no front matter")

    shown, _, code = asynclearn("check", "lessons/04-small/part-1-counting.md")
    assert "README.md:1: the front matter is missing" in shown
    assert code == 1


def test_a_broken_course_file_is_told_with_all_else(asynclearn, course):
    falsify(course)
    (course / "course.toml").write_text("format = 1\ntitel = 3\n")

    shown, errors, code = asynclearn("check")
    assert "course.toml:2: `titel` is no key of `course.toml`; did you mean `title`?" in shown
    assert "[wrong-output]" in shown
    assert errors == ""
    assert code == 1


def test_a_course_of_a_newer_format_is_refused_with_what_to_do(asynclearn, course):
    (course / "course.toml").write_text("format = 2\n")

    _, errors, code = asynclearn("check")
    assert "upgrade it with `pip install -U asynclearn`" in errors
    assert code == 2


def test_update_shows_the_change_and_writes_nothing_unasked(asynclearn, course):
    page = falsify(course)
    before = page.read_text()

    shown, errors, code = asynclearn("check", "--update")
    assert "-number 4\n+number 3\n" in shown
    assert "add `--yes` to write the changes above" in errors
    assert page.read_text() == before
    assert code == 2


def test_update_with_yes_leaves_a_course_that_passes(asynclearn, course):
    page = falsify(course)

    shown, _, code = asynclearn("check", "--update", "--yes")
    assert "\nWritten: `lessons/04-small/part-1-counting.md`.\n" in shown
    assert shown.splitlines()[-1].startswith("All is true: 2 files, 3 programs, ")
    assert "number 3\n```" in page.read_text()
    assert code == 0


def test_update_asks_at_a_terminal(in_terminal, course):
    page = falsify(course)
    session = in_terminal("--course", str(course), "check", "--update", columns=40)
    session.wait_for("Write this into 1 file? Type yes:")
    session.press("yes\r")
    session.wait_for("All is true")

    assert session.end() == 0
    assert "number 3\n```" in page.read_text()


def test_leaving_the_question_of_update_says_that_nothing_was_written(in_terminal, course):
    page = falsify(course)
    before = page.read_text()
    session = in_terminal("--course", str(course), "check", "--update")
    session.wait_for("Type yes:")
    session.press_in_its_sleep("\x03")
    session.wait_for("Nothing was written.")

    assert session.end() == 130
    assert page.read_text() == before


def test_on_a_narrow_screen_a_problem_is_broken_between_words(in_terminal, course):
    falsify(course)
    session = in_terminal("--course", str(course), "check", columns=40)
    shown = session.wait_for("about that rule.")
    session.end()
    assert "1 error, " in shown
    assert "part-1-counting.md:10" in shown.replace("\n", "")

    below = [line.rstrip() for line in shown.splitlines() if line.startswith("  ")]
    told = " ".join(line.strip() for line in below)
    assert told.startswith("wrong-output on Python 3.")
    assert "run `asynclearn check --update` to write what it prints, or" in told


def test_a_page_of_a_rule_begins_at_the_left_margin(in_terminal):
    session = in_terminal("check", "--explain", "wrong-output")
    shown = session.wait_for("An error.")
    session.end()

    assert "wrong-output" in [line.rstrip() for line in shown.splitlines()]


def test_all_rules_are_listed_each_with_what_it_is_about(asynclearn):
    listed, _, _ = asynclearn("check", "--explain", "all")

    assert "wrong-output: The program was run in the sandbox" in listed
    assert all(re.fullmatch("[a-z0-9-]+: .+[.]", line) for line in listed.splitlines())


@pytest.mark.slow
def test_each_rule_explains_itself(asynclearn):
    shown, _, code = asynclearn("check", "--explain", "wrong-output")
    assert "An error." in shown
    assert code == 0

    _, errors, code = asynclearn("check", "--explain", "wrong-ouptut")
    assert errors == "asynclearn: there is no rule `wrong-ouptut`; did you mean `wrong-output`?\n"
    assert code == 2
