"""Which files a path means."""

import os
from pathlib import Path

import pytest

from asynclearn.authoring.reading import read
from asynclearn.authoring.selection import select
from asynclearn.content.course import Course
from asynclearn.errors import UsageError


@pytest.fixture
def course_here(course, monkeypatch):
    """A course with a lesson and two challenges, in the current folder."""
    for name in ("one", "two"):
        path = course / "challenges" / "sub" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    monkeypatch.chdir(course)
    return course


def test_without_paths_the_whole_course_is_meant(course_here):
    [selection] = select([], Course(course_here, builtin=False))

    assert selection.challenges == (Path("challenges/sub/one.md"), Path("challenges/sub/two.md"))
    assert selection.lessons == (Path("lessons/04-small"),)
    assert selection.meant is None


def test_a_file_in_a_course_means_itself_and_knows_the_others(course_here):
    [selection] = select([course_here / "challenges" / "sub" / "one.md"])

    assert selection.root == Path()
    assert len(selection.challenges) == 2
    assert [path.name for path in selection.challenges if selection.means(path)] == ["one.md"]


@pytest.mark.usefixtures("course_here")
def test_a_page_of_a_lesson_touches_its_lesson():
    [selection] = select([Path("lessons/04-small/part-1-counting.md")])

    assert selection.touches(Path("lessons/04-small"))
    assert not selection.means(Path("lessons/04-small/README.md"))


@pytest.mark.usefixtures("course_here")
def test_a_folder_in_a_course_means_all_in_it():
    [selection] = select([Path("challenges")])

    assert all(map(selection.means, selection.challenges))
    assert not any(map(selection.touches, selection.lessons))


@pytest.mark.usefixtures("course_here")
def test_files_of_one_course_are_one_selection():
    paths = [Path("challenges/sub/one.md"), Path("lessons")]

    [selection] = select(paths)
    assert selection.meant == frozenset(paths)


def test_a_lone_file_is_a_challenge(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("alone.md").write_text("")
    Path("beside.md").write_text("")

    [selection] = select([Path("alone.md")])
    assert selection.challenges == (Path("alone.md"),)


def test_a_lone_folder_holds_challenges_and_lessons_are_known_by_their_names(course_here, tmp_path):
    (course_here / "lessons" / "04-small").rename(tmp_path / "04-small")

    [selection] = select([tmp_path / "04-small" / "README.md"])
    assert selection.challenges == ()
    assert selection.lessons == (tmp_path / "04-small",)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.md", "`none.md` does not exist; name a file, a folder or a course"),
        ("program.py", "`program.py` is no Markdown file; name one that ends in `.md`"),
        ("empty", "`empty` holds no Markdown file to check; name a file or a course"),
    ],
)
def test_what_can_not_be_checked_is_refused(tmp_path, monkeypatch, name, message):
    monkeypatch.chdir(tmp_path)
    Path("program.py").write_text("")
    Path("empty").mkdir()

    with pytest.raises(UsageError) as error:
        select([Path(name)])
    assert str(error.value) == message


@pytest.mark.usefixtures("course_here")
def test_a_folder_called_like_a_challenge_is_no_lesson():
    folder = Path("challenges/three.md")
    folder.mkdir()

    [problem] = read(folder).problems
    assert str(problem) == "challenges/three.md:1: this is a folder; rename it without `.md`"


def test_from_a_folder_that_is_gone_a_whole_path_still_means_its_course(course_here, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()

    [selection] = select([course_here])
    assert selection.root == course_here
    with pytest.raises(UsageError, match=r"`one\.md` does not exist"):
        select([Path("one.md")])
