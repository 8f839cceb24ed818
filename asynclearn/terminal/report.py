"""The report at the end of a quiz, drawn; in plain mode as sentences."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from asynclearn.judging.dates import in_words
from asynclearn.judging.phrases import counted
from asynclearn.progress.calibration import Tally
from asynclearn.progress.report import Missed, Report
from asynclearn.terminal.bars import Row, bars
from asynclearn.terminal.prose import PageMarkdown


def report(found: Report, width: int, *, plain: bool) -> RenderableType:
    """All of it, `width` columns wide at most."""
    return Group(*_parts(found, width, plain=plain))


def _parts(found: Report, width: int, *, plain: bool) -> Iterator[RenderableType]:
    yield Text(headline(found), style="title")
    for sentence in _sentences(found):
        yield PageMarkdown(sentence, plain=plain)
    for label, groups in (("By topic", found.topics), ("By level", found.levels)):
        if groups:
            yield ""
            yield Text(label, style="label")
            yield bars(_rows(groups), width, plain=plain)
    if found.missed:
        yield ""
        yield Text("What to look at again", style="label")
        for missed in found.missed:
            yield _missed(missed, plain=plain)
    yield ""
    yield PageMarkdown(_return(found), plain=plain)


def headline(found: Report) -> str:
    """How many were right."""
    said = f"{found.tally.right} of {found.tally.asked} right"
    left = found.asked - found.tally.asked
    if found.unanswered:
        return f"{said}, {found.unanswered} not answered."
    return f"{said}, {left} not answered yet." if left > 0 else f"{said}."


def _sentences(found: Report) -> Iterator[str]:
    if found.before is not None:
        yield f"The quiz before: {found.before.right} of {found.before.asked}.{_change(found)}"
    if found.mended:
        verb = "is" if found.mended == 1 else "are"
        yield f"{found.mended} that you had wrong the last time {verb} right now."
    if found.calibration:
        yield found.calibration
    if found.hints:
        yield f"You read {counted(found.hints, 'hint')}."


def _change(found: Report) -> str:
    before = found.before
    if before is None or not found.tally.asked:
        return ""
    points = round(100 * found.tally.share) - round(100 * before.share)
    if points == 0:
        return " The same share."
    return f" You went from {before.share:.0%} to {found.tally.share:.0%}."


def _rows(groups: Sequence[tuple[str, Tally]]) -> list[Row]:
    return [Row(name, each.share, f"{each.right} of {each.asked}") for name, each in groups]


def _missed(missed: Missed, *, plain: bool) -> RenderableType:
    lines: list[RenderableType] = [Text(f"{'' if plain else '✗ '}{missed.title}")]
    if missed.misconception:
        lines.append(_indented(PageMarkdown(missed.misconception, plain=plain), plain=plain))
    if missed.command:
        lines.append(_indented(Text(f"{missed.part}:", style="quiet"), plain=plain))
        lines.append(to_copy(missed.command))
    return Group(*lines)


def to_copy(text: str) -> RenderableType:
    """A command or path on a line of its own. Only the terminal may break it, not we.

    It has to be printed with `crop=False`.
    """
    line = Text(f"  {text}", style="key", no_wrap=True, overflow="ignore")
    # A bare Text would be joined with what else is printed, and so be wrapped all the same.
    return Group(line)


def _indented(content: RenderableType, *, plain: bool) -> RenderableType:
    return content if plain else Padding(content, (0, 0, 0, 2))


def _return(found: Report) -> str:
    if found.due_now:
        verb = "is" if found.due_now == 1 else "are"
        return f"{counted(found.due_now, 'question')} {verb} due now: `{found.quiz}`."
    if found.next_due is None:
        return f"`{found.quiz}` asks more."
    verb = "comes" if found.coming == 1 else "come"
    when = in_words(found.next_due, found.now)
    return f"{counted(found.coming, 'question')} {verb} back {when}."
