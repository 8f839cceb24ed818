"""The page that explains a rule: its section of a file in `explanations/`.

Each file there is Markdown with a `##` heading for each rule, named as the rule is.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from asynclearn.content.markdown import read_document
from asynclearn.content.problems import guess
from asynclearn.errors import UsageError

FOLDER = Path(__file__).parent / "explanations"


def explain(rule: str) -> str:
    """The page of a rule, as Markdown. Raises UsageError for a rule that is not there."""
    pages = dict(explanations())
    if rule not in pages:
        meant = guess(rule, pages)
        fix = f"did you mean `{meant}`?" if meant else "`asynclearn check --explain all` lists them"
        raise UsageError(f"there is no rule `{rule}`; {fix}")
    return pages[rule]


def in_a_sentence(page: str) -> str:
    """What a page says first, after its weight."""
    text = " ".join(page.split("\n\n", 1)[0].split())
    sentence = re.split(r"(?<=[.:]) (?=[A-Z`])", text.partition(". ")[2], maxsplit=1)[0]
    return f"{sentence.rstrip(' .:')}."


def explanations() -> Iterator[tuple[str, str]]:
    """Each rule's name with its page."""
    for path in sorted(FOLDER.glob("*.md")):
        document = read_document(path)
        headings = [node for node in document.nodes if node.level == len("##")]
        ends = [heading.first - 1 for heading in headings[1:]] + [len(document.lines)]
        for heading, end in zip(headings, ends, strict=True):
            yield heading.text, document.markdown(heading.last + 1, end).strip()
