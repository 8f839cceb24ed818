"""A verdict on an author's claim, in words."""

from asynclearn.judging.claim import ClaimedEnding, Finish, MatchRule
from asynclearn.judging.phrases import counted, quoted
from asynclearn.judging.verdict import LineKind, LineVerdict, Verdict
from asynclearn.judging.wording import describe_ending_seen


def difference(verdict: Verdict) -> str:
    """What keeps a claim from being true, the first difference in full.

    A wrong ending comes first: what is printed differs because of it, as a rule.
    """
    on_stderr = verdict.rule is MatchRule.CONTAINS
    wrong = [line for line in verdict.lines if line.kind is not LineKind.SAME]
    told = [f"{'on stderr ' if on_stderr else ''}{_line(line)}" for line in wrong[:1]]
    count = len(wrong)
    if not verdict.ending_right and not (on_stderr and wrong):
        seen, said = describe_ending_seen(verdict.actual_ending), _said(verdict.claimed_ending)
        told = [f"the program {seen}, but {said}"]
        count += 1
    more = f" (and {counted(count - 1, 'more difference')})" if count > 1 else ""
    return f"{told[0]}{more}"


def _said(claimed: ClaimedEnding) -> str:
    """How it is claimed to end, in the words of the fence."""
    match claimed.finish:
        case Finish.FINISHES:
            return "is claimed to finish"
        case Finish.RAISES:
            return f"the claim is `raises={claimed.exception}`"
        case Finish.EXITS:
            return f"the claim is `exits={claimed.exit_code}`"
        case Finish.HANGS:
            return "the claim is `hangs`"


def _line(line: LineVerdict) -> str:
    match line.kind:
        case LineKind.CHANGED:
            return (
                f"line {line.claimed_number} is claimed as {quoted(line.claimed)}, "
                f"printed is {quoted(line.actual)}"
            )
        case LineKind.MISSING:
            return f"line {line.actual_number}, {quoted(line.actual)}, is not claimed"
        case LineKind.EXTRA:
            return f"line {line.claimed_number}, {quoted(line.claimed)}, is not printed"
        case _:
            claimed = line.claimed if line.claimed is not None else line.actual
            return f"{quoted(claimed)} is out of order"
