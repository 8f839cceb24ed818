"""The story of a run, on request: the program is run once more, recorded, and told."""

from asynclearn.content.blocks import Snippet
from asynclearn.content.expected import match_rule
from asynclearn.explaining.story import Story
from asynclearn.explaining.tell import tell
from asynclearn.explaining.why import why
from asynclearn.judging.judge import judge
from asynclearn.running import as_recorded, program_of, story_limits
from asynclearn.sandbox.outcome import Outcome
from asynclearn.teaching.port import Desk
from asynclearn.teaching.question import Answer, run_program

NOT_RECORDED = "This run could not be recorded, so there is no story of it."
ANOTHER_RUN = "This time the program has printed something else. The story is that of this run:"


async def show_story(program: Snippet, answer: Answer | None, desk: Desk) -> None:
    """Why a prediction was wrong; without a wrong one, what happened."""
    limits = story_limits(None if answer is None else answer.outcome)
    outcome = await run_program(program_of(program, traced=True), desk, limits)
    if outcome.trace is None:
        desk.terminal.say(NOT_RECORDED)
        return
    if answer is not None:
        outcome = as_recorded(answer.outcome, outcome)
    if answer is not None and outcome.stdout != answer.outcome.stdout:
        desk.terminal.say(ANOTHER_RUN)
        desk.terminal.show_outcome(outcome)
    await desk.terminal.show_story(_story(program, answer, outcome, desk))


def _story(program: Snippet, answer: Answer | None, outcome: Outcome, desk: Desk) -> Story:
    if answer is None or answer.verdict.right or answer.attempt.accepted:
        return tell(outcome, program.program)
    # Judged anew, as this run may have ended or printed otherwise.
    verdict = judge(answer.claim, outcome, match_rule(program, desk.python))
    return why(outcome, program.program, verdict)
