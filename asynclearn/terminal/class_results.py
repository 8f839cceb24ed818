"""`asynclearn stats`, drawn: a table and a plot, stacked where it is narrow; sentences if plain."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from asynclearn.classroom.discrimination import FEWEST_LEARNERS
from asynclearn.classroom.results import Asks, ClassResults, Refusal, Result
from asynclearn.judging.phrases import counted, listed
from asynclearn.progress.calibration import Tally
from asynclearn.terminal.bars import bar
from asynclearn.terminal.class_question import sentences, show_wrong, two_digits
from asynclearn.terminal.scatter import scatter
from asynclearn.terminal.text import visible
from asynclearn.terminal.theme import NARROW, READING_WIDTH

LOW = 0.2
"""Below it a question tells little about who understands the rest, unless nearly all are right.
PrairieLearn advises its instructors so."""
TURNED = -0.1
"""Below it a question may mislead those who know most; nearer to 0 it is mostly chance."""
_NEARLY_ALL = 0.95
_MANY_SURE = 3
_MOST_NAMED = 12
_MOST_DOUBTS = 10
_BAR = 8
_FEWEST_POINTS = 2


def show_results(found: ClassResults, most: int, console: Console, *, plain: bool) -> None:
    """All of it, with so many wrong predictions at most."""
    width = min(console.width, READING_WIDTH)
    for line in _opening(found):
        console.print(Text(line, style="title"), width=width)
    if found.questions:
        console.print()
        _show_questions(found.questions, console, width, plain=plain)
    for line in _about_discrimination(found.questions):
        console.print()
        console.print(Text(line, style="quiet"), width=width)
    if not plain:
        _show_plot(found.questions, console, width)
    for label, lines in (
        ("Worth a look", list(_worth_a_look(found.questions))),
        ("Doubts", list(_doubts(found.questions))),
        ("Programs to write", list(_programs(found))),
        ("Left out", list(_left_out(found))),
    ):
        if lines:
            console.print()
            console.print(Text(label, style="title"))
            for line in lines:
                console.print(Padding(Text(line), (0, 0, 0, 0 if plain else 2)), width=width)
    _show_most_common(found.questions, most, console)


def _show_questions(
    questions: Sequence[Result], console: Console, width: int, *, plain: bool
) -> None:
    if plain:
        _show_lines(questions, console)
    elif width < NARROW:
        _show_stacked(questions, console)
    else:
        console.print(_table(questions, width))


def _opening(found: ClassResults) -> Iterator[str]:
    learners = counted(found.learners, "learner")
    questions = counted(len(found.questions), "question")
    if found.first.asked:
        yield f"{learners}, {questions}: {_of(found.first)} right at first ({_share(found.first)})."
    else:
        yield f"{learners}, and no question of a quiz or a lesson was answered."
    if found.again.asked:
        yield f"Answered again: {_of(found.again)} right ({_share(found.again)})."


def _of(tally: Tally) -> str:
    return f"{tally.right} of {tally.asked}"


def _share(tally: Tally) -> str:
    return f"{tally.share:.0%}"


def _table(questions: Sequence[Result], width: int) -> Table:
    compared = _any_compared(questions)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.width = width
    table.add_column(justify="right", style="quiet")
    table.add_column(ratio=1, overflow="fold")
    columns = [
        ("learners", [str(each.first.asked) for each in questions]),
        ("right", [f"{each.first.share:.0%}" for each in questions]),
        ("discr.", [_discrimination(each) for each in questions] if compared else []),
        ("sure, wrong", [_sure_and_wrong(each) for each in questions]),
        ("hints", [str(each.hinted or "") for each in questions]),
        ("doubts", [str(len(each.doubts) or "") for each in questions]),
    ]
    shown = [(head, cells) for head, cells in columns if any(cells)]
    for _ in shown:
        table.add_column(justify="right", no_wrap=True)
    bars = [] if compared else [bar(each.first.share, _BAR) for each in questions]
    heads = [Text(head, style="label") for head, _ in shown]
    table.add_row("", Text("question", style="label"), *heads, *([""] if bars else []))
    for row, each in enumerate(questions):
        cells = [cells[row] for _, cells in shown]
        table.add_row(str(row + 1), visible(each.title), *cells, *bars[row : row + 1])
    return table


def _show_stacked(questions: Sequence[Result], console: Console) -> None:
    for number, each in enumerate(questions, 1):
        console.print(Text(f"{number} {visible(each.title)}"))
        share = Text.assemble(
            bar(each.first.share, _BAR), f" {each.first.share:.0%} of {each.first.asked}"
        )
        if isinstance(each.discrimination, float):
            share.append(f", discr. {two_digits(each.discrimination)}")
        more = [
            f"sure, wrong {_sure_and_wrong(each)}" if each.sure_and_wrong else "",
            f"hints {each.hinted}" if each.hinted else "",
            f"doubts {len(each.doubts)}" if each.doubts else "",
        ]
        console.print(Padding(share, (0, 0, 0, 2)))
        if any(more):
            said = Text(", ".join(word for word in more if word), style="quiet")
            console.print(Padding(said, (0, 0, 0, 2)))


def _show_lines(questions: Sequence[Result], console: Console) -> None:
    for number, each in enumerate(questions, 1):
        doubts = f" {counted(len(each.doubts), 'doubt')}." if each.doubts else ""
        said = f"{number}. {visible(each.title)}: {' '.join(sentences(each))}{doubts}"
        console.print(Text(said), soft_wrap=True)


def _show_plot(questions: Sequence[Result], console: Console, width: int) -> None:
    points = {
        str(number): (each.first.share, each.discrimination)
        for number, each in enumerate(questions, 1)
        if isinstance(each.discrimination, float)
    }
    if len(points) < _FEWEST_POINTS:
        return
    console.print()
    console.print(Text("Discrimination (up) against share right", style="title"))
    console.print(Padding(Text("\n".join(scatter(points, LOW, width - 2))), (0, 0, 0, 2)))


def _discrimination(result: Result) -> str:
    number = result.discrimination
    return two_digits(number) if isinstance(number, float) else "–"


def _sure_and_wrong(result: Result) -> str:
    return f"{result.sure_and_wrong} of {result.sure.asked}" if result.sure_and_wrong else ""


def _any_compared(questions: Sequence[Result]) -> bool:
    return any(isinstance(each.discrimination, float) for each in questions)


def _about_discrimination(questions: Sequence[Result]) -> Iterator[str]:
    few = [each for each in questions if each.discrimination is Refusal.TOO_FEW]
    need = f"{FEWEST_LEARNERS} learners who have answered it and another question"
    if few and len(few) == len(questions):
        most = max(each.compared for each in few)
        yield (
            "Discrimination (do those who do well elsewhere get a question right?) "
            f"needs {need}; here are {most} at most."
        )
    elif few:
        questions_have = "1 question has" if len(few) == 1 else f"{len(few)} questions have"
        yield f"{questions_have} no discrimination, as it needs {need}."


def _worth_a_look(questions: Sequence[Result]) -> Iterator[str]:
    """What stands out, each with the numbers of the questions."""
    low, turned, sure = [], [], []
    for number, each in enumerate(questions, 1):
        value = each.discrimination
        if isinstance(value, float) and value < TURNED:
            turned.append(str(number))
        elif isinstance(value, float) and value < LOW and each.first.share <= _NEARLY_ALL:
            low.append(str(number))
        if each.sure_and_wrong >= _MANY_SURE and each.sure_and_wrong > each.sure.right:
            sure.append(f"{number} ({_sure_and_wrong(each)})")
    if sure:
        yield f"Most who were sure were wrong: {_some(sure)}."
    if turned:
        yield f"Those who do well elsewhere do worse than others here: {_some(turned)}."
    if low:
        yield f"Tells little about who does well elsewhere (below {LOW}): {_some(low)}."


def _some(items: Sequence[str]) -> str:
    """The first of them, so that a large course says no more than can be read."""
    rest = len(items) - _MOST_NAMED
    return listed([*items[:_MOST_NAMED], f"{rest} more"] if rest > 0 else items)


def _doubts(questions: Sequence[Result]) -> Iterator[str]:
    notes = [
        f"{visible(each.title)}: {visible(' '.join(note.split()))}"
        for each in questions
        for note in each.doubts
    ]
    yield from notes[:_MOST_DOUBTS]
    if len(notes) > _MOST_DOUBTS:
        yield f"… and {len(notes) - _MOST_DOUBTS} more; `--question` and `--json` have them."


def _programs(found: ClassResults) -> Iterator[str]:
    for each in found.programs:
        hinted = f", {each.hinted} with hints" if each.hinted else ""
        solved = f"solved by {each.solved.right} of {each.solved.asked}{hinted}"
        yield f"{visible(each.title)}: {solved}."


def _left_out(found: ClassResults) -> Iterator[str]:
    if found.joined:
        exports = "1 export is" if found.joined == 1 else f"{found.joined} exports are"
        yield f"{exports} of learners who have another one here; each learner counts once."
    if found.earlier:
        names = listed([f"{visible(name)} ({count})" for name, count in found.earlier])
        yield f"Answers about programs that have been changed since: {names}."


def _show_most_common(questions: Sequence[Result], most: int, console: Console) -> None:
    """What several thought and the course has no feedback on, the most common first."""
    several = [
        (result, wrong)
        for result in questions
        if result.asks is Asks.PREDICTION
        for wrong in result.wrong
        if wrong.learners > 1
    ]
    new = [(result, wrong) for result, wrong in several if not wrong.foreseen]
    new.sort(key=lambda each: -each[1].learners)
    if most and several:
        console.print()
        console.print(Text("The most common wrong predictions", style="title"))
        foreseen = len(several) - len(new)
        if foreseen:
            console.print(Text(_about_foreseen(foreseen, len(several))))
        show_wrong(new[:most], console, named=True)
        rest = len(new) - most
        if rest > 0:
            console.print(Text(f"… and {rest} more; `--wrong` and `--question` show them."))


def _about_foreseen(foreseen: int, several: int) -> str:
    has = "has" if foreseen == 1 else "have"
    which = f"{foreseen} of {several}" if foreseen < several else f"All {several}"
    which = "The only one" if several == 1 else which
    return f"{which} {has} feedback in the course already; `--question` shows it."
