"""`asynclearn check`: files in, problems out."""

import asyncio
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from asynclearn.authoring.check import Python, check, units
from asynclearn.authoring.explain import explain
from asynclearn.authoring.report import Report
from asynclearn.authoring.selection import Selection, select
from asynclearn.cli.settings import Settings
from asynclearn.cli.trust import ask_for_trust, subject_of_course
from asynclearn.sandbox.runner import run, warm_up
from asynclearn.terminal.bar import progress_bar
from asynclearn.terminal.problems import show_report


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of the command say."""

    trust: bool = False


def check_files(settings: Settings, paths: Sequence[Path], wishes: Wishes) -> int:
    """Check, and print what was found. 1 if there are errors."""
    warm_up()
    selections = select(paths, settings.find_course())
    for selection in selections:
        _ask_for_trust(selection, wishes)
    reports = asyncio.run(_check_all(selections, settings))
    for report in reports:
        show_report(report, settings.console(), plain=settings.plain)
    return 0 if all(report.ok for report in reports) else 1


def explain_rule(settings: Settings, rule: str) -> int:
    """Print the page of a rule."""
    from asynclearn.terminal.prose import PageMarkdown  # noqa: PLC0415

    settings.console().print(PageMarkdown(explain(rule), plain=settings.plain))
    return 0


async def _check_all(selections: Sequence[Selection], settings: Settings) -> list[Report]:
    pythons = [Python(platform.python_version(), run)]
    total = sum(len(units(selection)) for selection in selections)
    with progress_bar("Checking", total, plain=settings.plain) as done:
        return [await check(selection, pythons, done=done) for selection in selections]


def _ask_for_trust(selection: Selection, wishes: Wishes) -> None:
    root = selection.root
    ask_for_trust(subject_of_course(root), f"the course in `{root}`", given=wishes.trust)
