"""What a check found: lines of `path:line: message [rule]`, and one line that sums up."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from asynclearn.authoring.report import Report
from asynclearn.errors import Problem
from asynclearn.judging.phrases import counted


def show_report(report: Report, console: Console) -> None:
    """Print all problems, then the sum."""
    _show("", report.errors, "wrong", console)
    _show("advice: ", report.advice, "quiet", console)
    _show("skipped: ", report.skipped, "quiet", console)
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


def _show(kind: str, problems: Iterable[Problem], style: str, console: Console) -> None:
    for problem in problems:
        line = Text(f"{problem.path}:{problem.line}: ", style="bold")
        line.append(kind, style=style)
        line.append(problem.message)
        line.append(f" [{problem.rule}]", style="quiet")
        console.print(line, soft_wrap=True)
