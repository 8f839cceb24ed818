"""Courses from elsewhere, as a learner meets them on the command line."""

import json
import subprocess
import sys

import pytest

from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import CHALLENGE_TEMPLATES
from tests.cli.conftest import CHALLENGE
from tests.conftest import README

pytestmark = pytest.mark.slow  # each is a process or several

DESIGN = CHALLENGE_TEMPLATES[Kind.DESIGN]
LESSON_9 = README.replace("number: 4", "number: 9").replace("A small lesson", "Lesson nine")


@pytest.fixture
def asynclearn(environment, tmp_path):
    """Runs the command where the packages in `site` are installed."""

    def asynclearn(*arguments, typed="", cwd=tmp_path, **more):
        return subprocess.run(
            [sys.executable, "-m", "asynclearn", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            env={**environment, "PYTHONPATH": str(tmp_path / "site"), **more},
            cwd=cwd,
            check=False,
            timeout=60,
        )

    return asynclearn


ABOUT = """\
format = 1
title = "Async at Acme"
url = "https://example.org/async-at-acme"
authors = ["Ada"]
"""


@pytest.fixture
def acme(install):
    """An installed course: lessons 4 and 9, challenges `doubled` and `merge-streams`."""
    install(
        "acme",
        "acme_course",
        {
            "acme_course/course.toml": ABOUT,
            "acme_course/lessons/04-small/README.md": README,
            "acme_course/lessons/09-nine/README.md": LESSON_9,
            "acme_course/challenges/doubled.md": DESIGN,
            "acme_course/challenges/merge-streams.md": DESIGN,
        },
    )


def words(text):
    return " ".join(text.split())


@pytest.mark.usefixtures("acme")
def test_list_says_where_each_thing_comes_from_and_what_clashes(asynclearn):
    shown = asynclearn("list")

    assert (shown.returncode, shown.stderr) == (0, "")
    built_in, _, installed = shown.stdout.partition("Course acme: Async at Acme\n")
    assert built_in.startswith("Course built-in\nIt comes with asynclearn.\n")
    assert "Lesson 4: Async generators" in built_in
    assert "By Ada. It lies in" in installed
    assert "\nhttps://example.org/async-at-acme\n" in installed
    assert "Lesson 9: Lesson nine" in installed
    assert words(shown.stdout).endswith(
        "`built-in` and `acme` each have `lesson 4` and `challenge merge-streams`: "
        "`asynclearn lesson 4` takes that of `built-in`, `asynclearn --course acme lesson 4` takes "
        "that of `acme`."
    )


@pytest.mark.usefixtures("acme")
def test_list_as_json_says_it_too(asynclearn, tmp_path):
    found = json.loads(asynclearn("list", "--json").stdout)

    assert found["courses"][1] == {
        "name": "acme",
        "title": "Async at Acme",
        "url": "https://example.org/async-at-acme",
        "authors": ["Ada"],
        "folder": str(tmp_path / "site" / "acme_course"),
    }
    lessons = [(each["course"], each["number"]) for each in found["lessons"]]
    assert lessons == [("built-in", 4), ("acme", 4), ("acme", 9)]
    challenges = {(each["course"], each["id"]) for each in found["challenges"]}
    assert challenges > {("built-in", "merge-streams"), ("acme", "merge-streams")}


@pytest.mark.usefixtures("acme")
def test_a_course_that_is_named_stands_alone(asynclearn):
    shown = asynclearn("list", "--course", "acme")

    assert "built-in" not in shown.stdout
    assert "Lesson 9" in shown.stdout
    assert asynclearn("list", ASYNCLEARN_COURSE="acme").stdout == shown.stdout


@pytest.mark.usefixtures("acme")
def test_the_option_comes_before_the_environment(asynclearn):
    shown = asynclearn("list", "--course", "built-in", ASYNCLEARN_COURSE="acme")

    assert "acme" not in shown.stdout


@pytest.mark.usefixtures("acme")
def test_a_lesson_of_a_pack_is_found_by_its_number(asynclearn):
    taken = asynclearn("lesson", "9", typed="hello\n.\n")

    assert taken.returncode == 0
    assert "Lesson nine" in taken.stdout
    assert "It says hello." in taken.stdout


@pytest.mark.usefixtures("acme")
def test_the_active_course_comes_first(asynclearn):
    assert "Async generators" in asynclearn("lesson", "4").stdout
    assert "A small lesson" in asynclearn("--course", "acme", "lesson", "4").stdout


@pytest.mark.usefixtures("acme")
def test_a_place_in_a_lesson_is_kept_for_each_course(asynclearn, course):
    there = ("--course", str(course), "lesson", "4")
    packed = ("--course", "acme", "lesson", "4")
    asynclearn(*there, typed="hello\n.\n\n")

    assert "Going on where you stopped." not in asynclearn(*packed).stdout
    assert "Going on where you stopped." in asynclearn(*there).stdout


@pytest.mark.usefixtures("acme")
def test_the_lesson_touched_last_is_gone_on_with_whatever_course_it_is_of(asynclearn):
    asynclearn("lesson", "9", typed="hello\n.\nq\n")

    assert "`asynclearn --course acme lesson 9` goes on" in asynclearn().stdout
    assert "Lesson 9." in asynclearn("lesson").stdout
    asynclearn("lesson", "4", typed="async_generator\n.\nq\n")
    assert "Lesson 4." in asynclearn("lesson").stdout


@pytest.mark.usefixtures("acme")
def test_a_challenge_of_a_pack_is_found_by_its_id_and_has_a_folder_of_its_own(asynclearn, tmp_path):
    asynclearn("challenge", "doubled", typed="q\n")
    asynclearn("challenge", "merge-streams", typed="q\n")
    asynclearn("--course", "acme", "challenge", "merge-streams", typed="q\n")

    work = tmp_path / "asynclearn-work"
    made = sorted(str(path.relative_to(work)) for path in work.rglob("*.py"))
    assert made == ["acme/doubled.py", "acme/merge-streams.py", "merge-streams.py"]


@pytest.mark.usefixtures("acme")
def test_what_nobody_has_is_answered_by_the_active_course(asynclearn):
    asked = asynclearn("lesson", "7")

    assert asked.returncode == 2
    assert asked.stderr == (
        "asynclearn: there is no lesson 7 in the built-in course; the nearest is 4, "
        "and `asynclearn list` shows all\n"
    )


def test_the_course_in_the_current_folder_is_taken(asynclearn, quiz_course):
    shown = asynclearn("list", cwd=quiz_course)

    assert shown.stdout.startswith("Course course\n")
    assert "A small lesson" in asynclearn(cwd=quiz_course).stdout


def test_a_quiz_of_one_course_does_not_end_that_of_another(asynclearn, quiz_course, tmp_path):
    other = tmp_path / "other" / "challenges"
    other.mkdir(parents=True)
    for name in ("third", "fourth"):
        (other / f"{name}.md").write_text(CHALLENGE.format(name=name))

    def quiz(folder):
        return asynclearn("quiz", cwd=folder, typed="q\n").stdout

    assert "You have typed this so far" not in quiz(quiz_course)
    assert "You have typed this so far" not in quiz(other.parent)
    assert "You have typed this so far" in quiz(quiz_course)
    assert "You have typed this so far" in quiz(other.parent)


def test_a_broken_pack_stops_nobody_and_is_told_in_one_line(asynclearn, install):
    install("broken", "no_such_package", {})

    shown = asynclearn("list", "lessons")

    assert shown.returncode == 0
    assert "Lesson 4" in shown.stdout
    assert shown.stderr == (
        "asynclearn: the installed course `broken` is left out: there is no package "
        "`no_such_package`; update or uninstall `broken`\n"
    )
    assert asynclearn().stderr == ""


def test_a_pack_with_a_broken_file_is_not_listed_and_told_in_one_line(asynclearn, install):
    install("acme", "acme_course", {"acme_course/challenges/a.md": "", "acme_course/x.py": ""})

    shown = asynclearn("list")

    assert shown.returncode == 0
    assert "Lesson 4" in shown.stdout
    [line] = shown.stderr.splitlines()
    assert line.startswith("asynclearn: the installed course `acme` is not listed: ")
    assert line.endswith("/a.md:1: the file is empty; write it or remove it; tell its authors")


def test_a_newer_course_is_refused_without_a_traceback(asynclearn, course):
    (course / "course.toml").write_text("format = 2\n")

    for command in ("list", "lesson", "quiz", "progress"):
        told = asynclearn(command, cwd=course)

        assert told.returncode == 2
        assert told.stderr.startswith("asynclearn: the course in ")
        assert told.stderr.endswith("upgrade it with `pip install -U asynclearn`\n")


def test_the_schema_is_printed(asynclearn):
    assert json.loads(asynclearn("schema", "challenge").stdout)["required"][0] == "kind"
    assert asynclearn("schema", "chalenge").returncode == 2


@pytest.mark.usefixtures("acme")
def test_an_autograder_holds_the_installed_course(asynclearn, tmp_path):
    made = asynclearn("grade", "--init-gradescope", "autograder", "--course", "acme")

    assert made.returncode == 0
    assert (tmp_path / "autograder" / "course" / "challenges" / "doubled.md").is_file()


def test_an_autograder_is_not_made_inside_the_course_that_it_copies(asynclearn, course):
    refused = asynclearn("grade", "--init-gradescope", "autograder", cwd=course)

    assert refused.returncode == 2
    assert "lies in the course, which is copied; name one outside of it" in refused.stderr
    assert not (course / "autograder").exists()
