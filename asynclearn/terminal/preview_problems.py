"""What is wrong with a page, below it."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from asynclearn.errors import Problem
from asynclearn.terminal.preview import Sight, line_with
from asynclearn.terminal.problems import show_report
from asynclearn.terminal.theme import READING_WIDTH


def draw_problems(sight: Sight, console: Console, *, plain: bool) -> None:
    """What is wrong with it: with `path:line` in plain mode, else with the line only."""
    if plain:
        show_report(sight.report, console, plain=True)
        return
    width = min(console.width, READING_WIDTH)
    console.print(line_with("Problems" if _rows(sight) else "No problems"), width=width)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", style="quiet")
    table.add_column(overflow="fold")
    for line, kind, message in _rows(sight):
        style = "sign.wrong" if kind == "error" else "label"
        table.add_row(line, Text.assemble((f"{kind}: ", style), message))
    console.print(table, width=width)


def in_numbers(sight: Sight) -> str:
    """How much was found, such as `2 errors, 9 gaps`."""
    report = sight.report
    gaps = sum(problem.rule == "gap" for problem in report.errors)
    found = (
        (len(report.errors) - gaps, "error", "errors"),
        (gaps, "gap", "gaps"),
        (len(report.advice), "piece of advice", "pieces of advice"),
    )
    numbers = [f"{count} {one if count == 1 else more}" for count, one, more in found if count]
    return ", ".join(numbers) or ("It was not run." if report.skipped else "All is true.")


def _rows(sight: Sight) -> Sequence[tuple[str, str, str]]:
    """The line, the weight and the text of each problem; the file, if it is another."""
    report = sight.report
    kinds = (("error", report.errors), ("advice", report.advice), ("skipped", report.skipped))
    return [
        (_place(sight, problem), kind, f"{problem.message} [{problem.rule}]")
        for kind, problems in kinds
        for problem in problems
    ]


def _place(sight: Sight, problem: Problem) -> str:
    here = problem.path.name == sight.path.name
    return str(problem.line) if here else f"{problem.path.name}:{problem.line}"
