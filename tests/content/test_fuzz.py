"""Whatever a file holds, it is read or refused: nothing but ContentError escapes."""

import contextlib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from asynclearn.content.grammar import CHALLENGE_TEMPLATES, PART_TEMPLATE, README_TEMPLATE
from asynclearn.content.library import parse_challenge, parse_lesson
from asynclearn.errors import ContentError

WHY = "## Why\n\n- [ ] a\n  > b\n- [x] c\n  > d\n\n"
CHALLENGES = [text + WHY for text in CHALLENGE_TEMPLATES.values()]
PIECES = [
    "\n", "\n\n", "```", "~~~\n", "> ", ">\t", "- ", "  ", "    ", "\t", "---\n", "...\n",
    "# ", "## ", "===\n", "<!--", "-->", "<b>", "[!", "[x] ", "[a]: b\n", "| a |\n|-|\n",
    "predict ", "uses=x ", "name=x ", "python=", "wrong ", "hangs ", "def f(:\n", ": ", "&a ",
    "*a ", "!!int ", '"', "'", "\\", "{", "[", "(", "`", "*", "\0", "\ufeff", "\x0c", "\u2028",
    "\r",
]  # fmt: skip


@st.composite
def mutated(draw, originals):
    """A true file with pieces put in, and stretches cut out or repeated."""
    text = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 40)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.just(text[start:end] * 2), st.text()))
        text = text[:start] + piece + text[end:]
    return text


def read_both_ways(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    lesson = Path("04-feeds")
    lesson.mkdir(exist_ok=True)
    for name in ("README.md", "part-1-page.md"):
        (lesson / name).write_bytes(data)
    for read, path in ((parse_challenge, lesson / "README.md"), (parse_lesson, lesson)):
        with contextlib.suppress(ContentError):
            read(path)


@settings(derandomize=True, max_examples=200, deadline=None, database=None)
@given(mutated([*CHALLENGES, PART_TEMPLATE, README_TEMPLATE]))
def test_a_mutated_file_is_read_or_refused(text):
    read_both_ways(text)


@settings(derandomize=True, max_examples=50, deadline=None, database=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_any_text_is_read_or_refused(text):
    read_both_ways(text)
