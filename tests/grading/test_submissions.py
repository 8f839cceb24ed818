"""Whose folder is whose."""

import pytest

from asynclearn.errors import UsageError
from asynclearn.grading.submissions import find_submissions


@pytest.fixture
def found(tmp_path):
    """The students and what they handed in, of these files below a folder `class`."""

    def found(*files):
        root = tmp_path / "class"
        root.mkdir()
        for name in files:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        return {each.student: each.files for each in find_submissions(root)}

    return found


def test_each_folder_is_a_student_in_order(found):
    students = found("ben/feed.py", "anna/feed.py", "anna/exam.jsonl", "cleo/notes.txt", "list.txt")

    assert list(students.items()) == [("anna", ("exam", "feed")), ("ben", ("feed",)), ("cleo", ())]


def test_a_folder_with_programs_is_one_student(found):
    assert found("feed.py", "more/feed.py") == {"class": ("feed",)}


def test_a_folder_with_other_files_is_a_student_who_handed_in_nothing_to_grade(found):
    assert found("essay.txt") == {"class": ()}


def test_what_is_hidden_is_nobodys(found):
    assert found("anna/feed.py", "anna/.feed.py", ".git/feed.py", "__MACOSX/feed.py") == {
        "anna": ("feed",)
    }


def test_an_empty_folder_holds_no_submissions(found):
    with pytest.raises(UsageError, match="holds no submissions; a student's folder has files such"):
        found()
