"""Parts of sentences."""

from collections.abc import Sequence

from asynclearn.judging.verdict import NearMiss


def only(near: Sequence[NearMiss]) -> str:
    """What a near miss differs in."""
    verb = "differs" if list(near) == [NearMiss.CASE] else "differ"
    return f"only the {listed(near)} {verb}"


def quoted(text: str | None) -> str:
    """A line as it can stand in a sentence: what can't be seen is spelt out."""
    if not text:
        return "an empty line"
    seen = (
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
    return f"`{''.join(seen)}`"


def counted(count: int, noun: str = "line") -> str:
    """`1 line`, `2 lines`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(items: Sequence[str], between_two: str = " and ") -> str:
    """The items as a sentence lists them: `a`, `a and b`, `a, b, and c`."""
    *first, last = items
    if len(first) > 1:
        return f"{', '.join(first)}, and {last}"
    return between_two.join(items)
