"""A good course of one lesson and four challenges, to be changed in one place."""

import asyncio
import platform
import shutil
from pathlib import Path

import pytest

from asynclearn.authoring.check import check
from asynclearn.authoring.python import Python
from asynclearn.authoring.selection import select
from asynclearn.content.course import Course
from asynclearn.sandbox.runner import run

COURSE = Path(__file__).parent / "course"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The folder of a course of one's own, which is the current one."""
    shutil.copytree(COURSE, tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")
    return Path()


@pytest.fixture
def change(course):
    """Changes a file: pairs of what is there once, and what comes in its place."""

    def change(name, *edits):
        path = course / name
        text = path.read_text()
        for old, new in edits:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path.write_text(text)
        return path

    return change


@pytest.fixture
def report(course):
    """What a check of some files of the course reports, or of all of it."""

    def report(*paths):
        [selection] = select(paths, Course(course, builtin=False))
        return asyncio.run(check(selection, [Python(platform.python_version(), run)]))

    return report
