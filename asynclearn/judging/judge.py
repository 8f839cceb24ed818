"""The verb of judging: a claim and a run -> a verdict. Total and pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import eq

from asynclearn.judging.claim import Claim, ClaimedEnding, Finish, MatchRule
from asynclearn.judging.matching import lines_in_order
from asynclearn.judging.near import fewest, fold, fold_claimed
from asynclearn.judging.rows import row, rows_in_any_order, rows_in_order
from asynclearn.judging.verdict import ActualEnding, LineKind, LineVerdict, NearMiss, Run, Verdict

HANGING = frozenset({"stuck", "endless", "timed_out", "too_much_output"})
"""The endings that meet `!hangs`. A program that prints without end never ends by itself."""

FLOODING = frozenset({"endless", "timed_out"})
FLOOD_LINES = 50
"""A run that never ended and printed more lines than this printed without end."""

FLOOD_LINES_CLAIMED = 200
"""A claim of more lines about an endless output is held against as many real lines."""

MISSES_SEARCHED = 200
"""Under CONTAINS, after so many claimed lines that are nowhere no more are looked for."""


def judge(claim: Claim, run: Run, rule: MatchRule = MatchRule.EXACT) -> Verdict:
    """Hold a claim against a run.

    Spaces at the end of a line and blank lines at the end never count. Nobody can type an
    endless output: of a run that printed without end, only as much counts as was claimed.
    """
    claimed, actual = text_lines(claim.stdout), text_lines(run.stdout)
    if rule is not MatchRule.CONTAINS and _is_flood(run, actual):
        near = _near_miss(claimed, actual[: len(claimed)], rule)
        shown = _beginning(actual, claimed, rule)
        rows, right_lines = _rows(claimed, shown, rule, by_number=bool(near))
        rows = _without_rest(rows)
    else:
        near = _near_miss(claimed, actual, rule)
        rows, right_lines = _rows(claimed, actual, rule, by_number=bool(near))
    ending_right = is_met(claim.ending, run)
    return Verdict(
        rule=rule,
        lines=rows,
        right_lines=right_lines,
        claimed_ending=claim.ending,
        actual_ending=ActualEnding(
            word=str(run.ending),
            exception=None if run.exception is None else run.exception.type,
            exit_code=run.exit_code,
        ),
        ending_right=ending_right,
        near_miss=near if ending_right else (),
        further_lines=len(actual) - sum(line.actual is not None for line in rows),
    )


def same_claim(one: Claim, other: Claim) -> bool:
    """Whether two claims say the same, but for what never counts."""
    return text_lines(one.stdout) == text_lines(other.stdout) and (
        (one.ending.finish, _bare(one.ending.exception), one.ending.exit_code)
        == (other.ending.finish, _bare(other.ending.exception), other.ending.exit_code)
    )


def text_lines(text: str) -> list[str]:
    """The lines that count, without the spaces at their ends. Only a line feed ends a line."""
    lines = [line.rstrip() for line in text.rstrip().split("\n")]
    return lines if lines != [""] else []


def is_met(claimed: ClaimedEnding, run: Run) -> bool:
    """Whether a run ended as claimed."""
    ending = str(run.ending)
    match claimed.finish:
        case Finish.FINISHES:
            return ending == "finished"
        case Finish.HANGS:
            return ending in HANGING
        case Finish.EXITS:
            finished = ending == "finished" and claimed.exit_code == 0
            return finished or (ending == "exited" and claimed.exit_code == run.exit_code)
        case Finish.RAISES:
            return _raised(claimed.exception, run, ending)


def _raised(name: str | None, run: Run, ending: str) -> bool:
    if name is None or run.exception is None:
        return False
    bare = _bare(name)
    if bare != _bare(run.exception.type):
        return False
    return ending == "raised" or (ending == "out_of_memory" and bare == "MemoryError")


def _bare(name: str | None) -> str | None:
    """The name of a class without its module."""
    return None if name is None else name.rpartition(".")[2]


def _is_flood(run: Run, actual: Sequence[str]) -> bool:
    ending = str(run.ending)
    return ending == "too_much_output" or (ending in FLOODING and len(actual) > FLOOD_LINES)


def _beginning(actual: list[str], claimed: Sequence[str], rule: MatchRule) -> list[str]:
    """As much of an endless output as a claim may be about: what it holds of the claim.

    Its last line was cut off somewhere, so that of it too only as much counts as was claimed.
    """
    count = len(claimed)
    if claimed and count == len(actual) and actual[-1].startswith(claimed[-1]):
        return [*actual[:-1], claimed[-1]]
    window = actual[: 2 * count + FLOOD_LINES]
    if rule is MatchRule.UNORDERED:
        return window
    if count > FLOOD_LINES_CLAIMED:
        return window[:count]
    most = len(lines_in_order(claimed, window))
    end = bisect_left(
        range(len(window)), most, key=lambda end: len(lines_in_order(claimed, window[:end]))
    )
    return window[: max(end, count, 1)]


def _without_rest(rows: tuple[LineVerdict, ...]) -> tuple[LineVerdict, ...]:
    """Without the lines that an endless output printed after all that was claimed."""
    end = len(rows)
    while end > 1 and rows[end - 1].kind is LineKind.MISSING:
        end -= 1
    return rows[:end]


def _near_miss(
    claimed: Sequence[str], actual: Sequence[str], rule: MatchRule
) -> tuple[NearMiss, ...]:
    """All that keeps the lines from matching; empty where they do, or are only out of order."""

    def alike(some: tuple[NearMiss, ...]) -> bool:
        its = [fold(line, some) for line in actual]
        mine = fold_claimed(claimed, actual, some)
        match rule:
            case MatchRule.CONTAINS:
                return _contains(mine, its)
            case MatchRule.UNORDERED:
                return Counter(mine) == Counter(its)
            case MatchRule.EXACT:
                return all(map(eq, mine, its))

    if rule is MatchRule.CONTAINS:
        return () if _contains(claimed, actual) else fewest(alike)
    if len(claimed) != len(actual) or Counter(claimed) == Counter(actual):
        return ()
    return fewest(alike)


def _contains(claimed: Iterable[str], actual: Iterable[str]) -> bool:
    """Whether each claimed line is part of a real one, each of a later one than the last."""
    rest = iter(actual)
    return all(any(line in real for real in rest) for line in claimed if line)


def _rows(
    claimed: Sequence[str], actual: Sequence[str], rule: MatchRule, *, by_number: bool
) -> tuple[tuple[LineVerdict, ...], int]:
    """The rows of the diff, and how many lines are right."""
    if rule is MatchRule.CONTAINS:
        rows = _rows_contained(claimed, actual)
        return rows, sum(line.kind is LineKind.SAME for line in rows)
    if rule is MatchRule.UNORDERED:
        return rows_in_any_order(claimed, actual)
    if by_number:
        rows = tuple(row(claimed, actual, place, place) for place in range(len(claimed)))
        return rows, sum(line.kind is LineKind.SAME for line in rows)
    return rows_in_order(claimed, actual)


def _rows_contained(claimed: Sequence[str], actual: Sequence[str]) -> tuple[LineVerdict, ...]:
    """A row for each claimed line: SAME with the next real line that contains it, or EXTRA.

    A blank claimed line would be part of any line: it claims nothing and has no row.
    """
    rows = []
    start = misses = 0
    for place, line in enumerate(claimed):
        if not line:
            continue
        found = None
        if misses < MISSES_SEARCHED:
            found = next((at for at in range(start, len(actual)) if line in actual[at]), None)
        if found is None:
            misses += 1
            rows.append(LineVerdict(LineKind.EXTRA, claimed=line, claimed_number=place + 1))
        else:
            start = found + 1
            rows.append(
                LineVerdict(
                    LineKind.SAME,
                    claimed=line,
                    actual=actual[found],
                    claimed_number=place + 1,
                    actual_number=found + 1,
                )
            )
    return tuple(rows)
