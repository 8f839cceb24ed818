"""The folder for Gradescope takes along a course of one's own."""

import pytest

from asynclearn.errors import UsageError
from asynclearn.grading.gradescope import init_gradescope


@pytest.fixture
def own_course(tmp_path):
    challenges = tmp_path / "own" / "challenges"
    challenges.mkdir(parents=True)
    (challenges / "feed.md").write_text("A challenge.\n")
    return tmp_path / "own"


def test_the_course_lies_in_it_without_what_is_hidden_or_leads_nowhere(own_course, tmp_path):
    (own_course / ".git").mkdir()
    (own_course / "old.md").symlink_to("nowhere.md")

    init_gradescope(tmp_path / "new", "asynclearn", own_course)

    copied = tmp_path / "new" / "course"
    assert {path.name for path in copied.rglob("*")} == {"challenges", "feed.md"}
    assert "--course source/course" in (tmp_path / "new" / "run_autograder").read_text()


def test_what_can_not_be_copied_is_told_in_a_sentence(own_course, tmp_path):
    (own_course / "again").symlink_to(".")

    with pytest.raises(UsageError) as refused:
        init_gradescope(tmp_path / "new", "asynclearn", own_course)

    said = str(refused.value)
    assert said.startswith(f"`{own_course}` can't be copied: [Errno 40] Too many levels")
    assert said.endswith("again'; mend that first")


def test_a_folder_within_the_course_is_refused(own_course):
    with pytest.raises(UsageError, match="lies in the course, which is copied"):
        init_gradescope(own_course / "new", "asynclearn", own_course)
