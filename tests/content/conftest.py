"""Writing small course files, and reading them for what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from asynclearn.content.challenge import Challenge, Kind
from asynclearn.content.course import Part
from asynclearn.content.grammar import CHALLENGE_TEMPLATES, README_TEMPLATE
from asynclearn.content.library import parse_challenge, parse_lesson
from asynclearn.errors import ContentError


@pytest.fixture(autouse=True)
def in_tmp_path(tmp_path, monkeypatch):
    """Paths in messages are as short as the tests write them."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def write() -> Callable[[str, str], Path]:
    def write(name, text):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


@pytest.fixture
def refusals() -> Callable[..., list[str]]:
    """What a reader says of a file or folder that it refuses."""

    def refusals(read, *arguments):
        with pytest.raises(ContentError) as refusal:
            read(*arguments)
        return [str(problem) for problem in refusal.value.problems]

    return refusals


@pytest.fixture
def part(write) -> Callable[[str], Part]:
    """The part that a text is read as, in a lesson `04-feeds`."""

    def part(text):
        write("04-feeds/README.md", README_TEMPLATE)
        write("04-feeds/part-1-page.md", text)
        return parse_lesson(Path("04-feeds")).parts[0]

    return part


@pytest.fixture
def part_refusals(part, refusals) -> Callable[[str], list[str]]:
    """The problems of a part, below a title on line 1 and a blank line."""

    def part_refusals(text):
        found = refusals(part, f"# A part\n\n{text}")
        return [problem.removeprefix("04-feeds/part-1-") for problem in found]

    return part_refusals


@pytest.fixture
def challenge(write) -> Callable[..., Challenge]:
    """The template of a kind as it is read, with edits made: pairs of old and new text."""

    def challenge(kind, *edits):
        text = CHALLENGE_TEMPLATES[Kind(kind)]
        for old, new in edits:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        return parse_challenge(write("feed.md", text))

    return challenge


@pytest.fixture
def challenge_refusals(challenge, refusals) -> Callable[..., list[str]]:
    def challenge_refusals(kind, *edits):
        return refusals(challenge, kind, *edits)

    return challenge_refusals
