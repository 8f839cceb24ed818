"""One question of `asynclearn stats` in full, and wrong predictions ready to paste."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.segment import Segment, Segments
from rich.text import Text

from asynclearn.classroom.results import Asks, Refusal, Result, WrongAnswer
from asynclearn.content.writing import wrong_fence
from asynclearn.judging.phrases import counted
from asynclearn.terminal.text import visible

_LONGEST = 60
_ABOUT_FEEDBACK = "Below each, add a quote (`> …`) with what to tell those who thought so."


def show_question(found: Result, most: int, console: Console) -> None:
    """All that is known of one question; `most` wrong answers at most."""
    name = "" if found.title == found.id else f" ({found.id})"
    console.print(Text(visible(f"{found.title}{name}"), style="title"))
    if found.where:
        console.print(Text(found.where, style="quiet"), soft_wrap=True)
    for sentence in sentences(found):
        console.print(Text(sentence))
    for doubt in found.doubts:
        console.print(Text(f"Doubt: {visible(doubt)}"))
    show_wrong([(found, each) for each in found.wrong[:most]], console, named=False)
    rest = len(found.wrong) - most
    if rest > 0 and most:
        console.print(Text(f"… and {counted(rest, 'other wrong answer')}; `--wrong` shows more."))


def sentences(found: Result) -> Iterator[str]:
    """What the numbers of a question say."""
    yield f"{found.first.right} of {counted(found.first.asked, 'learner')} right at first."
    if found.again.asked:
        yield f"{found.again.right} of {counted(found.again.asked, 'later answer')} right."
    match found.discrimination:
        case Refusal.ALIKE:
            yield "No discrimination: all answered alike."
        case float() as number:
            yield f"Discrimination {two_digits(number)}."
    if found.sure_and_wrong:
        yield f"{found.sure_and_wrong} of {found.sure.asked} who were sure were wrong."
    if found.hinted:
        yield f"{counted(found.hinted, 'learner')} read a hint before."
    if found.near_misses:
        differ = "differs" if found.near_misses == 1 else "differ"
        answers = counted(found.near_misses, "wrong answer")
        yield f"{answers} {differ} only in case, quotes or spaces."


def two_digits(number: float) -> str:
    """A correlation as text; never -0.00."""
    return f"{round(number, 2) + 0:.2f}"


def show_wrong(
    found: Sequence[tuple[Result, WrongAnswer]], console: Console, *, named: bool
) -> None:
    """Wrong answers; `named` says for each which question it is about."""
    for result, wrong in found:
        console.print()
        about = f": {visible(result.title)}" if named else ""
        feedback = ", and the course has feedback on it" if wrong.foreseen else ""
        console.print(Text(f"{counted(wrong.learners, 'learner')}{about}{feedback}."))
        if named and result.where:
            console.print(Text(result.where, style="quiet"), soft_wrap=True)
        # As it is: a line that was wrapped, or a tab that became spaces, would be pasted so.
        as_it_is = Segments([Segment(_written(result, wrong)), Segment.line()])
        console.print(as_it_is, soft_wrap=True, end="")
    if any(_is_pasted(result, wrong) for result, wrong in found):
        console.print()
        console.print(Text(_ABOUT_FEEDBACK))


def _is_pasted(result: Result, wrong: WrongAnswer) -> bool:
    return result.asks is Asks.PREDICTION and not wrong.foreseen


def _written(result: Result, wrong: WrongAnswer) -> str:
    if result.asks is Asks.NUMBER:
        return visible(wrong.claim.stdout)
    if wrong.claim.stdout.count("\n") > _LONGEST:
        lines = wrong.claim.stdout.count("\n")
        return f"A prediction of {lines} lines; `--json` has it."
    return visible(wrong_fence(wrong.claim))
