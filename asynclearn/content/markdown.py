"""A file -> its Markdown blocks with the lines that they span. The only importer of markdown_it."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from asynclearn.content.files import read_bytes
from asynclearn.content.problems import Problems

InlineRule = Callable[[StateInline, bool], bool]


def make_parser() -> MarkdownIt:
    """A parser of the Markdown that course files are written in.

    Its links and images know in `meta["line"]` on which line of their text they begin, from 0.
    """
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(front_matter_plugin)
    for name, rule in (("link", link), ("image", image)):
        parser.inline.ruler.at(name, _noting_its_line(rule))
    return parser


def _noting_its_line(rule: InlineRule) -> InlineRule:
    def noting(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown_it calls it so
        begin, before = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and not silent:
            made = next(each for each in state.tokens[before:] if each.type in _LINKS)
            made.meta["line"] = state.src.count("\n", 0, begin)
        return found

    return noting


_LINKS = frozenset({"link_open", "image"})


def _parse_texts_with_html(state: StateCore) -> None:
    """Parse the insides of texts only where that is needed: there is no HTML without a `<`.

    It is a third of the work, and nothing but the HTML of a text is looked for in it.
    """
    for token in state.tokens:
        if token.type == "inline" and "<" in token.content and token.children is not None:
            state.md.inline.parse(token.content, state.md, state.env, token.children)


_PARSER = make_parser()
_PARSER.core.ruler.at("inline", _parse_texts_with_html)


class NodeKind(StrEnum):
    """The kinds of Markdown that the grammar speaks about; `other` is all the rest."""

    FRONT_MATTER = "front_matter"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    FENCE = "fence"
    INDENTED_CODE = "code_block"
    QUOTE = "blockquote"
    BULLETS = "bullet_list"
    ITEM = "list_item"
    RULE = "hr"
    HTML = "html_block"
    INLINE_HTML = "html_inline"
    INLINE = "inline"
    OTHER = "other"


_KINDS: dict[str, NodeKind] = {str(kind): kind for kind in NodeKind}


@dataclass(frozen=True, slots=True)
class Node:
    """A block, or a piece of HTML in the text of one. Lines count from 1, both ends included."""

    kind: NodeKind
    first: int
    last: int
    content: str
    """The inside of a fence, of HTML or of front matter; the inline Markdown of a text."""
    info: str
    """What stands behind the opening marker of a fence."""
    level: int
    """The level of a heading, else 0."""
    children: tuple["Node", ...]

    @property
    def text(self) -> str:
        """The inline Markdown of a heading or paragraph."""
        return "".join(child.content for child in self.children if child.kind is NodeKind.INLINE)

    @property
    def closed(self) -> bool:
        """Whether a fence has its closing marker.

        markdown_it closes an open one silently, but then spans one line less.
        """
        return self.last - self.first - 1 == self.content.count("\n")

    def walk(self) -> Iterator["Node"]:
        """The node itself, then all that it holds, at every depth."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Document:
    """A file's lines and its top-level blocks."""

    path: Path
    lines: tuple[str, ...]
    nodes: tuple[Node, ...]
    link_definitions: tuple[int, ...]
    """The lines of `[label]: address`, which are no blocks."""

    def markdown(self, first: int, last: int) -> str:
        """The source from line to line, without blank lines at its end."""
        return "\n".join(self.lines[first - 1 : last]).rstrip()

    def quoted(self, quote: Node) -> str:
        """The Markdown inside a block quote.

        A line without the marker is a lazy continuation of the paragraph above it.
        """
        return "\n".join(map(_unquoted, self.lines[quote.first - 1 : quote.last])).strip("\n")


def read_document(path: Path) -> Document:
    """Parse a file. Its text can be in doubt no further on: if it can't be read, that is all."""
    problems = Problems(path)
    text = _read_text(path, problems)
    problems.raise_if_any()

    definitions: dict[str, object] = {}
    tokens = _PARSER.parse(text, definitions)
    return Document(
        path=path,
        lines=tuple(text.split("\n")),
        nodes=_tree(tokens),
        link_definitions=tuple(_definition_lines(definitions)),
    )


def _read_text(path: Path, problems: Problems) -> str:
    try:
        data = read_bytes(path)
    except IsADirectoryError:
        problems.add(1, "this is a folder; rename it without `.md`", "unreadable")
        return ""
    except OSError as error:
        reason = error.strerror or error
        problems.add(
            1, f"the file can't be read: {reason}; check its name and rights", "unreadable"
        )
        return ""

    try:
        text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = _lines(error.object[: error.start].decode()).count("\n") + 1
        problems.add(line, "the file is not UTF-8 from here on; save it as UTF-8", "not-utf-8")
        return ""

    text = _lines(text)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.add(line, "the line holds a NUL character; remove it", "nul-character")
    if not text.strip():
        problems.add(1, "the file is empty; write it or remove it", "empty-file")
    return text if text.endswith("\n") else text + "\n"


def _lines(text: str) -> str:
    """A text whose lines end as Markdown counts them, be it an old Mac's or one of Windows."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _tree(tokens: Sequence[Token]) -> tuple[Node, ...]:
    """The nodes of markdown_it's flat list of opening, closing and single tokens."""
    opened: list[Token] = []
    levels: list[list[Node]] = [[]]
    for token in tokens:
        if token.nesting == 1:
            opened.append(token)
            levels.append([])
        elif token.nesting == -1:
            children = levels.pop()
            levels[-1].append(_node(opened.pop(), children))
        else:
            levels[-1].append(_node(token, _inline_html(token)))
    return tuple(levels[0])


def _node(token: Token, children: Sequence[Node]) -> Node:
    name = token.type.removesuffix("_open")
    first, end = token.map or (0, 0)
    return Node(
        kind=_KINDS.get(name, NodeKind.OTHER),
        first=first + 1,
        last=end,
        content=token.content,
        info=token.info.strip(),
        level=int(token.tag[1:]) if name == NodeKind.HEADING else 0,
        children=tuple(children),
    )


def _inline_html(token: Token) -> list[Node]:
    """The HTML in a text. Its tokens carry no line, so it is looked up from left to right."""
    found = []
    position = 0
    for child in token.children or ():
        start = token.content.find(child.content, position)
        if start < 0:
            continue
        position = start + len(child.content)
        if child.type == NodeKind.INLINE_HTML and token.map:
            line = token.map[0] + 1 + token.content.count("\n", 0, start)
            found.append(Node(NodeKind.INLINE_HTML, line, line, child.content, "", 0, ()))
    return found


def _definition_lines(environment: dict[str, object]) -> Iterator[int]:
    references = environment.get("references", {})
    duplicates = environment.get("duplicate_refs", [])
    if isinstance(references, dict) and isinstance(duplicates, list):
        for definition in (*references.values(), *duplicates):
            yield definition["map"][0] + 1


def _unquoted(line: str) -> str:
    inside = line.lstrip()
    if not inside.startswith(">"):
        return inside
    inside = inside[1:]
    # A tab after the marker reaches to column 4, of which the quote takes one.
    return "  " + inside[1:] if inside.startswith("\t") else inside.removeprefix(" ")
