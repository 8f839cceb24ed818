"""Whatever a course file holds, `check` tells problems with a true place, at once, and no more.

`ASYNCLEARN_FUZZ=50000` makes it 50,000 mutated files each by hypothesis and by bytes.
"""

import asyncio
import os
import random
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asynclearn.authoring.check import check
from asynclearn.authoring.selection import select
from asynclearn.content.course import Course
from asynclearn.content.grammar import CHALLENGE_TEMPLATES, PART_TEMPLATE, README_TEMPLATE
from asynclearn.content.library import challenge_files, find_course, lesson_folders
from asynclearn.errors import UsageError

EXAMPLES = int(os.environ.get("ASYNCLEARN_FUZZ", "80"))
PATIENCE = 10.0
"""Seconds for one file. Only a failing test takes so long."""

PIECES = [
    "\n", "\n\n", "```", "~~~\n", "> ", "- ", "    ", "\t", "---\n", "# ", "## ", "### ", "<!--",
    "-->", "<!-- asynclearn: allow ", "<!-- asynclearn: allow wide-program because x -->\n\n",
    "[x](y.md#z)", "[x](", "![", "[!NOTE]", "[x] ", "[a]: b\n", "predict ", "run ", "uses=x ",
    "name=x ", "python=", "wrong ", "hangs ", "raises=", "output\n", "for x in {1, 2}: print(x)\n",
    "import random\n", "asyncio.wait(", "def f(:\n", ": ", "&a ", "*a ", "'", '"', "\\", "{", "(",
    "0x7f00", "TODO", "\0", "\ufeff", "\x0c", "\u2028", "\r",
]  # fmt: skip
TEMPLATES = [*CHALLENGE_TEMPLATES.values(), PART_TEMPLATE, README_TEMPLATE]

BUILTIN = find_course(None)
REAL = [
    *(path.read_bytes() for path in challenge_files(BUILTIN)),
    *(path.read_bytes() for folder in lesson_folders(BUILTIN) for path in folder.glob("*.md")),
]


@st.composite
def mutated(draw):
    """A template with pieces put in, and stretches cut out or repeated."""
    text = draw(st.sampled_from(TEMPLATES))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 40)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.just(text[start:end] * 2), st.text()))
        text = text[:start] + piece + text[end:]
    return text


def shaken(data, chance):
    """A file with some of its bytes changed, cut out, doubled or moved."""
    content = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice([1, 1, 3, 20, 200]))
        match chance.randrange(4):
            case 0:
                content[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
            case 1:
                del content[start:end]
            case 2:
                content[start:start] = content[start:end]
            case _:
                other = chance.choice(REAL)
                at = chance.randrange(len(other))
                content[start:end] = other[at : at + 60]
    return bytes(content)


def look_at(data: bytes) -> None:
    """Check the same bytes as a challenge, a front page and a part, without running them."""
    lesson = Path("lessons/04-feeds")
    lesson.mkdir(parents=True, exist_ok=True)
    Path("challenges").mkdir(exist_ok=True)
    paths = [Path("challenges/feed.md"), lesson / "README.md", lesson / "part-1-page.md"]
    for path in paths:
        path.write_bytes(data)
    with within(PATIENCE):
        [selection] = select([], Course(Path(), builtin=False))
        report = asyncio.run(check(selection, []))
    longest = data.count(b"\n") + data.count(b"\r") + 1
    for problem in (*report.errors, *report.advice):
        assert problem.path in paths or problem.path in lesson.parents or problem.path == lesson
        assert 1 <= problem.line <= longest, problem
        assert problem.message
        assert "\n" not in problem.message


@contextmanager
def within(seconds):
    """Raises where something takes longer."""

    def complain(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, complain)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True, scope="module")
def elsewhere(tmp_path_factory):
    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("course"))
    yield
    os.chdir(before)


@settings(derandomize=True, max_examples=EXAMPLES, deadline=None, database=None)
@given(mutated())
def test_a_mutated_template_is_checked_or_refused(text):
    look_at(text.encode("utf-8", "surrogatepass"))


def test_a_real_file_with_wrong_bytes_is_checked_or_refused():
    chance = random.Random(EXAMPLES)  # noqa: S311 - the same files each time
    for _ in range(EXAMPLES):
        look_at(shaken(chance.choice(REAL), chance))


def test_a_name_that_no_file_can_have_is_refused():
    for name in ("\0", "x" * 300 + ".md", "no/such/file.md"):
        with pytest.raises(UsageError):
            select([Path(name)])
