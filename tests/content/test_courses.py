"""Which course a command works with: the one named, the one around, the built-in one, packs."""

from pathlib import Path

import pytest

from asynclearn.content.challenge import Kind
from asynclearn.content.courses import (
    active_course,
    has_challenge,
    has_lesson,
    is_course_by_itself,
    packs_behind,
    the_one,
)
from asynclearn.content.grammar import CHALLENGE_TEMPLATES, README_TEMPLATE
from asynclearn.content.library import find_course, read_lesson
from asynclearn.errors import ContentError, UsageError

CHALLENGE = CHALLENGE_TEMPLATES[Kind.PREDICT]
BUILT_IN = find_course(None)


@pytest.fixture
def here():
    return Path.cwd()


@pytest.fixture
def add_pack(install, monkeypatch):
    """Installs a package whose own folder is a course with the challenge `feed`."""

    def add_pack(name, **more):
        package = f"{name}_course".replace("-", "_")
        files = {f"{package}/__init__.py": "", f"{package}/challenges/feed.md": CHALLENGE}
        monkeypatch.syspath_prepend(install(name, package, files, **more))

    return add_pack


def refused(*arguments):
    with pytest.raises(UsageError) as refusal:
        active_course(*arguments)
    return str(refusal.value)


def test_without_a_course_around_it_is_the_built_in_one(here):
    assert active_course(None, here) == BUILT_IN


def test_the_current_folder_is_taken_if_it_is_a_course(write, here):
    write("challenges/feed.md", CHALLENGE)

    assert active_course(None, here).root == here


def test_what_is_named_comes_before_the_current_folder(write, here):
    write("challenges/feed.md", CHALLENGE)
    write("other/challenges/feed.md", CHALLENGE)

    assert active_course(Path("other"), here).name == "other"


def test_a_folder_in_a_course_takes_that_if_both_are_in_one_repository(write, here):
    write("repository/.git/HEAD", "")
    write("repository/course/challenges/feed.md", CHALLENGE)
    below = here / "repository" / "course" / "challenges"

    assert active_course(None, below).name == "course"


@pytest.mark.parametrize("repository", ["repository/.git/HEAD", "repository/inner/.git"])
def test_nothing_outside_the_repository_is_taken(write, here, repository):
    write(repository, "")
    write("challenges/feed.md", CHALLENGE)
    (here / "repository" / "inner").mkdir(exist_ok=True)

    assert active_course(None, here / "repository" / "inner") == BUILT_IN


def test_without_a_repository_only_the_current_folder_counts(write, here):
    write("challenges/feed.md", CHALLENGE)

    assert active_course(None, here / "challenges") == BUILT_IN


def test_in_this_checkout_the_course_is_the_built_in_one():
    assert active_course(None, Path(__file__).parent) == BUILT_IN


def test_in_another_checkout_of_asynclearn_it_is_the_built_in_one_too(write, here):
    write("asynclearn/content/courses.py", "")
    write("challenges/feed.md", CHALLENGE)

    assert active_course(None, here) == BUILT_IN


@pytest.mark.parametrize(
    ("path", "text", "is_one"),
    [
        ("course.toml", "format = 1\n", True),
        ("challenges/feed.md", CHALLENGE, True),
        ("challenges/easy/feed.md", CHALLENGE, True),
        ("challenges/feed.md", f"\ufeff{CHALLENGE}", True),
        ("lessons/01-tasks/README.md", README_TEMPLATE, True),
        ("challenges/notes.md", "# Notes on a contest\n", False),
        ("challenges/README.md", CHALLENGE, False),
        ("lessons/intro/README.md", "# Intro\n", False),
        ("lessons/01-intro/intro.txt", "", False),
    ],
)
def test_it_takes_more_than_a_folder_of_that_name_to_be_a_course_unasked(
    write, here, path, text, is_one
):
    (here / "lessons").mkdir()
    write(path, text)

    assert is_course_by_itself(here) is is_one


def test_course_toml_alone_makes_no_course(write, here):
    write("course.toml", "format = 1\n")

    assert not is_course_by_itself(here)


def test_a_broken_course_around_is_told_and_not_passed_over(write, here):
    write("challenges/feed.md", CHALLENGE)
    write("course.toml", "")

    with pytest.raises(ContentError, match=r"course\.toml:1: `format` is missing"):
        active_course(None, here)


