"""Somebody has removed the current folder: a shell stays in it, and commands are typed there."""

import pytest

from asynclearn.cli.app import run as run_command


@pytest.fixture(autouse=True)
def gone(tmp_path, monkeypatch):
    monkeypatch.setenv("ASYNCLEARN_HOME", str(tmp_path / "home"))
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()


def test_it_holds_no_course_and_the_built_in_one_is_taken(capsys):
    assert run_command(["list", "lessons"]) == 0

    told = capsys.readouterr()
    assert "Lesson 4" in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    "command",
    [
        ["new", "challenge", "a-b"],
        ["new", "lesson", "a"],
        ["new", "part", "a"],
        ["challenge", "merge-streams"],
        ["challenge", "merge-streams", "--workspace", "here"],
    ],
)
def test_what_is_to_be_written_there_is_refused(capsys, command):
    assert run_command(command) == 2

    assert "asynclearn: the current folder is gone; `cd` to another" in capsys.readouterr().err
