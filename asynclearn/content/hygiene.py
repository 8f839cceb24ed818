"""What holds for every Markdown file of a course, at every depth of lists and quotes."""

import re

from asynclearn.content.directives import check_directive, is_directive
from asynclearn.content.fences import (
    is_claim_or_program,
    language,
    language_problem,
    read_output_fence,
    read_python_fence,
)
from asynclearn.content.grammar import ANYWHERE, LANGUAGES
from asynclearn.content.markdown import Document, Node, NodeKind
from asynclearn.content.problems import Problems


def check_markdown(document: Document, problems: Problems) -> None:
    """Add what is wrong anywhere.

    Raises at once if a fence or comment is left open at the left margin: it swallows all that
    follows, so that little else could be said of the file but the words of the fences above it.
    """
    for line in document.link_definitions:
        problems.add(
            line,
            "a link defined for the whole page is lost where its blocks are shown one by one; "
            "write `[text](address)` in its place",
            "link-definition",
        )
    for node in document.nodes:
        for inner in node.walk():
            _check_node(inner, problems, nested=inner is not node)
    swallowing = [_swallows_another(node, document, problems) for node in document.nodes]
    if any(swallowing) or any(_swallows_the_rest(node) for node in document.nodes):
        for node in document.nodes:
            _check_words(node, problems)
        problems.raise_if_any()

    for node in document.nodes:
        if node.kind is NodeKind.FENCE and language(node.info) in {"python", "output"}:
            _check_margin(node, document, problems)


def _check_node(node: Node, problems: Problems, *, nested: bool) -> None:
    match node.kind:
        case NodeKind.FENCE:
            _check_fence(node, problems, nested=nested)
        case NodeKind.INDENTED_CODE:
            problems.add(
                node.first,
                "indented text is a code block; use a fence, or take the spaces away",
                "indented-code",
            )
        case NodeKind.HEADING if not node.text:
            problems.add(node.first, "the heading is empty; write its text", "empty-heading")
        case NodeKind.HTML | NodeKind.INLINE_HTML:
            _check_html(node, problems, alone=node.kind is NodeKind.HTML and not nested)


def _check_fence(node: Node, problems: Problems, *, nested: bool) -> None:
    problem = language_problem(node.info)
    if problem:
        problems.add(node.first, problem, "unknown-language" if node.info else "no-language")
    if not node.closed:
        problems.add(
            node.first,
            "the fence is left open; close it with a line of the same marks",
            "open-fence",
        )
    elif nested and is_claim_or_program(node.info):
        problems.add(node.first, _MARGIN, "snippet-off-margin")


def _swallows_another(node: Node, document: Document, problems: Problems) -> bool:
    """Whether a fence that was left open ends where a later one does; added if so.

    Markdown takes a line with marks and a language for text while a fence is open.
    """
    if node.kind is not NodeKind.FENCE or language(node.info) not in {"python", "output"}:
        return False
    opening = _FENCE_LINE.match(document.lines[node.first - 1])
    for line, text in enumerate(node.content.split("\n"), start=node.first + 1):
        inner = _FENCE_LINE.match(text)
        if opening and inner and inner[1].startswith(opening[1]) and inner[2] in LANGUAGES:
            problems.add(
                node.first,
                f"the fence is left open, as line {line} begins another; close it above that "
                "line, or begin it with more marks",
                "open-fence",
            )
            return True
    return False


_FENCE_LINE = re.compile(r"(`{3,}|~{3,})[ \t]*(\w*)")


def _check_words(node: Node, problems: Problems) -> None:
    if node.kind is NodeKind.FENCE and language(node.info) == "python":
        read_python_fence(node, ANYWHERE, problems)
    elif node.kind is NodeKind.FENCE and language(node.info) == "output":
        read_output_fence(node, problems)


def _check_margin(node: Node, document: Document, problems: Problems) -> None:
    if document.lines[node.first - 1].startswith((" ", "\t")):
        problems.add(node.first, _MARGIN, "snippet-off-margin")


def _check_html(node: Node, problems: Problems, *, alone: bool) -> None:
    content = node.content.strip()
    if not content.startswith("<!--"):
        problems.add(
            node.first,
            "HTML does not show in a terminal; write Markdown, or put code in backticks",
            "html",
        )
    elif "-->" not in content:
        problems.add(node.first, "the comment is left open; close it with `-->`", "open-comment")
    elif not alone or content.index("-->") != len(content) - len("-->"):
        problems.add(
            node.first,
            "a comment stands on lines of its own, at the left margin; move it there",
            "comment-in-text",
        )
    elif is_directive(node):
        check_directive(node, problems)


def _swallows_the_rest(node: Node) -> bool:
    if node.kind is NodeKind.HTML:
        return node.content.lstrip().startswith("<!--") and "-->" not in node.content
    return node.kind is NodeKind.FENCE and not node.closed


_MARGIN = "a snippet stands at the left margin; take it out of the list, quote or indentation"
