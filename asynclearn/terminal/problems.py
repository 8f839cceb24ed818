"""What a check found, and one line that sums up.

In plain mode, as in a pipe, each problem is one line, `path:line: message [rule]`, as other
programs expect. On a screen the place stands above the message, which is broken between words.
"""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from asynclearn.authoring.report import Report
from asynclearn.errors import Problem
from asynclearn.judging.phrases import counted
from asynclearn.terminal.theme import READING_WIDTH


def show_report(report: Report, console: Console, *, plain: bool) -> None:
    """Print all problems, then the sum."""
    show = _show_line if plain else _show_block
    for kind, problems in (
        ("", report.errors),
        ("advice: ", report.advice),
        ("skipped: ", report.skipped),
    ):
        for problem in problems:
            show(kind, problem, console)
    counts = report.counts
    looked = (
        f"{counted(counts.files, 'file')}, {counted(counts.snippets, 'program')}, "
        f"{counted(counts.runs, 'run')}"
    )
    advice = f", {counted(len(report.advice), 'piece')} of advice" if report.advice else ""
    if report.errors:
        console.print(Text(f"{counted(len(report.errors), 'error')}{advice} in {looked}."))
    else:
        console.print(Text(f"All is true: {looked}{advice}.", style="right"))


def _show_line(kind: str, problem: Problem, console: Console) -> None:
    line = f"{problem.path}:{problem.line}: {kind}{problem.message} [{problem.rule}]"
    console.print(Text(line), soft_wrap=True)


def _show_block(kind: str, problem: Problem, console: Console) -> None:
    width = min(console.width, READING_WIDTH)
    place = Text(f"{problem.path}:{problem.line}", style="bold", overflow="fold")
    console.print(place.append(f"  {problem.rule}", style="not bold dim"), width=width)
    message = Text(kind, style="label")
    message.append(problem.message, style="not bold")
    console.print(Padding(message, (0, 0, 1, 2)), width=width)
