"""The `output` fences below a snippet -> the claims that its author makes about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from asynclearn.content.blocks import (
    ExpectedOutput,
    Location,
    Role,
    Snippet,
    Stream,
    WrongPrediction,
)
from asynclearn.content.fences import OutputFence, read_output_fence
from asynclearn.content.markdown import Document, Node, NodeKind
from asynclearn.content.problems import Problems
from asynclearn.judging.claim import Claim, ClaimedEnding, MatchRule


@dataclass(frozen=True, slots=True)
class Claims:
    """What stands below one snippet."""

    expected: tuple[ExpectedOutput, ...]
    wrong: tuple[WrongPrediction, ...]


def read_claims(nodes: Sequence[Node], document: Document, problems: Problems) -> Claims:
    """Read the `output` fences of one snippet, and the quotes below the wrong ones."""
    expected: list[ExpectedOutput] = []
    wrong: list[WrongPrediction] = []
    for index, node in enumerate(nodes):
        if node.kind is not NodeKind.FENCE:
            continue
        location = Location(document.path, node.first)
        fence = read_output_fence(node, problems)
        claim = Claim(node.content, fence.ending)
        if fence.wrong:
            feedback = _feedback(nodes[index + 1 :], node, document, problems)
            wrong.append(WrongPrediction(claim, feedback, location))
        else:
            expected.append(_expected(claim, fence, location))
    _check_versions(expected, problems)
    _check_wrong(wrong, expected, problems)
    return Claims(tuple(expected), tuple(wrong))


def check_claims_fit(snippet: Snippet, role: Role, fence: Node, problems: Problems) -> None:
    """Add a problem where the claims on a snippet don't fit what happens to it, its `role`."""
    stdout = [output for output in snippet.expected if output.stream is Stream.STDOUT]
    lines = [output.location.line for output in snippet.expected]
    lines += [wrong.location.line for wrong in snippet.wrong]
    if role is Role.SHOW and lines:
        message = (
            f"the snippet above is only shown, so nothing is held against this `output`; "
            f"write `run` on line {fence.first}, or make this a `text` fence"
        )
        problems.add(min(lines), message, "output-of-shown-snippet")
    elif role is Role.RUN and snippet.wrong:
        message = (
            "`output wrong` stands only below a snippet that is predicted; "
            "remove it, or have the snippet predicted"
        )
        problems.add(snippet.wrong[0].location.line, message, "wrong-without-predict")
    elif role is Role.PREDICT and not stdout:
        message = "a program to predict needs its `output`; write an `output` fence below it"
        problems.add(fence.first, message, "predict-without-output")


def _expected(claim: Claim, fence: OutputFence, location: Location) -> ExpectedOutput:
    return ExpectedOutput(claim, fence.rule, fence.stream, fence.python, location)


def _feedback(below: Sequence[Node], fence: Node, document: Document, problems: Problems) -> str:
    quote = below[0] if below and below[0].kind is NodeKind.QUOTE else None
    feedback = document.quoted(quote).strip() if quote else ""
    if not feedback:
        message = "`output wrong` has no feedback; put a block quote with text below it"
        problems.add(fence.first, message, "wrong-without-feedback")
    return feedback


def _check_versions(expected: Sequence[ExpectedOutput], problems: Problems) -> None:
    stdout = [output for output in expected if output.stream is Stream.STDOUT]
    for output in stdout:
        if len(stdout) > 1 and output.python is None:
            message = (
                "several `output` fences below one snippet differ by version; "
                'write `python="…"` on each, or keep one'
            )
            problems.add(output.location.line, message, "several-outputs")
            return


def _check_wrong(
    wrong: Sequence[WrongPrediction], expected: Sequence[ExpectedOutput], problems: Problems
) -> None:
    seen: set[tuple[tuple[str, ...], ClaimedEnding]] = set()
    for prediction in wrong:
        line = prediction.location.line
        if any(_is_met(prediction.claim, output) for output in expected):
            message = "`output wrong` claims the same as an `output` that is right; change it"
            problems.add(line, message, "wrong-is-right")
        if _compared(prediction.claim) in seen:
            message = "two `output wrong` fences claim the same; keep one"
            problems.add(line, message, "repeated-wrong")
        seen.add(_compared(prediction.claim))


def _is_met(claim: Claim, output: ExpectedOutput) -> bool:
    """Whether a wrong claim would be judged right. Claims on stderr say nothing about that."""
    if output.stream is Stream.STDERR or claim.ending != output.claim.ending:
        return False
    lines, expected = _compared(claim)[0], _compared(output.claim)[0]
    if output.rule is MatchRule.UNORDERED:
        return sorted(lines) == sorted(expected)
    return lines == expected


def _compared(claim: Claim) -> tuple[tuple[str, ...], ClaimedEnding]:
    """A claim without what never counts: spaces at the end of lines, blank lines at the end."""
    return tuple(line.rstrip() for line in claim.stdout.rstrip().split("\n")), claim.ending
