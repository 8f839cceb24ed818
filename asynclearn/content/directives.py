"""HTML comments that are meant for us: `<!-- asynclearn: allow RULE because REASON -->`.

Which rules there are is known to the room that has them (`authoring/`), not here.
"""

from collections.abc import Iterator

from asynclearn.content.blocks import Allowance, Location
from asynclearn.content.grammar import ALLOW, DIRECTIVE
from asynclearn.content.markdown import Document, Node, NodeKind
from asynclearn.content.problems import Problems, guess


def is_directive(node: Node) -> bool:
    """Whether a piece of HTML is a comment for us, or looks as if it were meant to be one."""
    if node.kind is not NodeKind.HTML:
        return False
    return _inside(node).startswith(DIRECTIVE) or _is_nearly_one(node)


def check_directive(node: Node, problems: Problems) -> None:
    """Add what is wrong with a directive."""
    words = _words(node)
    if _is_nearly_one(node):
        message = f"what is meant for asynclearn begins with `{DIRECTIVE}`; write `{ALLOW}`"
        problems.add(node.first, message, "unknown-directive")
    elif words[:1] != ["allow"]:
        message = f"only `allow` is known behind `{DIRECTIVE}`; write `{ALLOW}`, or remove it"
        problems.add(node.first, message, "unknown-directive")
    elif len(words) < len(("allow", "rule", "because", "reason")) or words[2] != "because":
        message = f"`allow` names a rule and a reason; write `{ALLOW}`"
        problems.add(node.first, message, "bad-allowance")


def read_allowances(document: Document) -> tuple[Allowance, ...]:
    """The rules that a file switches off."""
    return tuple(_allowances(document))


def _allowances(document: Document) -> Iterator[Allowance]:
    for node in document.nodes:
        match _words(node) if is_directive(node) else []:
            case ["allow", rule, "because", *reason] if reason:
                yield Allowance(rule, " ".join(reason), Location(document.path, node.first))


def _is_nearly_one(node: Node) -> bool:
    """Whether a comment would be heard but for how its first word is written."""
    first, *others = _inside(node).split() or [""]
    if first.startswith(DIRECTIVE) or others[:1] != ["allow"]:
        return False
    return guess(first.rstrip(":"), [DIRECTIVE.rstrip(":")]) is not None


def _words(node: Node) -> list[str]:
    return _inside(node).removeprefix(DIRECTIVE).split()


def _inside(node: Node) -> str:
    return node.content.strip().removeprefix("<!--").removesuffix("-->").strip()
