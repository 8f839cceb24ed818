"""The learner's own files are never lost, and never take anything down with them."""

import ast

import pytest

from asynclearn.content.library import find_course, read_challenge
from asynclearn.errors import UsageError
from asynclearn.teaching.workshop.workspace import open_work, read_program, starter


@pytest.fixture(scope="module")
def challenge():
    return read_challenge(find_course(None), "merge-streams")


def test_the_starter_holds_the_task_and_still_is_the_program(challenge):
    text = starter(challenge)

    assert text.endswith(challenge.snippet.source)
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring is not None
    assert docstring.startswith("Merge streams\n")
    assert "- `None` is an item like any other." in docstring


def test_what_is_there_is_kept(challenge, tmp_path):
    work = open_work(challenge, tmp_path / "new" / "folder")
    work.begin()
    work.path.write_text("mine\n")
    work.begin()
    assert work.read() == "mine\n"

    first, second = work.reset(), work.reset()

    assert (first.name, second.name) == ("merge-streams.1.py", "merge-streams.2.py")
    assert first.read_text() == "mine\n"
    assert work.read() == starter(challenge)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff", "save it as UTF-8"), (b" " * 1_000_001, "larger than"), (None, "is no file")],
)
def test_what_is_no_program_is_refused_in_words(tmp_path, content, words):
    path = tmp_path / "merge-streams.py"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UsageError, match=words):
        read_program(path)
