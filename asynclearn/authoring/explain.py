"""The page that explains a rule: its section of a file in `explanations/`.

Each file there is Markdown with a `##` heading for each rule, named as the rule is.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import CHALLENGE_TEMPLATES, PART_TEMPLATE, README_TEMPLATE
from asynclearn.content.markdown import read_document
from asynclearn.content.problems import guess
from asynclearn.content.writing import fence
from asynclearn.errors import UsageError

FOLDER = Path(__file__).parent / "explanations"

_PREDICT = ("A whole challenge to predict", CHALLENGE_TEMPLATES[Kind.PREDICT])
_DEBUG = ("A whole challenge to debug", CHALLENGE_TEMPLATES[Kind.DEBUG])
_README = ("A lesson's front page", README_TEMPLATE)
_PART = ("A part of a lesson", PART_TEMPLATE)
_WHOLE = {
    "empty-file": (_PREDICT, _PART),
    "missing-checks": (_DEBUG,),
    "missing-front-matter": (_PREDICT, _README),
    "missing-part": (_PART,),
    "missing-question": (_PREDICT,),
    "missing-readme": (_README,),
    "missing-section": (_PREDICT, _DEBUG),
    "missing-snippet": (_PREDICT,),
    "missing-title": (_PREDICT, _PART),
    "misplaced-section": (_PREDICT, _DEBUG),
    "unknown-section": (_PREDICT, _DEBUG),
}
"""For rules about what a file has to hold, and in which order: files that hold it."""


def explain(rule: str) -> str:
    """The page of a rule, as Markdown, with files to copy from if it is about whole files.

    Raises UsageError for a rule that is not there.
    """
    pages = dict(explanations())
    if rule not in pages:
        meant = guess(rule, pages)
        fix = f"did you mean `{meant}`?" if meant else "`asynclearn check --explain all` lists them"
        raise UsageError(f"there is no rule `{rule}`; {fix}")
    shown = (f"\n\n{what}:\n\n{fence('markdown', text)}" for what, text in _WHOLE.get(rule, ()))
    return pages[rule] + "".join(shown)


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
