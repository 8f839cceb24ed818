"""One question: ask for the claim, run the program, judge, record, show."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from asynclearn.content.blocks import Snippet
from asynclearn.content.expected import match_rule
from asynclearn.errors import ProgressError
from asynclearn.judging.claim import Claim
from asynclearn.judging.judge import judge, same_claim
from asynclearn.judging.typed import format_claim, parse_claim
from asynclearn.judging.verdict import Verdict
from asynclearn.progress.attempt import Attempt
from asynclearn.running import program_of
from asynclearn.sandbox.outcome import Limits, Outcome, Program
from asynclearn.teaching.port import Desk


@dataclass(frozen=True, slots=True)
class Question:
    """A program to predict, and where it stands."""

    id: str
    snippet: Snippet
    draft: str = ""
    """What was typed the last time, and not locked in."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that has been answered."""

    attempt: Attempt
    verdict: Verdict
    claim: Claim
    outcome: Outcome


async def ask(question: Question, keep: Callable[[str], None], desk: Desk) -> Answer:
    """Asks, runs, judges, records and shows, in this order: nothing runs before the claim."""
    snippet = question.snippet
    claim = await desk.terminal.ask_claim(question.draft, keep)
    # Until its verdict is recorded it is a draft: leaving while the program runs loses nothing.
    keep(format_claim(claim))
    outcome = await run_snippet(snippet, desk)
    verdict = judge(claim, outcome, match_rule(snippet, desk.python))
    answer = Answer(_attempt(question, claim, verdict, desk), verdict, claim, outcome)
    record(answer.attempt, desk)
    desk.terminal.show_verdict(claim, outcome, verdict, feedback_on(snippet, claim, verdict))
    return answer


async def look_back(question: Question, attempt: Attempt, desk: Desk) -> Answer:
    """Runs and shows once more what was answered before. Nothing is recorded."""
    snippet, claim = question.snippet, parse_claim(attempt.claim)
    outcome = await run_snippet(snippet, desk)
    verdict = judge(claim, outcome, match_rule(snippet, desk.python))
    desk.terminal.show_verdict(claim, outcome, verdict, feedback_on(snippet, claim, verdict))
    return Answer(attempt, verdict, claim, outcome)


async def run_snippet(snippet: Snippet, desk: Desk) -> Outcome:
    """The real run of a course's program. Its tracebacks point into the Markdown."""
    return await run_program(program_of(snippet), desk)


async def run_program(program: Program, desk: Desk, limits: Limits | None = None) -> Outcome:
    """The real run of any program."""
    with desk.terminal.running():
        return await desk.run(program, limits or Limits())


def record(attempt: Attempt, desk: Desk) -> None:
    """Saves an answer."""
    # A lesson that can't be remembered is still a lesson: say so, and go on.
    try:
        desk.progress.record(attempt)
    except ProgressError as error:
        desk.terminal.say(str(error))


def accept_near_miss(answer: Answer, desk: Desk) -> Answer:
    """The answer, counted as right because the learner says so; recorded as such."""
    accepted = replace(answer.attempt, accepted=True)
    try:
        desk.progress.accept(accepted)
    except ProgressError as error:
        desk.terminal.say(str(error))
    return replace(answer, attempt=accepted)


def _attempt(question: Question, claim: Claim, verdict: Verdict, desk: Desk) -> Attempt:
    return Attempt(
        question=question.id,
        digest=question.snippet.digest,
        claim=format_claim(claim),
        right=verdict.right,
        at=desk.now(),
        share=verdict.share,
        near_miss=bool(verdict.near_miss),
    )


def feedback_on(snippet: Snippet, claim: Claim, verdict: Verdict) -> str | None:
    """What the author says to exactly this wrong prediction."""
    if verdict.right:
        return None
    for wrong in snippet.wrong:
        if same_claim(claim, wrong.claim):
            return wrong.feedback
    return None
