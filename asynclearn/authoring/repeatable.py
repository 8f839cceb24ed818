"""Whether one run of a program says what the next will print.

If not, what it printed is nothing to write down: the program is what has to be mended.
"""

from asynclearn.authoring.page import Page
from asynclearn.authoring.rule import PageRule
from asynclearn.authoring.rules import imports, orders, values
from asynclearn.content.blocks import Snippet

_RULES = [
    rule for rule in (*values.RULES, *orders.RULES, *imports.RULES) if isinstance(rule, PageRule)
]


def unrepeatable_line(page: Page, snippet: Snippet) -> int | None:
    """The first line for which a program's output comes out otherwise elsewhere; None if none."""
    code = page.code(snippet)
    if code is None:
        return None
    lines = {node.lineno for node in code.nodes if hasattr(node, "lineno")}
    marks = (mark.line for rule in _RULES for mark in rule.find(page))
    return min((line for line in marks if line in lines), default=None)
