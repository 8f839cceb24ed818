"""Links as a reader of a screen can use them: an address to open, or the number of a part.

A course links its pages by their files, for whoever reads it on a code host. Here nobody can open a
file, but `asynclearn lesson 4 --part 2` goes to a part.
"""

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from asynclearn.content.lesson_reader import folder_number, part_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token


def with_usable_links(tokens: "Iterable[Token]", *, plain: bool) -> "Iterator[Token]":
    """The tokens of a line of Markdown. Links to files become words, addresses stay.

    Plain: an address that is its own text is no link, as rich would spell it out twice.
    """
    said, target = "", ""
    stays = False
    for token in tokens:
        if token.type == "link_open":
            said, target = "", str(token.attrs.get("href", ""))
            stays = _is_address(target) and not (plain and token.markup == "autolink")
            if stays:
                yield token
        elif token.type == "link_close":
            if stays:
                yield token
            elif place := place_of(target, said):
                yield replace(token, type="text", tag="", nesting=0, content=f" ({place})")
        else:
            said += token.content
            yield token


def place_of(target: str, said: str) -> str:
    """What a link to a file of a course leads to, such as `part 2`; empty if its text says so."""
    path = PurePosixPath(unquote(urlsplit(target).path))
    lesson, part = folder_number(path.parent.name), part_number(path.name)
    names = [f"lesson {lesson}" if lesson else "", f"part {part}" if part else ""]
    return ", ".join(name for name in names if name and name not in said.casefold())


def _is_address(target: str) -> bool:
    return bool(urlsplit(target).scheme)
