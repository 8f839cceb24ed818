"""Programs and claims -> the fences that hold them, ready to stand in a course file."""

from collections.abc import Sequence

from asynclearn.judging.claim import Claim, ClaimedEnding, Finish

_SHORTEST = "```"


def fence(info: str, content: str, marks: str = _SHORTEST) -> str:
    """A fence, without a last newline. It has more marks where the content would close it."""
    lines = content.rstrip("\n").split("\n") if content.strip("\n") else []
    mark = marks[0]
    longest = max((_run(line.lstrip(), mark) for line in lines), default=0)
    marks = mark * max(len(marks), longest + 1 if longest >= len(marks) else 0)
    return "\n".join([marks + info, *lines, marks])


def wrong_fence(claim: Claim) -> str:
    """An `output wrong` fence, without a last newline and without the quote that follows it."""
    return fence(output_info(claim.ending, ["wrong"]), claim.stdout)


def output_info(ending: ClaimedEnding, words: Sequence[str] = ()) -> str:
    """The words of an `output` fence: these, and those that say how the program ends."""
    return " ".join(["output", *words, *_ending_words(ending)])


def _run(line: str, mark: str) -> int:
    return len(line) - len(line.lstrip(mark))


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
