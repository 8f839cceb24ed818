"""A file of `challenges/` -> a Challenge."""

from collections.abc import Sequence
from pathlib import Path

from asynclearn.content.blocks import Block, Location, Role, Snippet
from asynclearn.content.challenge import Challenge, Choice, Estimate, Kind
from asynclearn.content.claims import check_claims_fit
from asynclearn.content.directives import read_allowances
from asynclearn.content.fences import language
from asynclearn.content.fields import ChallengeFrontMatter
from asynclearn.content.front_matter import FrontMatter, read_front_matter
from asynclearn.content.grammar import PROGRAMS, QUESTION, is_slug
from asynclearn.content.hygiene import check_markdown
from asynclearn.content.markdown import Node, NodeKind, read_document
from asynclearn.content.pages import body, read_blocks, take_title
from asynclearn.content.problems import Problems
from asynclearn.content.sections import (
    check_sections,
    read_explanation,
    read_hint,
    refuse_headings,
    split_sections,
)
from asynclearn.content.snippets import Snippets, is_fence, with_claims
from asynclearn.content.why import read_why
from asynclearn.content.workshop import WorkshopReader
from asynclearn.errors import ContentError


def parse_challenge(path: Path) -> Challenge:
    """Read a challenge, or raise a ContentError with all its problems."""
    document = read_document(path)
    problems = Problems(path)
    front = read_front_matter(document, ChallengeFrontMatter, problems)
    kind = None if "kind" in front.refused else front.values.kind
    _check_name(path, problems)
    estimate = _read_estimate(front, kind, problems)
    check_markdown(document, problems)

    snippets = Snippets(
        document,
        problems,
        python=front.values.python,
        real_clock=front.values.clock == "real",
    )
    title, nodes = take_title(body(document), problems)
    opening, sections = split_sections(nodes, problems)
    question, snippet = _read_opening(opening, kind, snippets)

    check_sections(sections, kind, problems)
    hints = []
    why_question: tuple[Block, ...] = ()
    why: tuple[Choice, ...] = ()
    explanation: tuple[Block, ...] = ()
    workshop = WorkshopReader(snippets)
    for section in sections:
        match section.name:
            case "Hint":
                hints.append(read_hint(section, snippets))
            case "Explanation":
                explanation = read_explanation(section, snippets)
            case "Why":
                why_question, why = read_why(section, snippets)
            case "Checks" | "Solution" | "Wrong":
                workshop.read(section)
    finished_workshop = workshop.finish()

    if problems or snippet is None:
        raise ContentError(problems.found)
    return Challenge(
        id=path.stem,
        kind=front.values.kind,
        level=front.values.level,
        lesson=front.values.lesson,
        topics=front.values.topics,
        title=title,
        question=question,
        snippet=snippet,
        explanation=explanation,
        location=Location(path, 1),
        hints=tuple(hints),
        why_question=why_question,
        why=why,
        workshop=finished_workshop,
        estimate=estimate,
        python=front.values.python,
        timeout=front.values.timeout,
        needs=front.values.needs,
        allowances=read_allowances(document),
        key_lines=tuple(front.lines.items()),
        title_line=body(document)[0].first,
    )


_ROLES = {
    Kind.PREDICT: Role.PREDICT,
    Kind.ESTIMATE: Role.RUN,
    Kind.DEBUG: Role.SHOW,
    Kind.DESIGN: Role.SHOW,
    None: Role.SHOW,
}
"""What happens to a challenge's snippet; without a known kind, nothing."""


def _check_name(path: Path, problems: Problems) -> None:
    if not is_slug(path.stem):
        message = (
            f"`{path.name}` is no name of a challenge; use lower-case words with `-` between them"
        )
        problems.add(1, message, "bad-challenge-name")


def _read_estimate(
    front: FrontMatter[ChallengeFrontMatter], kind: Kind | None, problems: Problems
) -> Estimate | None:
    """Which guesses count, for an `estimate`; no other kind has these keys."""
    for key in ("unit", "within", "choices"):
        needed = key in _EXAMPLES and front.lines
        if kind is Kind.ESTIMATE and key not in front.lines and needed:
            message = f"`{key}` is missing, which a `kind: estimate` needs; write {_EXAMPLES[key]}"
            problems.add(1, message, "missing-key")
        elif kind not in {Kind.ESTIMATE, None} and key in front.lines:
            message = f"`{key}` is only for `kind: estimate`; remove it"
            problems.add(front.line(key), message, "needless-key")
    unit, within = front.values.unit, front.values.within
    if unit is None or within is None:
        return None
    return Estimate(unit, within, front.values.choices)


_EXAMPLES = {"unit": "`unit: ms`", "within": "`within: 1.5`"}


def _read_opening(
    nodes: Sequence[Node], kind: Kind | None, snippets: Snippets
) -> tuple[tuple[Block, ...], Snippet | None]:
    """The question, then the program that it is about, with its claims."""
    problems = snippets.problems
    place = next((i for i, node in enumerate(nodes) if is_fence(node, "python")), len(nodes))
    refuse_headings(nodes[:place], "the question", problems)
    question = read_blocks(nodes[:place], QUESTION, snippets)
    if place == len(nodes):
        if not any(_is_misspelt_fence(node) for node in nodes):
            line = nodes[-1].last if nodes else 1
            message = "the program is missing; put a `python` fence below the question"
            problems.add(line, message, "missing-snippet")
        return question, None
    if not question:
        message = "the question is missing; write it above the program"
        problems.add(nodes[0].first, message, "missing-question")

    (node, claims), *others = with_claims(nodes[place:])
    snippet, fence = snippets.read(node, claims, PROGRAMS[kind], role=_ROLES[kind])
    if fence.sound:
        _check_claims(snippet, kind, node, problems)
    if others:
        message = (
            "only `output` fences and `##` sections follow the program; "
            "move this above it or into a section"
        )
        problems.add(others[0][0].first, message, "text-below-snippet")
    return question, snippet


def _check_claims(snippet: Snippet, kind: Kind | None, fence: Node, problems: Problems) -> None:
    lines = [claim.location.line for claim in snippet.expected]
    lines += [claim.location.line for claim in snippet.wrong]
    match kind:
        case Kind.PREDICT:
            check_claims_fit(snippet, Role.PREDICT, fence, problems)
        case Kind.DEBUG:
            # What the broken program does may be asked first.
            role = Role.PREDICT if snippet.wrong else Role.RUN
            check_claims_fit(snippet, role, fence, problems)
        case Kind.ESTIMATE | Kind.DESIGN if lines:
            message = f"a `kind: {kind}` claims no output; remove this"
            problems.add(min(lines), message, "needless-output")


def _is_misspelt_fence(node: Node) -> bool:
    return node.kind is NodeKind.FENCE and language(node.info) is None
