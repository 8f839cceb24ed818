"""What a check found, one line that sums up, and on a screen how to learn more.

In plain mode, as in a pipe, each problem is one line, `path:line: message [rule]`, as other
programs expect. On a screen the place stands above the message, which is broken between words.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from asynclearn.authoring.report import Report
from asynclearn.errors import Problem
from asynclearn.judging.phrases import counted, listed
from asynclearn.terminal.theme import READING_WIDTH


def show_report(
    report: Report, console: Console, pythons: Sequence[str] = (), *, plain: bool
) -> None:
    """Print all problems, then the sum, with the versions of Python if there are several."""
    show = _show_line if plain else _show_block
    for kind, problems in (
        ("", report.errors),
        ("advice: ", report.advice),
        ("skipped: ", report.skipped),
    ):
        for problem in problems:
            show(kind, problem, console)
    where = f" on Python {listed(pythons)}" if len(pythons) > 1 else ""
    advice = [f"{counted(len(report.advice), 'piece')} of advice"] if report.advice else []
    allowed = [f"{len(report.allowed)} allowed"] if report.allowed else []
    looked = [
        counted(report.counts.files, "file"),
        counted(report.counts.snippets, "program"),
        counted(report.counts.runs, "run"),
    ]
    if report.errors:
        found = ", ".join([counted(len(report.errors), "error"), *advice, *allowed])
        console.print(Text(f"{found} in {', '.join(looked)}{where}."))
    else:
        found = ", ".join([*looked, *advice, *allowed])
        console.print(Text(f"All is true{where}: {found}.", style="right"))
    explained = [*report.errors, *report.advice]
    if explained and not plain:
        hint = f"`asynclearn check --explain {explained[0].rule}` says more about that rule."
        console.print(Text(hint, style="quiet"), width=min(console.width, READING_WIDTH))


def say_about(name: str, sentence: str, console: Console, *, plain: bool) -> None:
    """A rule and what it is about."""
    if plain:
        console.print(Text(f"{name}: {sentence}"), soft_wrap=True)
        return
    console.print(Text(name, style="bold"))
    console.print(_below(Text(sentence)), width=min(console.width, READING_WIDTH))


def _show_line(kind: str, problem: Problem, console: Console) -> None:
    line = f"{problem.path}:{problem.line}: {kind}{problem.message} [{problem.rule}]"
    console.print(Text(line), soft_wrap=True)


def _show_block(kind: str, problem: Problem, console: Console) -> None:
    place = Text(f"{problem.path}:{problem.line}", style="bold")
    rule = Text(f"  {problem.rule}", style="quiet")
    if len(place) + len(rule) > console.width:
        # The place stays in one piece, so that a terminal can make a link of it.
        console.print(place, soft_wrap=True)
        console.print(rule)
    else:
        console.print(place + rule)
    message = Text.assemble((kind, "label"), problem.message)
    console.print(_below(message), width=min(console.width, READING_WIDTH))


def _below(text: Text) -> Padding:
    return Padding(text, (0, 0, 1, 2))
