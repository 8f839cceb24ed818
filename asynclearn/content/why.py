"""`## Why` -> a question with choices: a task list whose one ticked item is right."""

from asynclearn.content.blocks import Block, Location
from asynclearn.content.challenge import Choice
from asynclearn.content.grammar import WHY
from asynclearn.content.markdown import Document, Node, NodeKind
from asynclearn.content.pages import read_blocks
from asynclearn.content.problems import Problems
from asynclearn.content.sections import Section, refuse_headings
from asynclearn.content.snippets import Snippets

_BOXES = {"[ ]": False, "[x]": True}
_FEWEST_CHOICES = 2


def read_why(section: Section, snippets: Snippets) -> tuple[tuple[Block, ...], tuple[Choice, ...]]:
    """Read what stands above the choices, then the choices."""
    problems = snippets.problems
    nodes = section.nodes
    place = next((i for i, node in enumerate(nodes) if _has_boxes(node)), len(nodes))
    refuse_headings(nodes[:place], "`## Why`", problems)
    question = read_blocks(nodes[:place], WHY, snippets)
    if place == len(nodes):
        message = "`## Why` has no choices; write a task list, with `- [x]` for the right one"
        problems.add(section.line, message, "missing-choices")
        return question, ()
    if nodes[place + 1 :]:
        message = (
            "nothing follows the choices of `## Why`; indent a quote to stand under its choice, "
            "and move other text above"
        )
        problems.add(nodes[place + 1].first, message, "text-below-choices")
        return question, ()
    return question, _read_choices(nodes[place], snippets.document, problems)


def _read_choices(bullets: Node, document: Document, problems: Problems) -> tuple[Choice, ...]:
    choices = [_read_choice(item, document, problems) for item in bullets.children]
    if len(choices) < _FEWEST_CHOICES:
        message = "one choice is no choice; write at least two"
        problems.add(bullets.first, message, "single-choice")
    if sum(choice.right for choice in choices) != 1:
        message = "exactly one choice is right; mark that one `- [x]` and the others `- [ ]`"
        problems.add(bullets.first, message, "right-choices")
    return tuple(choices)


def _read_choice(item: Node, document: Document, problems: Problems) -> Choice:
    box, text = _split_box(item)
    if box not in _BOXES:
        message = "the choice has no box; start it with `- [ ]`, or `- [x]` if it is right"
        problems.add(item.first, message, "choice-without-box")
    elif not text:
        problems.add(item.first, "the choice is empty; write its text", "empty-choice")
    feedback = _read_feedback(item, document, problems)
    return Choice(text, _BOXES.get(box, False), feedback, Location(document.path, item.first))


def _read_feedback(item: Node, document: Document, problems: Problems) -> str:
    below = item.children[1:]
    quotes = [node for node in below if node.kind is NodeKind.QUOTE]
    feedback = document.quoted(quotes[0]).strip() if quotes else ""
    if not feedback:
        message = "the choice has no feedback; put a block quote under it, indented as its text"
        problems.add(item.first, message, "choice-without-feedback")
    elif len(below) > 1:
        message = "one block quote stands under a choice and nothing else; put all text into it"
        problems.add(below[1].first, message, "text-below-choice")
    return feedback


def _has_boxes(node: Node) -> bool:
    return node.kind is NodeKind.BULLETS and any(
        _split_box(item)[0] in _BOXES for item in node.children
    )


def _split_box(item: Node) -> tuple[str, str]:
    """The box that opens an item, and the text behind it."""
    text = item.children[0].text if item.children else ""
    box, rest = text[:3], text[3:]
    return (box, rest.strip()) if rest[:1].isspace() or not rest else ("", text)
