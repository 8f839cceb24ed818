"""The words of a course file, for rules that compare what its texts say."""

import re
from collections.abc import Iterable, Iterator

from asynclearn.content.blocks import Alert, Block, Prose

_WORD = re.compile(r"[^\W\d]\w*|\d+")

COMMON = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "but", "by", "does", "for", "from", "has"),
        *("he", "how", "if", "in", "is", "it", "its", "no", "not", "of", "on", "or", "so", "that"),
        *("the", "then", "there", "this", "to", "was", "what", "when", "which", "who", "why"),
        *("will", "with", "you", "your"),
        *("program", "print", "prints", "printed", "line", "lines", "output", "import", "asyncio"),
        *("async", "await", "def", "main", "run", "return", "else", "try", "self", "none"),
    }
)
"""Words that say nothing about one program."""


def words(text: str) -> list[str]:
    """The words and numbers of a text, in small letters, as often as they stand there."""
    return [word.casefold() for word in _WORD.findall(text)]


def telling(text: str) -> set[str]:
    """The words of a text that could be about one program only."""
    return set(words(text)) - COMMON


def related(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two texts share a word, be it in another form: `glove`, `gloves`."""
    others = set(other)
    stems = {word[:_STEM] for word in others if len(word) >= _STEM}
    return any(word in others or word[:_STEM] in stems for word in one)


_STEM = 4


def prose(blocks: Iterable[Block]) -> Iterator[Prose | Alert]:
    """The texts among blocks."""
    for block in blocks:
        if isinstance(block, Prose | Alert):
            yield block
