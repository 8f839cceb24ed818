"""Finding courses, and the lessons and challenges in them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import asynclearn
from asynclearn.content import library
from asynclearn.content.challenge import Kind
from asynclearn.content.course import Course
from asynclearn.content.grammar import CHALLENGE_TEMPLATES, README_TEMPLATE
from asynclearn.errors import UsageError

COURSE = Course(Path("course"), builtin=False, name="course")
CHALLENGE = CHALLENGE_TEMPLATES[Kind.PREDICT]


@pytest.fixture
def add_lesson(write):
    def add_lesson(folder):
        readme = README_TEMPLATE.replace("number: 4", f"number: {int(folder[:2])}")
        write(f"course/lessons/{folder}/README.md", readme)

    return add_lesson


def usage_error(function: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(UsageError) as error:
        function(*arguments)
    return str(error.value)


def test_the_built_in_course_of_a_checkout_lies_beside_the_package():
    root = Path(asynclearn.__file__).parent.parent

    assert library.find_course(None) == Course(root, builtin=True, name="built-in")


def test_the_built_in_course_of_an_installed_package_lies_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "_PACKAGE", tmp_path)
    (tmp_path / "course" / "lessons").mkdir(parents=True)

    root = tmp_path / "course"
    assert library.find_course(None) == Course(root, builtin=True, name="built-in")


@pytest.mark.parametrize("folder", ["lessons", "challenges"])
def test_a_course_is_a_folder_with_lessons_or_challenges(folder):
    (COURSE.root / folder).mkdir(parents=True)

    assert library.find_course(Path("course")) == COURSE


def test_the_name_of_a_course_can_be_kept_whatever_bytes_its_folder_is_called_by():
    root = Path(os.fsdecode(b"kurs-\xff"))
    (root / "lessons").mkdir(parents=True)

    assert library.find_course(root).name == r"kurs-\udcff"


@pytest.mark.parametrize(
    ("path", "what"),
    [("none", "does not exist"), ("file", "is no folder"), ("empty", "holds no course")],
)
def test_anything_else_is_no_course(write, path, what):
    write("file", "")
    Path("empty").mkdir()

    assert usage_error(library.find_course, Path(path)) == (
        f"`{path}` {what}; name a folder that holds `lessons/` or `challenges/`"
    )


@pytest.mark.parametrize(
    ("key", "number"), [("04-tasks", 4), ("04-tasks@acme", 0), (f"{'9' * 5_000}-tasks", 0), ("", 0)]
)
def test_any_key_of_a_lesson_has_a_number_or_none(key, number):
    assert library.lesson_number_of(key, "") == number


def test_lessons_come_in_the_order_of_their_numbers(add_lesson, write):
    for folder in ("10-ten", "02-two", "01-one"):
        add_lesson(folder)
    write("course/lessons/.hidden/x", "")
    write("course/lessons/README.md", "")

    assert [path.name for path in library.lesson_folders(COURSE)] == ["01-one", "02-two", "10-ten"]
    assert [lesson.number for lesson in library.read_lessons(COURSE)] == [1, 2, 10]


def test_a_broken_lesson_does_not_stop_the_others(add_lesson, write, refusals):
    add_lesson("01-one")
    write("course/lessons/02-two/README.md", "")

    assert library.read_lesson(COURSE, 1).slug == "01-one"
    assert refusals(library.read_lesson, COURSE, 2) == [
        "course/lessons/02-two/README.md:1: the file is empty; write it or remove it"
    ]


def test_an_unknown_lesson_is_answered_with_the_nearest(add_lesson):
    for folder in ("01-one", "04-four"):
        add_lesson(folder)

    assert usage_error(library.read_lesson, COURSE, 9) == (
        "there is no lesson 9 in the course `course` (`course`); the nearest is 4, "
        "and `asynclearn list` shows all"
    )


def test_a_course_without_lessons_says_so():
    assert usage_error(library.read_lesson, COURSE, 1) == (
        "the course `course` (`course`) has no lessons; add one as `lessons/01-slug/`"
    )
    assert library.read_lessons(COURSE) == ()


def test_the_problems_of_all_lessons_come_at_once(add_lesson, write, refusals):
    for folder in ("01-one", "01-uno"):
        add_lesson(folder)
    write("course/lessons/three/README.md", README_TEMPLATE)

    assert refusals(library.read_lessons, COURSE) == [
        (
            "course/lessons/01-uno:1: lesson 1 is also `course/lessons/01-one`; "
            "give one of them another number"
        ),
        (
            "course/lessons/three/README.md:1: `three` is no name of a lesson's folder; "
            "call it `04-slug`"
        ),
    ]
    assert len(refusals(library.read_lesson, COURSE, 1)) == 1


def test_challenges_are_found_at_any_depth(write):
    for name in ("b.md", "a/c.md", "a/README.md", ".drafts/d.md", "notes.txt"):
        write(f"course/challenges/{name}", CHALLENGE)

    root = Path("course/challenges")
    assert library.challenge_files(COURSE) == (root / "a/c.md", root / "b.md")
    assert [challenge.id for challenge in library.read_challenges(COURSE)] == ["c", "b"]


def test_a_broken_challenge_does_not_stop_the_others(write):
    write("course/challenges/a.md", "")
    write("course/challenges/b.md", CHALLENGE)

    assert library.read_challenge(COURSE, "b").id == "b"


@pytest.mark.parametrize(
    ("wanted", "fix"),
    [("fed", "did you mean `feed`?"), ("q", "`asynclearn list challenges` shows all")],
)
def test_an_unknown_challenge_is_answered_with_a_guess(write, wanted, fix):
    write("course/challenges/feed.md", CHALLENGE)

    assert usage_error(library.read_challenge, COURSE, wanted) == (
        f"there is no challenge `{wanted}` in the course `course` (`course`); {fix}"
    )


def test_the_problems_of_all_challenges_come_at_once(write, refusals):
    write("course/challenges/a/feed.md", CHALLENGE)
    write("course/challenges/b/feed.md", CHALLENGE)
    write("course/challenges/c.md", "")

    assert refusals(library.read_challenges, COURSE) == [
        (
            "course/challenges/b/feed.md:1: the id `feed` is also that of "
            "`course/challenges/a/feed.md`; rename one of them"
        ),
        "course/challenges/c.md:1: the file is empty; write it or remove it",
    ]
    assert len(refusals(library.read_challenge, COURSE, "feed")) == 1


def test_importing_the_library_brings_no_parser_along():
    program = (
        "import sys, asynclearn.content.challenge, asynclearn.content.library\n"
        "print(sorted({'markdown_it', 'pydantic', 'yaml'} & set(sys.modules)))\n"
    )

    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(asynclearn.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == "[]\n"
