"""What authors type for the front matter -> values. Each raises UsageError for what is refused."""

import math
from pathlib import Path

from asynclearn.authoring.places import slug_of
from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import is_slug
from asynclearn.content.problems import advice
from asynclearn.errors import UsageError

_HARDEST, _LAST_LESSON = 3, 999


def read_kind(text: str) -> Kind:
    """A kind of challenge; its beginning is enough."""
    begun = [kind for kind in Kind if text and kind.startswith(text.lower())]
    if len(begun) != 1:
        raise UsageError(f"`{text}` is no kind of challenge; {advice(text, Kind)}")
    return begun[0]


def read_level(text: str) -> int:
    """1, 2 or 3."""
    return _whole(text, "level", _HARDEST)


def read_lesson(text: str) -> int:
    """The number of a lesson."""
    return _whole(text, "lesson", _LAST_LESSON)


def read_topics(text: str) -> tuple[str, ...]:
    """Topics with commas between them; one that stands twice counts once."""
    topics = tuple(dict.fromkeys(topic for part in text.split(",") if (topic := part.strip())))
    if not topics:
        raise UsageError("a challenge has a topic or more; write for example `queues,cancellation`")
    for topic in topics:
        if not is_slug(topic):
            meant = slug_of(topic)
            fix = f"did you mean `{meant}`?" if meant else "use lower-case words"
            raise UsageError(f"`{topic}` is no topic; {fix}")
    return topics


def read_factor(text: str) -> float:
    """A number above 1."""
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not 1 < factor < math.inf:
        raise UsageError(f"`{text}` is no factor above 1; write for example `1.5`")
    return factor


def read_line(text: str) -> str:
    """A line of text that can be seen."""
    line = " ".join(text.split())
    if not line or not line.isprintable():
        raise UsageError("this has to be a text; write some words")
    return line


def read_title(text: str) -> str:
    """A line that Markdown shows whole as a heading: it takes `#` at its end for a closing mark."""
    line = read_line(text)
    if line.rstrip("#")[-1:] in ("", " "):
        raise UsageError(f"`{line}` loses its end as a heading; put a word behind the `#`")
    return line


def read_file(text: str) -> Path:
    """A file that is there."""
    path = Path(text)
    if not path.is_file():
        raise UsageError(f"`{text}` is no file; name a Python program")
    return path


def _whole(text: str, what: str, highest: int) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= highest:
        raise UsageError(f"`{text}` is no {what}; write a number from 1 to {highest}")
    return int(text)
