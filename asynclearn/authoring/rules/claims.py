"""What the author claims, held against the run."""

import re
from collections.abc import Iterator
from dataclasses import replace

from asynclearn.authoring.claimable import true_claim
from asynclearn.authoring.page import Page
from asynclearn.authoring.repeatable import unrepeatable_line
from asynclearn.authoring.rule import Mark, SeenRule
from asynclearn.authoring.seen import Seen
from asynclearn.authoring.wording import difference
from asynclearn.content.blocks import ExpectedOutput, Role, Snippet, Stream
from asynclearn.content.challenge import Challenge, Kind
from asynclearn.content.expected import expected_on
from asynclearn.errors import ClaimError
from asynclearn.judging.claim import Claim, MatchRule
from asynclearn.judging.estimate import Measurement, parse_number
from asynclearn.judging.judge import judge, text_lines
from asynclearn.judging.phrases import quoted
from asynclearn.judging.verdict import Verdict
from asynclearn.judging.wording import describe_ending_seen
from asynclearn.sandbox.outcome import Ending, Outcome

_MEND = "mend this, or the program"
_UPDATE = "run `asynclearn check --update` to write what it prints, or mend the program"
_FORGOTTEN = re.compile(r"RuntimeWarning: coroutine '(.+)' was never awaited")


def _wrong_output(page: Page, seen: Seen) -> Iterator[Mark]:
    for snippet, outcome in _ran(page, seen):
        for stream in Stream:
            expected = expected_on(snippet, seen.python, stream)
            if expected is None:
                continue
            verdict = verdict_on(expected, snippet, outcome, seen.python)
            if not verdict.right:
                fix = _fix(page, snippet, expected, outcome)
                why = f"{difference(verdict)}{_forgotten(outcome)}"
                yield Mark(expected.location.line, f"{why}; {fix}", seen.python)


def _fix(page: Page, snippet: Snippet, expected: ExpectedOutput, outcome: Outcome) -> str:
    line = unrepeatable_line(page, snippet)
    if line is not None:
        return f"mend line {line} first, as it depends on that"
    return _MEND if true_claim(expected, outcome) is None else _UPDATE


def _forgotten(outcome: Outcome) -> str:
    """What Python itself warns of, and what the missing lines most often come from."""
    found = _FORGOTTEN.search(outcome.stderr)
    return f", and `{found[1]}()` is never awaited" if found else ""


def verdict_on(
    expected: ExpectedOutput, snippet: Snippet, outcome: Outcome, python: str
) -> Verdict:
    """An author's claim held against the run. How it ends is claimed with stdout only."""
    if expected.stream is Stream.STDOUT:
        return judge(expected.claim, outcome, expected.rule)
    on_stdout = expected_on(snippet, python)
    claim = expected.claim
    if on_stdout is not None:
        claim = replace(claim, ending=on_stdout.claim.ending)
    verdict = judge(claim, replace(outcome, stdout=outcome.stderr), MatchRule.CONTAINS)
    return verdict if on_stdout is not None else replace(verdict, ending_right=True)


def _right_after_all(page: Page, seen: Seen) -> Iterator[Mark]:
    for snippet, outcome in _ran(page, seen):
        expected = expected_on(snippet, seen.python)
        rule = MatchRule.EXACT if expected is None else expected.rule
        for wrong in snippet.wrong:
            if judge(wrong.claim, outcome, rule).right:
                message = (
                    "this `output wrong` is right; "
                    "change it, or have the program print something else"
                )
                yield Mark(wrong.location.line, message, seen.python)


def _unclaimed_ending(page: Page, seen: Seen) -> Iterator[Mark]:
    for snippet, outcome in _ran(page, seen):
        claimed = any(each.stream is Stream.STDOUT for each in snippet.expected)
        if not claimed and outcome.ending is not Ending.FINISHED:
            ended = describe_ending_seen(judge(Claim(""), outcome).actual_ending)
            message = (
                f"the program {ended}, and nothing says so; "
                "claim it with an `output` fence below, or mend the program"
            )
            yield Mark(snippet.location.line, message, seen.python)


def _no_number(page: Page, seen: Seen) -> Iterator[Mark]:
    for snippet, outcome in _estimated(page, seen):
        if _measured(outcome) is None:
            last = quoted((text_lines(outcome.stdout) or [""])[-1])
            message = (
                f"the last line that an `estimate` prints is the truth, and {last} is no number; "
                "print the number alone"
            )
            yield Mark(snippet.location.line, message)


def _not_above_zero(page: Page, seen: Seen) -> Iterator[Mark]:
    for snippet, outcome in _estimated(page, seen):
        challenge, measured = page.challenge, _measured(outcome)
        if challenge is None or measured is None or not _is_beyond_guessing(challenge, measured):
            continue
        message = (
            f"here {measured:g} is measured, and a guess is right within a factor, of which "
            f"{measured:g} has none; print a number above 0"
        )
        yield Mark(snippet.location.line, message)


def _is_beyond_guessing(challenge: Challenge, measured: float) -> bool:
    """Whether no guess can be near: 0 can only be chosen, where it is offered, or hit."""
    offered = () if challenge.estimate is None else challenge.estimate.choices
    return measured < 0 or (measured == 0 and 0 not in offered)


def _choices(page: Page, seen: Seen) -> Iterator[Mark]:
    for _, outcome in _estimated(page, seen):
        challenge, measured = page.challenge, _measured(outcome)
        if challenge is None or challenge.estimate is None or measured is None:
            continue
        if _is_beyond_guessing(challenge, measured):
            continue
        estimate = challenge.estimate
        right = [
            choice
            for choice in estimate.choices
            if Measurement(choice, measured, estimate.unit, estimate.within).right
        ]
        if estimate.choices and len(right) != 1:
            message = (
                f"here {measured:g} {estimate.unit} are measured, and {len(right)} of the choices "
                f"are within a factor of {estimate.within:g}; have one that is"
            )
            yield Mark(challenge.line_of("choices"), message)


def _ran(page: Page, seen: Seen) -> Iterator[tuple[Snippet, Outcome]]:
    for snippet in page.run:
        if snippet.location in seen.outcomes:
            yield snippet, seen.outcomes[snippet.location]


def _estimated(page: Page, seen: Seen) -> Iterator[tuple[Snippet, Outcome]]:
    challenge = page.challenge
    if challenge is not None and challenge.kind is Kind.ESTIMATE:
        for snippet, outcome in _ran(page, seen):
            if snippet.role is Role.RUN and snippet == challenge.snippet:
                yield snippet, outcome


def _measured(outcome: Outcome) -> float | None:
    lines = text_lines(outcome.stdout)
    try:
        return parse_number(lines[-1]) if lines else None
    except ClaimError:
        return None


RULES = (
    SeenRule("wrong-output", find=_wrong_output),
    SeenRule("right-after-all", find=_right_after_all),
    SeenRule("unclaimed-ending", find=_unclaimed_ending),
    SeenRule("estimate-without-number", find=_no_number),
    SeenRule("estimate-not-above-zero", find=_not_above_zero),
    SeenRule("estimate-choices", find=_choices),
)
