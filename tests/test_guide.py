"""The guide for authors is true: each file that it shows in full passes every rule."""

import asyncio
import itertools
import platform

import pytest

from asynclearn.authoring.check import check
from asynclearn.authoring.python import Python
from asynclearn.authoring.selection import select
from asynclearn.content.course import Course
from asynclearn.content.grammar import OUTPUT_WORDS, PYTHON_WORDS
from asynclearn.content.library import find_course
from asynclearn.content.markdown import NodeKind, read_document
from asynclearn.sandbox.runner import run

GUIDE = find_course(None).root / "challenges" / "README.md"


def shown_files():
    """The name of each file in the guide, the last one in backticks above it, and its text."""
    nodes = read_document(GUIDE).nodes
    for above, node in itertools.pairwise(nodes):
        if node.kind is NodeKind.FENCE and node.content.startswith("---\n"):
            name = above.text.rstrip(":").rstrip("`").rpartition("`")[2]
            yield name, node.content


@pytest.fixture
def course_of_the_guide(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in shown_files():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_every_file_that_the_guide_shows_passes_every_rule(course_of_the_guide):
    [selection] = select([], Course(course_of_the_guide, builtin=False))

    report = asyncio.run(check(selection, [Python(platform.python_version(), run)]))
    assert len(selection.challenges) >= 4
    assert (report.errors, report.advice) == ((), ())


def test_the_guide_tells_every_word_of_a_fence():
    text = GUIDE.read_text()

    for word in (*OUTPUT_WORDS, *PYTHON_WORDS):
        assert f"{word}=" in text or f" {word}`" in text or f"`{word}`" in text, word
