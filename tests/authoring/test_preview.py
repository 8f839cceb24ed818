"""A preview knows all of a page, from one run of each program, and reads no other challenge."""

import asyncio
from pathlib import Path

import pytest

from asynclearn.authoring.preview import preview
from asynclearn.authoring.python import Python
from asynclearn.errors import UsageError
from asynclearn.sandbox.interpreter import Interpreter
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program
from tests.cli.conftest import CHALLENGE
from tests.conftest import PART, README

PYTHON = "3.11.0"


class Runs:
    """A sandbox that notes what it is asked to run; each program prints `first`."""

    def __init__(self):
        self.programs: list[Program] = []

    async def run(self, program: Program, limits: Limits, interpreter: Interpreter) -> Outcome:
        del limits, interpreter
        self.programs.append(program)
        missing = program.source == "import aiohttp"
        return Outcome("first\n", "", Ending.RAISED if missing else Ending.FINISHED, 0.1)


@pytest.fixture
def runs():
    return Runs()


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def look(work, runs):
    (work / "challenges").mkdir()
    (work / "challenges" / "first.md").write_text(CHALLENGE.format(name="first"))
    (work / "lessons" / "04-small").mkdir(parents=True)
    (work / "lessons" / "04-small" / "README.md").write_text(README)
    (work / "lessons" / "04-small" / "part-1-counting.md").write_text(PART)

    def look(path):
        return asyncio.run(preview(Path(path), Python(PYTHON, runs.run)))

    return look


def test_a_program_runs_once_to_be_shown_and_judged(look, runs):
    seen = look("challenges/first.md")

    assert seen.challenge is not None
    assert seen.outcome(seen.challenge.snippet.location).stdout == "first\n"
    assert seen.report.ok
    assert len(runs.programs) == 1


def test_no_other_challenge_is_read(look, work):
    (work / "challenges" / "broken.md").write_text("nothing")

    assert look("challenges/first.md").report.counts.files == 1


def test_a_page_of_a_lesson_brings_its_lesson(look):
    seen = look("lessons/04-small/part-1-counting.md")

    assert seen.part.title == "Counting"
    assert seen.lesson.number == 4
    assert seen.challenge is None
    assert [problem.rule for problem in seen.report.errors] == ["wrong-output"] * 2


def test_a_file_that_can_not_be_read_has_problems_only(look, work):
    (work / "challenges" / "first.md").write_text("nothing")

    seen = look("challenges/first.md")

    assert seen.page is None
    assert "missing-title" in {problem.rule for problem in seen.report.errors}


def test_a_page_can_be_kept_back_by_another_of_its_lesson(look, work):
    (work / "lessons" / "04-small" / "README.md").write_text("nothing")

    seen = look("lessons/04-small/part-1-counting.md")

    assert seen.page is None
    assert {problem.path.name for problem in seen.report.errors} == {"README.md"}


def test_a_program_that_lacks_a_package_is_not_run(look, work, runs):
    text = CHALLENGE.format(name="first").replace("level: 1", "level: 1\nneeds: [aiohttp]")
    (work / "challenges" / "first.md").write_text(text)

    seen = look("challenges/first.md")

    assert seen.challenge is not None
    assert seen.outcome(seen.challenge.snippet.location) is None
    assert "lacks what the file needs" in seen.report.skipped[0].message
    assert [program.source for program in runs.programs] == ["import aiohttp"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("none.md", "`none.md` does not exist"),
        ("lessons/04-small", "`lessons/04-small` is a folder; name one file in it"),
        ("challenges/README.md", "`challenges/README.md` is no page of a course"),
    ],
)
def test_what_is_no_page_is_refused(look, work, path, said):
    (work / "challenges" / "README.md").write_text("# About\n")

    with pytest.raises(UsageError, match=said):
        look(path)
