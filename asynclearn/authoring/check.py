"""The flow of `asynclearn check`: each file is read, looked at, run, and judged.

A few files are under way at a time, and what is kept of each afterwards is small: so the memory
does not grow with the course, and the interpreter reads one file while the programs of another
run. Only what is looked at beside each other (`CourseRule`) waits for the end.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from asynclearn.authoring.allowances import heard
from asynclearn.authoring.page import Page
from asynclearn.authoring.python import Python
from asynclearn.authoring.reading import Reading, read, read_course
from asynclearn.authoring.report import Allowed, Counts, Found, Report, Weight, report_of
from asynclearn.authoring.rule import (
    CourseRule,
    Mark,
    PageRule,
    Rule,
    SeenRule,
    TriedRule,
    VariedRule,
)
from asynclearn.authoring.rules import ALL
from asynclearn.authoring.rules.gaps import is_unfinished, without_advice_on_gaps
from asynclearn.authoring.seen import Seen, Tried
from asynclearn.authoring.selection import Selection
from asynclearn.authoring.summary import Overview, Summary, summary_of
from asynclearn.authoring.varied import varied_marks
from asynclearn.content.blocks import Allowance, Snippet
from asynclearn.content.challenge import Challenge, Workshop
from asynclearn.content.expected import fits
from asynclearn.content.grammar import LOOPBACK
from asynclearn.content.library import lesson_number
from asynclearn.errors import Problem
from asynclearn.judging.phrases import listed
from asynclearn.running import check_limits_of, checks_of, learners_program, limits_of, program_of
from asynclearn.sandbox.checks.trying import try_checks
from asynclearn.sandbox.outcome import Outcome

Watch = Callable[[Page, Seen], None]

_AT_ONCE = 8
"""How many files are under way. The sandbox gives their runs turns; this bounds the memory."""


async def check(
    selection: Selection,
    pythons: Sequence[Python],
    *,
    rules: Sequence[Rule] = ALL,
    watch: Watch = lambda *_: None,
    done: Callable[[], None] = lambda: None,
) -> Report:
    """Check what is selected, on each of the interpreters.

    `watch` is called with what was seen of each page on each of them, `done` after each unit.
    Raises SandboxError if a run could not even be started.
    """
    checking = _Checking(selection, pythons, rules, watch)
    waiting = iter(units(selection, rules))

    async def work() -> None:
        for unit in waiting:
            await checking.look_at(unit)
            done()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(work())
    except ExceptionGroup as failures:
        # As a rule they all fail for one reason, such as an interpreter that does not start.
        raise failures.exceptions[0] from None
    checking.look_at_the_course()
    return checking.report()


def units(selection: Selection, rules: Sequence[Rule] = ALL) -> tuple[Path, ...]:
    """The challenge files and lesson folders to read, of which `done` counts each.

    Those that are not meant are only read for rules that look at files beside each other.
    """
    beside = any(isinstance(rule, CourseRule) for rule in rules)
    every = (*selection.challenges, *selection.lessons)
    return tuple(unit for unit in every if beside or selection.touches(unit))


class _Checking:
    """A check under way."""

    def __init__(
        self,
        selection: Selection,
        pythons: Sequence[Python],
        rules: Sequence[Rule],
        watch: Watch,
    ) -> None:
        self._selection = selection
        self._pythons = pythons
        self._rules = rules
        self._watch = watch
        # Each Python counts on, also from one check to the next.
        self._runs_before = sum(python.runs for python in pythons)
        self._looked = {rule.name for rule in rules}
        self._summaries: list[Summary] = []
        self._found: dict[Path, list[Found]] = defaultdict(list)
        self._allowances: dict[Path, tuple[Allowance, ...]] = {}
        self._skipped: list[Problem] = []
        self._counts = Counts()

    async def look_at(self, unit: Path) -> None:
        """Read a challenge or a lesson, and look at those of its pages that are meant."""
        reading = read(unit)
        self._summaries += map(summary_of, reading.pages)
        if self._selection.touches(unit):
            self._add_unreadable(reading)
        meant = [page for page in reading.pages if self._selection.means(page.path)]
        for page in meant:
            self._counts += Counts(files=1, snippets=len(page.snippets))
            self._allowances[page.path] = page.allowances
            self._found[page.path] += self._still(page)
            self._found[page.path] += await self._moving(page)

    def look_at_the_course(self) -> None:
        """Look at the pages beside each other."""
        meant = self._selection.means
        for problem in read_course(self._selection):
            if meant(problem.path):
                self._found[problem.path].append(Found(problem, Weight.ERROR))
        lessons = frozenset(map(lesson_number, self._selection.lessons))
        overview = Overview(tuple(self._summaries), lessons)
        for summary in self._summaries:
            if meant(summary.path):
                self._found[summary.path] += self._beside(summary, overview)

    def report(self) -> Report:
        """All that was found, but for what the files allow."""
        left: list[Found] = []
        allowed: list[Allowed] = []
        for path, found in self._found.items():
            heard_of = heard(self._allowances.get(path, ()), found, self._looked)
            left += without_advice_on_gaps(heard_of[0])
            allowed += heard_of[1]
        runs = sum(python.runs for python in self._pythons) - self._runs_before
        return report_of(left, allowed, self._skipped, self._counts + Counts(runs=runs))

    def _add_unreadable(self, reading: Reading) -> None:
        # A page of a lesson is not read at all if another one can't be: then that is the problem.
        unread = not reading.pages
        problems = [each for each in reading.problems if unread or self._selection.means(each.path)]
        for problem in problems:
            self._found[problem.path].append(Found(problem, Weight.ERROR))
        self._counts += Counts(files=len({problem.path for problem in problems}))

    def _still(self, page: Page) -> Iterator[Found]:
        for rule in self._rules:
            if isinstance(rule, PageRule):
                yield from _marked(rule, page.path, rule.find(page))

    def _beside(self, summary: Summary, overview: Overview) -> Iterator[Found]:
        for rule in self._rules:
            if isinstance(rule, CourseRule):
                yield from _marked(rule, summary.path, rule.find(summary, overview))

    async def _moving(self, page: Page) -> list[Found]:
        marks: dict[Rule, list[Mark]] = defaultdict(list)
        for python in self._pythons:
            if not self._can_run(page, python, await python.missing(page.needs)):
                continue
            seen, tried = await asyncio.gather(self._see(page, python), self._try(page, python))
            self._watch(page, seen)
            for rule in self._rules:
                if isinstance(rule, SeenRule):
                    marks[rule] += rule.find(page, seen)
                elif isinstance(rule, VariedRule):
                    marks[rule] += await varied_marks(rule, page, seen, python)
                elif isinstance(rule, TriedRule) and tried is not None:
                    marks[rule] += rule.find(page, tried)
        return [found for rule, each in marks.items() for found in _marked(rule, page.path, each)]

    def _can_run(self, page: Page, python: Python, missing: Sequence[str]) -> bool:
        """Whether the programs of a page can run on this Python; else it is noted why not."""
        challenge = page.challenge
        if challenge is not None and not fits(challenge.python, python.version):
            message = f"not run on Python {python.version}, as it asks for `{challenge.python}`"
        elif LOOPBACK in missing:
            message = (
                f"not run on Python {python.version}, as programs have no servers of their own on "
                "this computer; `asynclearn doctor` says why"
            )
        elif missing:
            packages = " ".join(missing)
            message = (
                f"not run on Python {python.version}, which lacks what the file needs; "
                f"`pip install {packages}`"
            )
        else:
            return True
        self._skipped.append(Problem(page.path, 1, message, "skipped"))
        return False

    async def _see(self, page: Page, python: Python) -> Seen:
        limits = limits_of(page.challenge)

        async def outcome(snippet: Snippet) -> Outcome:
            return await python.run(program_of(snippet), limits)

        outcomes = await asyncio.gather(*map(outcome, page.run))
        places = (snippet.location for snippet in page.run)
        return Seen(python.version, dict(zip(places, outcomes, strict=True)))

    async def _try(self, page: Page, python: Python) -> Tried | None:
        challenge, workshop = page.challenge, page.workshop
        if challenge is None or workshop is None or is_unfinished(workshop):
            return None
        programs = (challenge.snippet, *workshop.solutions, *(w.snippet for w in workshop.wrong))
        failed = [_failed(challenge, workshop, program, python) for program in programs]
        names = await asyncio.gather(*failed)
        places = (program.location for program in programs)
        return Tried(python.version, dict(zip(places, names, strict=True)))


async def _failed(
    challenge: Challenge, workshop: Workshop, snippet: Snippet, python: Python
) -> frozenset[str]:
    program = learners_program(challenge, snippet.source)
    limits = check_limits_of(challenge)
    trials = await try_checks(program, checks_of(workshop), limits, python.run)
    return frozenset(trial.name for trial in trials if not trial.met)


def _marked(rule: Rule, path: Path, marks: Iterable[Mark]) -> Iterator[Found]:
    """What the marks say; what shows on several interpreters in the same way is told once."""
    pythons: dict[Mark, list[str]] = defaultdict(list)
    for mark in marks:
        pythons[replace(mark, python="")].append(mark.python)
    for mark, versions in pythons.items():
        where = f"on Python {listed(versions)} " if any(versions) else ""
        yield Found(Problem(path, mark.line, f"{where}{mark.message}", rule.name), rule.weight)
