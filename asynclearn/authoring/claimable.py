"""What an author can claim of a run, in the words of the grammar."""

from asynclearn.content.blocks import ExpectedOutput, Stream
from asynclearn.content.fences import is_exception_name
from asynclearn.errors import UsageError
from asynclearn.judging.claim import FINISHES, Claim, ClaimedEnding, Finish, MatchRule
from asynclearn.judging.judge import judge, text_lines
from asynclearn.judging.phrases import quoted
from asynclearn.sandbox.outcome import Ending, Outcome


def claim_of(outcome: Outcome, enough: int = 5, rule: MatchRule = MatchRule.EXACT) -> Claim:
    """What an author can claim of a run. Raises UsageError where the grammar has no words.

    Of an endless output nobody types all: `enough` lines are claimed, if the judge takes them.
    """
    ending = _ending(outcome)
    for character in _LOST:
        if character in outcome.stdout:
            raise UsageError(
                f"the program prints {quoted(character)}, which no Markdown file keeps; "
                "print something else"
            )
    lines = text_lines(outcome.stdout)
    beginning = Claim("\n".join(lines[:enough]), ending)
    if ending.finish is Finish.HANGS and judge(beginning, outcome, rule).right:
        return beginning
    return Claim("\n".join(lines), ending)


def true_claim(expected: ExpectedOutput, outcome: Outcome) -> Claim | None:
    """What an `output` may claim of a run in place of what it claims.

    None where no `output` can, or where that is for the author to say.
    """
    # A program that only ran out of time may have needed a little more.
    if expected.stream is Stream.STDERR or outcome.ending is Ending.TIMED_OUT:
        return None
    claimed = max(len(text_lines(expected.claim.stdout)), 1)
    try:
        return claim_of(outcome, claimed, expected.rule)
    except UsageError:
        return None


_LOST = "\0\r"
"""What a reader of Markdown replaces, or takes for the end of a line."""


def _ending(outcome: Outcome) -> ClaimedEnding:
    match outcome.ending:
        case Ending.FINISHED:
            return FINISHES
        case Ending.RAISED if outcome.exception and is_exception_name(outcome.exception.type):
            return ClaimedEnding(Finish.RAISES, exception=outcome.exception.type)
        case Ending.EXITED:
            return ClaimedEnding(Finish.EXITS, exit_code=outcome.exit_code)
        case Ending.STUCK | Ending.ENDLESS | Ending.TIMED_OUT | Ending.TOO_MUCH_OUTPUT:
            return ClaimedEnding(Finish.HANGS)
        case word:
            raise UsageError(
                f"the program ends as `{word}`, which no `output` can claim; "
                "`asynclearn run FILE` shows its run"
            )
