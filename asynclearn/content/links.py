"""The links of a file, and the anchors that links can lead to."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from asynclearn.content.markdown import make_parser

_PARSER = make_parser()


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an image."""

    target: str
    """Its address, such as `part-2-tasks.md#gather`; signs that no address has as `%20`."""
    line: int


def read_links(text: str) -> tuple[Link, ...]:
    """The links of a Markdown text, those in quotes and lists too."""
    return tuple(_links(text)) if _may_link(text) else ()


def read_anchors(text: str) -> frozenset[str]:
    """What `#…` can name in a Markdown text: its headings, in the way of code hosts."""
    return frozenset(_anchors(text))


def find_dead(path: Path) -> Iterator[tuple[Link, str]]:
    """The links of a file that lead nowhere, each with what is not there.

    Addresses with a scheme are not tried, as that would need the network.
    """
    text = _text(path)
    for link in read_links(text):
        missing = _missing(link, path, text)
        if missing:
            yield link, missing


def _missing(link: Link, path: Path, text: str) -> str:
    try:
        parts = urlsplit(link.target)
    except ValueError:
        return "it is no address"
    if parts.scheme or parts.netloc:
        return ""
    target = path.parent / unquote(parts.path) if parts.path else path
    if not _exists(target):
        return f"there is no `{unquote(parts.path)}`"
    anchor = unquote(parts.fragment)
    if anchor and target.suffix == ".md":
        anchors = read_anchors(text if target == path else _text(target))
        return "" if anchor in anchors else f"`{target.name}` has no heading `#{anchor}`"
    return ""


def _exists(path: Path) -> bool:
    with suppress(OSError, ValueError):  # of a name that no file can have
        return path.exists()
    return False


def _text(path: Path) -> str:
    """The text of a file; nothing of one that can't be read, which others tell."""
    with suppress(OSError):
        return path.read_text("utf-8-sig", errors="replace")
    return ""


def _may_link(text: str) -> bool:
    """Whether it is worth parsing: nearly all files of a course hold none."""
    return "](" in text


def _links(text: str) -> Iterator[Link]:
    for block in _PARSER.parse(text):
        first = 1 + (block.map[0] if block.map else 0)
        for token in block.children or ():
            target = token.attrs.get("href", token.attrs.get("src"))
            if target:
                yield Link(str(target), first + token.meta.get("line", 0))


def _anchors(text: str) -> Iterator[str]:
    taken = Counter[str]()
    tokens = _PARSER.parse(text)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            shown = "".join(token.content for token in inline.children or ())
            kept = "".join(each for each in shown.lower() if each.isalnum() or each in " -_")
            anchor = kept.replace(" ", "-")
            yield f"{anchor}-{taken[anchor]}" if taken[anchor] else anchor
            taken[anchor] += 1
