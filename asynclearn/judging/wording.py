"""A verdict in words: plain sentences, for the first line under a run and for plain mode."""

from collections.abc import Container

from asynclearn.judging.claim import ClaimedEnding, Finish, MatchRule
from asynclearn.judging.headline import describe_content
from asynclearn.judging.phrases import counted, only, quoted
from asynclearn.judging.verdict import ActualEnding, LineKind, LineVerdict, Verdict


def describe(verdict: Verdict) -> tuple[str, ...]:
    """The verdict in one to three sentences: the lines, what went on after them, the ending."""
    sentences = [describe_content(verdict)]
    endless = verdict.further_lines and verdict.rule is not MatchRule.CONTAINS
    if endless and verdict.claimed_lines:
        more = counted(verdict.further_lines, "more line")
        sentences.append(f"It went on to print {more}, which nobody has to type.")
    if not verdict.ending_right or verdict.claimed_ending.finish is not Finish.FINISHES:
        sentences.append(_describe_ending(verdict))
    return tuple(sentences)


def describe_lines(verdict: Verdict) -> tuple[str, ...]:
    """Every row of the diff that is not right, as a sentence; a moved line has only one."""
    printed = {line.actual for line in verdict.lines}
    sentences = (_describe_line(line, verdict.rule, printed) for line in verdict.lines)
    return tuple(sentence for sentence in sentences if sentence)


def _describe_line(line: LineVerdict, rule: MatchRule, printed: Container[str | None]) -> str:
    claimed, actual = quoted(line.claimed), quoted(line.actual)
    match line.kind:
        case LineKind.CHANGED:
            same_place = line.actual_number == line.claimed_number
            other = "" if same_place else f" as its line {line.actual_number}"
            near = f" ({only(line.near)})" if line.near else ""
            said = f"line {line.claimed_number}: you said {claimed}"
            return f"{said}, the program printed {actual}{other}{near}"
        case LineKind.MISSING:
            return f"line {line.actual_number}: you left out {actual}"
        case LineKind.EXTRA if rule is MatchRule.CONTAINS:
            return f"{claimed} is in none of the lines that follow"
        case LineKind.EXTRA:
            repeated = line.claimed in printed
            never = "not printed as often as you said" if repeated else "never printed"
            return f"{claimed} was {never}"
        case LineKind.MOVED if line.claimed is not None:
            same_place = line.printed_as == line.claimed_number
            moved = f"it is line {line.printed_as}, not line {line.claimed_number}"
            return f"{claimed} is right, but {'out of order' if same_place else moved}"
        case _:
            return ""


def _describe_ending(verdict: Verdict) -> str:
    claimed = describe_ending_claimed(verdict.claimed_ending)
    if verdict.ending_right:
        return f"You said that it {claimed}, and so it does."
    return f"You said that it {claimed}; it {describe_ending_seen(verdict.actual_ending)}."


def describe_ending_claimed(ending: ClaimedEnding) -> str:
    """How a run was claimed to end, after "it"."""
    match ending.finish:
        case Finish.FINISHES | Finish.HANGS:
            return str(ending.finish)
        case Finish.RAISES:
            return f"raises {ending.exception}"
        case Finish.EXITS:
            return f"exits with code {ending.exit_code}"


def describe_ending_seen(ending: ActualEnding) -> str:
    """How a run ended, after "it" or "the program"."""
    match ending.word:
        case "raised":
            return f"raised {ending.exception or 'an exception'}"
        case "exited":
            return f"exited with code {ending.exit_code}"
        case word:
            return SEEN.get(word, f"ended otherwise: {word}")


SEEN = {
    "finished": "finished",
    "stuck": "got stuck, as nothing can wake it any more",
    "endless": "never stops",
    "timed_out": "was still running when its time was up",
    "out_of_memory": "ran out of memory",
    "too_much_output": "printed more and more until it was stopped",
    "crashed": "crashed",
}
"""How a run ended, after the word "it"."""
