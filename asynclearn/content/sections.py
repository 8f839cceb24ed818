"""The `##` sections of a challenge: splitting them off, and the two that every kind can have."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from asynclearn.content.blocks import Block, Location
from asynclearn.content.challenge import Hint, Kind
from asynclearn.content.grammar import (
    EXPLANATION,
    HINT,
    REPEATED_SECTIONS,
    SECTIONS,
    WORKSHOP_KINDS,
    WORKSHOP_SECTIONS,
)
from asynclearn.content.markdown import Document, Node, NodeKind
from asynclearn.content.pages import read_blocks
from asynclearn.content.problems import Problems, advice, guess
from asynclearn.content.snippets import Snippets


@dataclass(frozen=True, slots=True)
class Section:
    """A `##` heading and the blocks below it."""

    name: str | None
    """A known name, the likeliest for a misspelt one; None if there is none."""
    line: int
    nodes: tuple[Node, ...]


def split_sections(
    nodes: Sequence[Node], problems: Problems
) -> tuple[tuple[Node, ...], tuple[Section, ...]]:
    """What stands above the first `##` heading, then the sections."""
    starts = [index for index, node in enumerate(nodes) if node.level == len("##")]
    sections = []
    for start, end in pairwise([*starts, len(nodes)]):
        heading = nodes[start]
        name = heading.text
        if name and name not in SECTIONS:
            message = f"`## {name}` is no section of a challenge; {advice(name, SECTIONS)}"
            problems.add(heading.first, message, "unknown-section")
        sections.append(
            Section(guess(name, SECTIONS), heading.first, tuple(nodes[start + 1 : end]))
        )
    return tuple(nodes[: starts[0]] if starts else nodes), tuple(sections)


def check_sections(sections: Sequence[Section], kind: Kind | None, problems: Problems) -> None:
    """Add what is wrong with the set of sections: repeated, missing, or not of this kind."""
    first_lines: dict[str, int] = {}
    for section in sections:
        name = section.name
        if name is None:
            continue
        first = first_lines.setdefault(name, section.line)
        if first != section.line and name not in REPEATED_SECTIONS:
            message = f"`## {name}` is already on line {first}; join the two"
            problems.add(section.line, message, "repeated-section")
        if kind and kind not in WORKSHOP_KINDS and name in WORKSHOP_SECTIONS:
            message = f"`## {name}` is only for `debug` and `design`; remove it"
            problems.add(section.line, message, "misplaced-section")

    if any(section.name is None for section in sections):
        return
    if "Explanation" not in first_lines:
        problems.add(1, "`## Explanation` is missing; add it", "missing-section")
    for name, least in WORKSHOP_SECTIONS.items():
        count = sum(section.name == name for section in sections)
        if kind in WORKSHOP_KINDS and count < least:
            message = f"a `{kind}` challenge needs `## {name}`; add it"
            if count:
                message = f"a `{kind}` challenge needs two `## {name}` sections; add one"
            problems.add(1, message, "missing-section")


def read_hint(section: Section, snippets: Snippets) -> Hint:
    """Read a `## Hint`: its blocks are checked like all others, and kept as one Markdown text."""
    refuse_headings(section.nodes, "`## Hint`", snippets.problems)
    _require_text(section, snippets.problems)
    read_blocks(section.nodes, HINT, snippets)
    document = snippets.document
    first = section.nodes[0].first if section.nodes else section.line
    return Hint(_text(section.nodes, document), Location(document.path, section.line), first)


def read_explanation(section: Section, snippets: Snippets) -> tuple[Block, ...]:
    """Read `## Explanation`, a page of its own with headings and snippets that run."""
    _require_text(section, snippets.problems)
    return read_blocks(section.nodes, EXPLANATION, snippets)


def refuse_headings(nodes: Sequence[Node], place: str, problems: Problems) -> None:
    """Add a problem for each heading where none can stand."""
    for node in nodes:
        if node.kind is NodeKind.HEADING:
            message = f"{place} has no headings of its own; write the text as a paragraph"
            problems.add(node.first, message, "heading-in-section")


def _text(nodes: Sequence[Node], document: Document) -> str:
    """The Markdown of blocks, each as far below the first as in the file."""
    text, line = "", nodes[0].first if nodes else 1
    for node in nodes:
        block = document.markdown(node.first, node.last)
        text += "\n" * (node.first - line) + block
        line = node.first + block.count("\n")
    return text


def _require_text(section: Section, problems: Problems) -> None:
    if not section.nodes:
        message = f"`## {section.name}` is empty; write its text or remove it"
        problems.add(section.line, message, "empty-section")
