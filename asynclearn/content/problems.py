"""Collecting what is wrong with a file, so that its author hears all of it at once."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from asynclearn.errors import ContentError, Problem


class Problems:
    """The problems of one file.

    Readers add to it and go on with the likeliest meaning, so that one slip is told once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[Problem] = []

    def __len__(self) -> int:
        return len(self.found)

    def add(self, line: int, message: str, rule: str) -> None:
        """Note a problem: `message` says what is wrong, then what to do."""
        # What is quoted from the file may have line ends, as a heading with a line of `=` below.
        problem = Problem(self.path, line, message.replace("\n", " "), rule)
        if problem not in self.found:
            self.found.append(problem)

    def raise_if_any(self) -> None:
        """Raise all that was found as one ContentError."""
        if self.found:
            raise ContentError(self.found)


def guess(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    if word.lower() in by_lower:
        return by_lower[word.lower()]
    close = get_close_matches(word.lower(), by_lower, n=1)
    begun = [lower for lower in by_lower if len(word) > 1 and lower.startswith(word.lower())]
    return by_lower[(close + begun)[0]] if close or begun else None


def advice(word: str, known: Iterable[str]) -> str:
    """What to do about an unknown word: the guess, or else all that is known."""
    candidates = tuple(known)
    meant = guess(word, candidates)
    return f"did you mean `{meant}`?" if meant else f"write {one_of(candidates)}"


def one_of(words: Iterable[str]) -> str:
    """The words in backticks, with commas and a last "or"."""
    *most, last = (f"`{word}`" for word in words)
    return f"{', '.join(most)} or {last}" if most else last
