"""`course.toml`: what a course says of itself, and the format that it is written in."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asynclearn.content import course_file
from asynclearn.content.library import find_course
from asynclearn.errors import ContentError, UsageError

WHOLE = """\
format = 1
name = "async-at-acme"
title = "Async at Acme"
url = "https://example.org/async"
authors = ["Ada", "Grace"]
"""
ROOT = Path("course")


@pytest.fixture
def course(write):
    """The course in a folder with this `course.toml`; None for no such file."""

    def course(text):
        (ROOT / "lessons").mkdir(parents=True, exist_ok=True)
        if text is not None:
            write("course/course.toml", text)
        return find_course(ROOT)

    return course


def test_a_course_says_what_it_is_called_and_by_whom_it_is(course):
    found = course(WHOLE)

    assert (found.name, found.title) == ("async-at-acme", "Async at Acme")
    assert (found.url, found.authors) == ("https://example.org/async", ("Ada", "Grace"))


def test_a_course_without_the_file_is_named_after_its_folder(course):
    found = course(None)

    assert (found.name, found.title, found.authors) == ("course", "", ())


def test_only_the_format_must_be_said(course):
    assert course("format = 1\n").name == "course"


def test_a_newer_format_asks_for_an_upgrade(course):
    with pytest.raises(UsageError) as refusal:
        course("# A comment.\nformat = 2\nnew-key = true\n")

    assert str(refusal.value) == (
        "the course in `course` is written in format 2 (`course/course.toml:2`), which is newer "
        "than this asynclearn: it reads up to format 1; upgrade it with `pip install -U asynclearn`"
    )


def test_an_older_format_asks_for_a_newer_course(course, monkeypatch):
    monkeypatch.setattr(course_file, "OLDEST", 3)
    monkeypatch.setattr(course_file, "NEWEST", 4)

    with pytest.raises(UsageError) as refusal:
        course("format = 2\n")

    assert str(refusal.value) == (
        "the course in `course` is written in format 2 (`course/course.toml:1`), which this "
        "asynclearn no longer reads: it reads from format 3 on; ask the authors for a newer "
        "course, or bring it up to date as CHANGELOG.md of asynclearn says"
    )


NO_FORMAT = (
    "`format` must be the number of the format that the course is written in; "
    "write for example `format = 1`"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("format = 0\n", f"1: {NO_FORMAT}"),
        ("\nformat = -1\n", f"2: {NO_FORMAT}"),
        ('format = "1"\n', f"1: {NO_FORMAT}"),
        ("format = 1.0\n", f"1: {NO_FORMAT}"),
        ("format = true\n", f"1: {NO_FORMAT}"),
        ("", "1: `format` is missing; write for example `format = 1`"),
        (
            'format = 1\ntitel = "A"\n',
            "2: `titel` is no key of `course.toml`; did you mean `title`?",
        ),
        (
            "format = 1\n[qqq]\na = 1\n",
            (
                "2: `qqq` is no key of `course.toml`; "
                "write `format`, `name`, `title`, `url` or `authors`"
            ),
        ),
        (
            'format = 1\ntitle = " "\n',
            '2: `title` must be a text; write for example `title = "Async at Acme"`',
        ),
        (
            'format = 1\nname = "Async at Acme"\n',
            (
                "2: `name` must be a name in lower-case words, with `-` for spaces; "
                'write for example `name = "async-at-acme"`'
            ),
        ),
        (
            'format = 1\n"url" = "javascript:alert(1)"\n',
            (
                "2: `url` must be an address that begins with `https://`; "
                'write for example `url = "https://example.org"`'
            ),
        ),
        (
            'format = 1\n\nauthors = "Ada"\n',
            (
                "3: `authors` must be a list of texts; "
                'write for example `authors = ["Ada", "Grace"]`'
            ),
        ),
        (
            "format = 1\ntitle = A\n",
            '2: it is no TOML: Invalid value; write lines `key = "text"`',
        ),
        (
            'format = 1\ntitle = "A',
            '2: it is no TOML: Unterminated string; write lines `key = "text"`',
        ),
        (
            'format = 1\n# a\u2028b\ntitle = "A',
            '3: it is no TOML: Unterminated string; write lines `key = "text"`',
        ),
    ],
)
def test_a_slip_is_refused_once_with_its_line(course, refusals, text, message):
    assert refusals(course, text) == [f"course/course.toml:{message}"]


def test_all_slips_come_at_once(course, refusals):
    found = refusals(course, "format = 0\ntitle = 1\ncolour = 2\n")

    assert [problem.split(": ")[0] for problem in found] == [
        "course/course.toml:1",
        "course/course.toml:2",
        "course/course.toml:3",
    ]


def test_a_file_that_can_t_be_read_is_told(course, refusals):
    (ROOT / "course.toml").mkdir(parents=True)

    assert refusals(course, None) == [
        "course/course.toml:1: it can't be read: Is a directory; check its name and rights"
    ]


def test_a_file_that_is_no_text_is_told(course, refusals):
    (ROOT / "lessons").mkdir(parents=True)
    (ROOT / "course.toml").write_bytes(b"format = 1\n\xff")

    assert refusals(course, None) == [
        "course/course.toml:1: it is not UTF-8 text; save it as UTF-8"
    ]


PIECES = [
    *("\n", "[", "]", "{", "}", '"', '"""', "'", "=", ".", ",", "#", "\\", "\0", "\ufeff", "\r"),
    *("[[", "format", "title", "0x", "1e999", "9" * 5000, "[" * 5000, "2026-01-01", "\U0001f600"),
]


@settings(derandomize=True, max_examples=300, deadline=None, database=None)
@given(st.data())
def test_a_mutated_file_is_read_or_refused(data):
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    (ROOT / "lessons").mkdir(parents=True, exist_ok=True)
    (ROOT / "course.toml").write_text(text, encoding="utf-8", newline="")

    lines: list[int] = []
    with contextlib.suppress(UsageError):
        try:
            assert find_course(ROOT).name
        except ContentError as error:
            lines = [problem.line for problem in error.problems]
    assert all(1 <= line <= len(text.split("\n")) for line in lines)


def test_a_course_without_the_file_is_found_without_pydantic():
    (ROOT / "lessons").mkdir(parents=True)
    program = (
        "import sys; from pathlib import Path\n"
        "from asynclearn.content.courses import active_course\n"
        "active_course(Path('course'), Path.cwd())\n"
        "print(sorted({'tomllib', 'pydantic', 'importlib.metadata'} & set(sys.modules)))\n"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout == "[]\n"
