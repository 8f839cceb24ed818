"""`asynclearn progress`, drawn: tables and plots; in plain mode as sentences."""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from asynclearn.judging.dates import in_words
from asynclearn.judging.phrases import counted
from asynclearn.progress.calibration import in_a_sentence
from asynclearn.progress.overview import DueQuestion, Overview, PastQuiz, TopicStanding
from asynclearn.terminal.bars import Row, bars
from asynclearn.terminal.listing import LessonRow, show_standing
from asynclearn.terminal.plot import plot_weeks
from asynclearn.terminal.prose import PageMarkdown
from asynclearn.terminal.theme import NARROW, READING_WIDTH

_MOST_DUE = 5
_MOST_QUIZZES = 10
_SURE_WORDS = {1: "guessing", 2: "fairly sure", 3: "sure"}
_FEWEST_WEEKS = 2
_RECKONED = "Reckoned from answers to new questions, with one right and one wrong added."


def show_progress(
    lessons: Sequence[LessonRow], found: Overview, console: Console, *, plain: bool
) -> None:
    """All of it."""
    width = min(console.width, READING_WIDTH)
    if lessons:
        show_standing(lessons, "", console, plain=plain)
    console.print(Group(*_parts(found, width, plain=plain)), width=width)


def _parts(found: Overview, width: int, *, plain: bool) -> Iterator[RenderableType]:
    if not found.quizzes and not found.due:
        text = f"No quiz yet. `{found.quiz}` begins one."
        yield PageMarkdown(text, plain=plain)
        return
    yield from _section("Mastery by topic", _mastery(found.topics, width, plain=plain))
    yield from _section("What comes back", _due(found, width, plain=plain))
    if found.calibration:
        yield from _section("How sure, how right", _calibration(found, width, plain=plain))
    if len(found.weeks) >= _FEWEST_WEEKS:
        label = "Right when sure, week by week"
        yield from _section(label, plot_weeks(found.weeks, width, plain=plain))
    yield from _section("The last quizzes", _history(found.quizzes, width, plain=plain))
    yield PageMarkdown(_closing(found), plain=plain)


def _section(label: str, content: RenderableType) -> Iterator[RenderableType]:
    yield Text(label, style="title")
    yield content
    yield ""


def _mastery(topics: Sequence[TopicStanding], width: int, *, plain: bool) -> RenderableType:
    """A row for each topic that was asked about; all others in one line, as there are many."""
    met = [each for each in topics if each.met]
    rows = [
        Row(
            each.topic,
            each.mastery.share,
            f"{each.mastery.share:.0%}",
            f"asked {each.met} of {each.questions}",
        )
        for each in met
    ]
    lines = [_RECKONED] if met else []
    if rest := len(topics) - len(met):
        verb = "was" if rest == 1 else "were"
        lines.append(f"{counted(rest, 'topic')} {verb} never asked about.")
    below = [Text(line, style="quiet") for line in lines]
    indented = below if plain else [Padding(line, (0, 0, 0, 2)) for line in below]
    return Group(*([bars(rows, width, plain=plain)] if rows else []), *indented)


def _due(found: Overview, width: int, *, plain: bool) -> RenderableType:
    due_now = sum(each.due <= found.now for each in found.due)
    due = f"{counted(due_now, 'question')} due now" if due_now else "Nothing due now"
    unseen = f"; {counted(found.unseen, 'question')} never asked" if found.unseen else ""
    head = f"{due}{unseen}."
    shown = found.due[:_MOST_DUE]
    rest = len(found.due) - len(shown)
    more = [f"… and {rest} later"] if rest else []
    if plain or width < NARROW:
        lines = [_due_line(each, found) for each in shown]
        return Text("\n".join([head, *lines, *more]))
    table = Table.grid(padding=(0, 2, 0, 0))
    for each in shown:
        table.add_row(in_words(each.due, found.now), Text(each.title))
    lines_below = [Padding(Text(line, style="quiet"), (0, 0, 0, 2)) for line in more]
    return Group(Text(f"  {head}"), Padding(table, (0, 0, 0, 2)), *lines_below)


def _due_line(each: DueQuestion, found: Overview) -> str:
    return f"{each.title}: {in_words(each.due, found.now)}."


def _calibration(found: Overview, width: int, *, plain: bool) -> RenderableType:
    rows = [
        Row(_SURE_WORDS[level], each.share, f"{each.right} of {each.asked} right")
        for level, each in found.calibration
    ]
    parts = [bars(rows, width, plain=plain)]
    if sentence := in_a_sentence(dict(found.calibration)):
        parts.append(Text(sentence) if plain else Padding(Text(sentence), (0, 0, 0, 2)))
    return Group(*parts)


def _history(quizzes: Sequence[PastQuiz], width: int, *, plain: bool) -> RenderableType:
    shown = list(reversed(quizzes[-_MOST_QUIZZES:]))
    if plain or width < NARROW:
        return Text("\n".join(f"{_day(each)}: {_result(each)}. {_what(each)}" for each in shown))
    table = Table.grid(padding=(0, 2, 0, 0))
    for each in shown:
        table.add_row(_day(each), _result(each), Text(_what(each), style="quiet"))
    return Padding(table, (0, 0, 0, 2))


def _day(quiz: PastQuiz) -> str:
    return f"{quiz.at.astimezone():%Y-%m-%d %H:%M}"


def _result(quiz: PastQuiz) -> str:
    return f"{quiz.tally.right} of {quiz.tally.asked} right"


def _what(quiz: PastQuiz) -> str:
    left = quiz.asked - quiz.tally.asked
    words = [
        "exam" if quiz.exam else "",
        quiz.wish,
        f"{left} not answered" if left else "",
    ]
    return ", ".join(word for word in words if word)


def _closing(found: Overview) -> str:
    sentences = []
    if found.gone:
        verb = "is" if found.gone == 1 else "are"
        about = "about questions that have left the course or were changed"
        sentences.append(f"{counted(found.gone, 'answer')} {verb} {about}.")
    if found.doubts:
        notes = counted(found.doubts, "doubt")
        them = "it" if found.doubts == 1 else "them"
        sentences.append(f"{notes} noted; `asynclearn progress export FILE` takes {them} along.")
    sentences.append(f"`{found.quiz}` asks what is due, then what is new.")
    return " ".join(sentences)
