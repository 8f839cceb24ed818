"""`asynclearn check`: files in, problems out."""

import asyncio
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from asynclearn.authoring.check import Watch, check, units
from asynclearn.authoring.explain import explain, explanations, in_a_sentence
from asynclearn.authoring.formats import Format, as_github, as_json
from asynclearn.authoring.load import load
from asynclearn.authoring.python import Python
from asynclearn.authoring.report import Counts, Report, joined
from asynclearn.authoring.rule import Rule
from asynclearn.authoring.rules import ALL, THOROUGH, UNDER_LOAD
from asynclearn.authoring.selection import Selection, select
from asynclearn.authoring.update import Update, Updates
from asynclearn.cli.courses import ask_for_trust_in, course_at
from asynclearn.cli.saying import ask
from asynclearn.cli.settings import Settings
from asynclearn.content.course import Course
from asynclearn.errors import ContentError, UsageError
from asynclearn.judging.phrases import counted
from asynclearn.sandbox.interpreter import OWN, interpreter_named
from asynclearn.sandbox.runner import run
from asynclearn.terminal.bar import progress_bar
from asynclearn.terminal.changes import say_written, show_change
from asynclearn.terminal.problems import say_about, show_report

EVERY_RULE = "all"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of the command say."""

    form: Format = Format.TEXT
    pythons: tuple[str, ...] = ()
    """Names of other interpreters to run on, besides our own."""
    thorough: bool = False
    update: bool = False
    yes: bool = False
    """Whether to update without asking."""
    trust: bool = False


def check_files(settings: Settings, paths: Sequence[Path], wishes: Wishes) -> int:
    """Check, and print what was found. 1 if there are errors."""
    selections = select(paths, None if paths else _course(settings))
    for selection in selections:
        ask_for_trust_in(course_at(selection.root), given=wishes.trust)
    pythons = _pythons(wishes)
    updates = Updates()
    checking = _Checking(selections, pythons, settings, thorough=wishes.thorough)
    report = asyncio.run(checking.check(updates))
    if wishes.update and _update(list(updates.made()), settings, wishes):
        report = asyncio.run(checking.check(Updates()))
    _show(report, settings, wishes.form, [python.version for python in pythons])
    return 0 if report.ok else 1


def explain_rule(settings: Settings, rule: str) -> int:
    """Print the page of a rule, or all rules with what they are about."""
    from asynclearn.terminal.prose import show_page  # noqa: PLC0415 - slow to import

    console = settings.console()
    if rule == EVERY_RULE:
        for name, page in explanations():
            say_about(name, in_a_sentence(page), console, plain=settings.plain)
    else:
        show_page(rule, explain(rule), console, plain=settings.plain)
    return 0


@dataclass(frozen=True, slots=True)
class _Checking:
    """What is checked, on what."""

    selections: Sequence[Selection]
    pythons: Sequence[Python]
    settings: Settings
    thorough: bool

    async def check(self, updates: Updates) -> Report:
        """All of it; for a thorough check once more while the machine is busy."""
        rules = THOROUGH if self.thorough else ALL
        report = await self._check_by(rules, "Checking", updates.watch)
        if not self.thorough:
            return report
        async with load(self.pythons[0]):
            busy = await self._check_by(UNDER_LOAD, "Checking on a busy machine")
        return replace(joined([report, busy]), counts=report.counts + Counts(runs=busy.counts.runs))

    async def _check_by(
        self, rules: Sequence[Rule], what: str, watch: Watch = lambda *_: None
    ) -> Report:
        total = sum(len(units(selection, rules)) for selection in self.selections)
        with progress_bar(what, total, plain=self.settings.plain) as done:
            reports = [
                await check(selection, self.pythons, rules=rules, watch=watch, done=done)
                for selection in self.selections
            ]
        return joined(reports)


def _pythons(wishes: Wishes) -> list[Python]:
    """Our own, then those that are named; the same one once."""
    found = {platform.python_version(): OWN}
    for name in wishes.pythons:
        interpreter, version = interpreter_named(name)
        found.setdefault(version, interpreter)
    return [Python(version, run, interpreter) for version, interpreter in found.items()]


def _update(made: Sequence[Update], settings: Settings, wishes: Wishes) -> bool:
    """Show what would be written, and write it if it is wanted. Whether it was."""
    # What a tool reads from stdout is the report alone.
    console = settings.console() if wishes.form is Format.TEXT else settings.notices()
    for update in made:
        show_change(update.path, update.before, update.after, console)
    if not made or not (wishes.yes or _wanted(len(made))):
        return False
    for update in made:
        update.write()
        say_written(update.path, console)
    return True


def _wanted(files: int) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nothing is written unasked; add `--yes` to write the changes above")
    try:
        answer = ask(f"Write this into {counted(files, 'file')}? Type yes:")
    except (EOFError, KeyboardInterrupt) as left:
        print("\nNothing was written.")
        if isinstance(left, KeyboardInterrupt):
            raise
        return False
    return answer.strip().casefold() in ("y", "yes")


def _show(report: Report, settings: Settings, form: Format, pythons: Sequence[str]) -> None:
    match form:
        case Format.JSON:
            sys.stdout.write(as_json(report))
        case Format.GITHUB:
            sys.stdout.write(as_github(report))
        case Format.TEXT:
            show_report(report, settings.console(), pythons, plain=settings.plain)


def _course(settings: Settings) -> Course:
    try:
        return settings.find_course()
    except ContentError as error:
        # What is wrong with `course.toml` is told with all else.
        return course_at(error.problems[0].path.parent)