def test_an_installed_course_is_named_by_its_entry_point(add_pack, here):
    add_pack("acme")

    found = active_course(Path("acme"), here)

    assert (found.name, found.root.name, found.builtin) == ("acme", "acme_course", False)


def test_a_folder_that_holds_a_course_comes_before_an_installed_one(add_pack, write, here):
    add_pack("acme")
    write("acme/challenges/feed.md", CHALLENGE)

    assert active_course(Path("acme"), here).root == Path("acme")


def test_a_folder_without_a_course_does_not_hide_an_installed_one(add_pack, here):
    add_pack("acme")
    (here / "acme").mkdir()

    assert active_course(Path("acme"), here).root.name == "acme_course"


def test_the_built_in_course_can_be_named(write, here):
    write("challenges/feed.md", CHALLENGE)

    assert active_course(Path("built-in"), here).root == BUILT_IN.root


@pytest.mark.parametrize(
    ("named", "command"),
    [
        (None, "asynclearn lesson 4"),
        ("acme", "asynclearn --course acme lesson 4"),
        ("./a course", "asynclearn --course 'a course' lesson 4"),
        ("built-in", "asynclearn --course built-in lesson 4"),
    ],
)
def test_the_command_for_a_lesson_names_its_course_where_that_must_be_said(
    add_pack, write, named, command
):
    add_pack("acme")
    write("site/acme_course/lessons/04-feeds/README.md", README_TEMPLATE)
    write("a course/lessons/04-feeds/README.md", README_TEMPLATE)

    course = active_course(None if named is None else Path(named), Path.cwd())

    assert read_lesson(course, 4).command == command


def test_an_unknown_name_is_answered_with_those_there_are(add_pack, here):
    add_pack("acme")
    add_pack("best")

    assert refused(Path("acne"), here) == (
        "`acne` is no folder, and no installed course has this name; installed are `acme`, `best`"
    )


def test_a_path_is_no_name(add_pack, here):
    add_pack("acme")

    assert refused(Path("./sub/acme"), here).startswith("`sub/acme` does not exist")


def test_a_broken_pack_that_is_named_is_refused_with_the_reason(install, monkeypatch, here):
    monkeypatch.syspath_prepend(install("acme", "no_such_package", {}))

    assert refused(Path("acme"), here) == (
        "the installed course `acme` is left out: there is no package `no_such_package`; "
        "update or uninstall `acme`"
    )


def test_packs_stand_behind_a_course_that_was_not_named(add_pack, here):
    add_pack("best")
    add_pack("acme")

    assert [course.name for course in packs_behind(BUILT_IN, None).courses] == ["acme", "best"]
    assert packs_behind(BUILT_IN, here).courses == ()


def test_a_pack_does_not_stand_behind_itself(add_pack):
    add_pack("acme")
    root = Path("site/acme_course").absolute()

    assert packs_behind(find_course(root), None).courses == ()


def test_what_one_pack_has_is_found_there(add_pack):
    add_pack("acme")
    behind = packs_behind(BUILT_IN, None).courses

    found = the_one(behind, lambda course: has_challenge(course, "feed"), "challenge feed")

    assert found is not None
    assert found.name == "acme"
    assert the_one(behind, lambda course: has_lesson(course, 1), "lesson 1") is None


def test_what_several_packs_have_is_told_and_not_guessed(add_pack, here):
    add_pack("acme")
    add_pack("best")
    behind = packs_behind(BUILT_IN, None).courses

    with pytest.raises(UsageError) as refusal:
        the_one(behind, lambda course: has_challenge(course, "feed"), "challenge feed")

    assert str(refusal.value) == (
        f"`challenge feed` is in the course `acme` (`{here}/site/acme_course`) and "
        f"the course `best` (`{here}/site/best_course`); say which: "
        "`asynclearn --course acme challenge feed` or `asynclearn --course best challenge feed`"
    )


def test_two_courses_do_not_share_a_place_in_a_lesson_of_one_name(write):
    for course in ("acme", "best"):
        write(f"{course}/lessons/04-feeds/README.md", README_TEMPLATE)

    keys = [read_lesson(find_course(Path(course)), 4).key for course in ("acme", "best")]

    assert keys == ["04-feeds@acme", "04-feeds@best"]
    assert read_lesson(BUILT_IN, 4).key == "04-async-generators"
