"""Claims -> the fences that say them, ready to stand in a course file."""

import re

from asynclearn.judging.claim import Claim, ClaimedEnding, Finish

_SHORTEST = 3


def wrong_fence(claim: Claim) -> str:
    """An `output wrong` fence, without a last newline and without the quote that follows it."""
    text = claim.stdout
    if text and not text.endswith("\n"):
        text += "\n"
    # Backticks at the beginning of a line would end a fence that has no more of them.
    ticks = [_SHORTEST - 1, *map(len, re.findall(r"^ *(`+)", text, re.MULTILINE))]
    marks = "`" * (max(ticks) + 1)
    return f"{marks}{' '.join(['output', 'wrong', *_ending_words(claim.ending)])}\n{text}{marks}"


def _ending_words(ending: ClaimedEnding) -> list[str]:
    match ending.finish:
        case Finish.FINISHES:
            return []
        case Finish.HANGS:
            return ["hangs"]
        case Finish.RAISES:
            return [f"raises={ending.exception}"]
        case Finish.EXITS:
            return [f"exits={ending.exit_code}"]
