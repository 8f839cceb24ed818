"""The first sentence of a verdict: how much of what was printed was claimed."""

from asynclearn.judging.claim import MatchRule
from asynclearn.judging.phrases import counted, listed, only
from asynclearn.judging.verdict import LineKind, LineVerdict, NearMiss, Verdict


def describe_content(verdict: Verdict) -> str:
    """How right the lines are, and what is wrong with them."""
    if verdict.content_right and verdict.order_right:
        return _describe_right(verdict)
    if verdict.near_miss:
        return _describe_near_miss(verdict)
    if verdict.content_right:
        return _describe_order(verdict)
    if verdict.claimed_lines and (verdict.actual_lines or verdict.rule is MatchRule.CONTAINS):
        return _describe_score(verdict)
    if verdict.claimed_lines:
        return f"You said that it prints {counted(verdict.claimed_lines)}; it printed nothing."
    printed = counted(verdict.actual_lines + verdict.further_lines)
    return f"You said that it prints nothing; it printed {printed}."


def _describe_right(verdict: Verdict) -> str:
    match verdict.total_lines:
        case 0 if verdict.rule is MatchRule.CONTAINS:
            right, lines_right = "no line was claimed", "No line was claimed"
        case 0:
            right, lines_right = "it prints nothing, as you said", "It prints nothing, as you said"
        case 1:
            right, lines_right = "the line is as you said", "The line is right"
        case total:
            name = "both lines" if total == BOTH else f"all {total} lines"
            order = "" if verdict.rule is MatchRule.UNORDERED else ", in order"
            right, lines_right = f"{name}{order}", f"{name.capitalize()} are right{order}"
    return f"Right: {right}." if verdict.right else f"{lines_right}."


def _describe_near_miss(verdict: Verdict) -> str:
    total = verdict.total_lines
    where = f" in {total - verdict.right_lines} of {total} lines" if total > 1 else ""
    why = "; print adds none" if NearMiss.OUTER_QUOTES in verdict.near_miss else ""
    return f"Nearly right: {only(verdict.near_miss)}{where}{why}."


def _describe_order(verdict: Verdict) -> str:
    if verdict.total_lines == BOTH:
        return "Both lines are right, but they are swapped."
    moved, swapped = len(_moved(verdict)), len(_swaps(verdict))
    if moved == 1 or (moved == BOTH and swapped):
        return _describe_score(verdict)
    return f"All {verdict.total_lines} lines are right, but not in this order."


def _describe_score(verdict: Verdict) -> str:
    right, total = verdict.right_lines, verdict.total_lines
    if total == 1:
        return "The line is wrong."
    score = f"{right} of {total} lines right" if right else f"None of the {total} lines is right"
    problems = _problems(verdict)
    return f"{score}; {listed(problems, ', and ')}." if problems else f"{score}."


def _problems(verdict: Verdict) -> list[str]:
    """What is wrong with the lines, kind by kind."""
    changed = _of(verdict, LineKind.CHANGED)
    missing = _of(verdict, LineKind.MISSING)
    extra = _of(verdict, LineKind.EXTRA)
    not_there = "not found" if verdict.rule is MatchRule.CONTAINS else "not printed"
    problems = []
    its = ""
    if len(changed) == 1 and changed[0].claimed_number == changed[0].actual_number:
        problems.append(f"line {changed[0].claimed_number} differs")
    elif len(changed) == 1:
        its = "its "  # two numbers of two texts: whose is which
        mine, printed = changed[0].claimed_number, changed[0].actual_number
        problems.append(f"your line {mine} differs from its line {printed}")
    elif changed and len(changed) < verdict.total_lines:
        problems.append(f"{len(changed)} differ")
    if len(missing) == 1:
        problems.append(f"you left out {its}line {missing[0].actual_number}")
    elif missing:
        problems.append(f"you left out {len(missing)}")
    if len(extra) == 1:
        problems.append(f"your line {extra[0].claimed_number} was {not_there}")
    elif extra:
        problems.append(f"{len(extra)} of yours were {not_there}")
    return problems + _moves(verdict)


def _moves(verdict: Verdict) -> list[str]:
    """What is out of order."""
    swapped = _swaps(verdict)
    if len(swapped) > SWAPS_NAMED:
        swapped = []
    moves = [f"lines {first} and {second} are swapped" for first, second in swapped]
    moved = _moved(verdict)
    count = len(moved) - 2 * len(swapped)
    if len(moved) == 1 and moved[0].claimed_number != moved[0].printed_as:
        moves.append(f"your line {moved[0].claimed_number} is really line {moved[0].printed_as}")
    elif count:
        moves.append(f"{count} {'is' if count == 1 else 'are'} in another place")
    return moves


def _swaps(verdict: Verdict) -> list[tuple[int, int]]:
    """The numbers of the claimed lines that took each other's places."""
    rows = {row.actual_number: row for row in _moved(verdict) if row.actual_number}
    pairs = ((row, rows.get(row.printed_as or 0)) for row in rows.values())
    numbers = (
        (row.claimed_number, other.claimed_number)
        for row, other in pairs
        if other and other.printed_as == row.actual_number
    )
    return [(one, two) for one, two in numbers if one and two and one < two]


def _moved(verdict: Verdict) -> list[LineVerdict]:
    """A row for each line that is out of order: that of its claim."""
    return [line for line in _of(verdict, LineKind.MOVED) if line.claimed is not None]


def _of(verdict: Verdict, kind: LineKind) -> list[LineVerdict]:
    return [line for line in verdict.lines if line.kind is kind]


BOTH = 2
"""So many lines are called "both"."""

SWAPS_NAMED = 2
"""More swaps than this are only counted."""
