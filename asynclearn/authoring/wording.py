"""A verdict on an author's claim, in words."""

from asynclearn.judging.claim import Finish, MatchRule
from asynclearn.judging.phrases import counted, quoted
from asynclearn.judging.verdict import LineKind, LineVerdict, Verdict
from asynclearn.judging.wording import describe_ending_seen


def difference(verdict: Verdict) -> str:
    """What keeps a claim from being true, the first difference in full."""
    wrong = [line for line in verdict.lines if line.kind is not LineKind.SAME]
    if not wrong:
        claimed = verdict.claimed_ending
        finishes = claimed.finish is Finish.FINISHES
        said = "to finish" if finishes else f"`{claimed}`"
        return f"the program {describe_ending_seen(verdict.actual_ending)}, claimed is {said}"
    more = f" (and {counted(len(wrong) - 1, 'more difference')})" if len(wrong) > 1 else ""
    where = "on stderr " if verdict.rule is MatchRule.CONTAINS else ""
    return f"{where}{_first(wrong[0])}{more}"


def _first(line: LineVerdict) -> str:
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
