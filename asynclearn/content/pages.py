"""Top-level Markdown -> the blocks of a page: lesson parts, and a challenge's own sections."""

from collections.abc import Sequence

from asynclearn.content.blocks import Alert, AlertKind, Block, Heading, Location, Prose
from asynclearn.content.grammar import LOWEST_HEADING, Place
from asynclearn.content.markdown import Document, Node, NodeKind
from asynclearn.content.problems import Problems, advice, guess
from asynclearn.content.snippets import Snippets, is_alert, is_fence, with_claims


def body(document: Document) -> tuple[Node, ...]:
    """The blocks of a file without its front matter and comments, which show nothing."""
    dropped = {NodeKind.FRONT_MATTER, NodeKind.HTML}
    return tuple(node for node in document.nodes if node.kind not in dropped)


def take_title(nodes: Sequence[Node], problems: Problems) -> tuple[str, tuple[Node, ...]]:
    """The title and the blocks below it."""
    if nodes and nodes[0].level == 1:
        return nodes[0].text, _without_titles(nodes[1:], problems)

    later = next((node for node in nodes if node.level == 1), None)
    if later is None:
        line = nodes[0].first if nodes else 1
        problems.add(line, "the title is missing; start with a line `# …`", "missing-title")
        return "", tuple(nodes)
    message = "the title comes first; move this line above all other text"
    problems.add(later.first, message, "title-not-first")
    others = [node for node in nodes if node is not later]
    return later.text, _without_titles(others, problems)


def read_blocks(nodes: Sequence[Node], place: Place, snippets: Snippets) -> tuple[Block, ...]:
    """Read blocks in order. Ordinary ones in a row become one Prose."""
    document, problems = snippets.document, snippets.problems
    blocks: list[Block] = []
    prose: list[Node] = []
    for node, claims in with_claims(nodes):
        if is_fence(node, "output"):
            message = (
                "this `output` has no snippet above it; put it just below a `python` fence, "
                "or make it a `text` fence"
            )
            problems.add(node.first, message, "output-without-snippet")
            continue
        if prose and (_is_block(node) or not _adjoin(prose[-1], node, document)):
            blocks.append(_prose(prose, document))
            prose = []
        if not _is_block(node):
            prose.append(node)
        elif node.kind is NodeKind.HEADING:
            blocks.append(_heading(node, document, problems))
        elif is_alert(node):
            blocks.append(_alert(node, document, problems))
        else:
            snippet, _ = snippets.read(node, claims, place)
            blocks.append(snippet)
    if prose:
        blocks.append(_prose(prose, document))
    return tuple(blocks)


def _without_titles(nodes: Sequence[Node], problems: Problems) -> tuple[Node, ...]:
    for node in nodes:
        if node.level == 1:
            message = "a page has one title; write `##` for a heading below it"
            problems.add(node.first, message, "second-title")
    return tuple(node for node in nodes if node.level != 1)


def _is_block(node: Node) -> bool:
    """Whether it becomes a block of its own, not a piece of prose."""
    return node.kind is NodeKind.HEADING or is_alert(node) or is_fence(node, "python")


def _adjoin(above: Node, below: Node, document: Document) -> bool:
    """Whether only blank lines stand between: a dropped comment parts the prose around it."""
    return not document.markdown(above.last + 1, below.first - 1)


def _prose(nodes: Sequence[Node], document: Document) -> Prose:
    first = nodes[0].first
    return Prose(document.markdown(first, nodes[-1].last), Location(document.path, first))


def _heading(node: Node, document: Document, problems: Problems) -> Heading:
    if node.level > LOWEST_HEADING:
        message = f"a heading of level {node.level} is too deep; use at most `####`"
        problems.add(node.first, message, "deep-heading")
    return Heading(node.level, node.text, Location(document.path, node.first))


def _alert(node: Node, document: Document, problems: Problems) -> Alert:
    marker, _, markdown = document.quoted(node).partition("\n")
    name, bracket, beside = marker.removeprefix("[!").partition("]")
    kinds = [kind.value for kind in AlertKind]
    if name not in kinds:
        example = advice(name, kinds)
        message = f"`[!{name}]` is no alert; {example}"
        problems.add(node.first, message, "unknown-alert")
    elif beside.strip():
        message = f"`[!{name}]` stands alone on its line; move the text to the next"
        problems.add(node.first, message, "text-beside-alert")
    elif not markdown.strip():
        message = f"the `[!{name}]` alert says nothing; write its text below, behind `>`"
        problems.add(node.first, message, "empty-alert")
    kind = AlertKind(guess(name, kinds) or AlertKind.NOTE) if bracket else AlertKind.NOTE
    return Alert(kind, markdown.strip("\n"), Location(document.path, node.first))
