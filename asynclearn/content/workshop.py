"""`## Checks`, `## Solution` and `## Wrong` -> what `debug` and `design` challenges add."""

import ast
from collections.abc import Iterator

from asynclearn.content.blocks import Location, Role, Snippet
from asynclearn.content.challenge import Check, Workshop, WrongSolution
from asynclearn.content.compiling import parsed
from asynclearn.content.fences import language
from asynclearn.content.grammar import CHECKS, SOLUTION, WRONG
from asynclearn.content.markdown import Node, NodeKind
from asynclearn.content.problems import advice
from asynclearn.content.sections import Section
from asynclearn.content.snippets import Snippets, is_alert, is_fence


class WorkshopReader:
    """Takes the sections of a workshop one by one, in any order."""

    def __init__(self, snippets: Snippets) -> None:
        self._snippets = snippets
        self._document = snippets.document
        self._problems = snippets.problems
        self._checks_snippet: Snippet | None = None
        self._checks: tuple[Check, ...] | None = None
        self._location: Location | None = None
        self._solutions: list[Snippet] = []
        self._wrong: list[WrongSolution] = []

    def read(self, section: Section) -> None:
        """Read one section."""
        match section.name:
            case "Checks":
                self._read_checks(section)
            case "Solution":
                self._read_solution(section)
            case "Wrong":
                self._read_wrong(section)

    def finish(self) -> Workshop | None:
        """The workshop, once every section is read; None if there is none."""
        if self._checks is not None:
            names = [check.name for check in self._checks]
            for wrong in self._wrong:
                if names and wrong.fails and wrong.fails not in names:
                    line = wrong.snippet.location.line - 1
                    message = f"`fails={wrong.fails}` names no check; {advice(wrong.fails, names)}"
                    self._problems.add(line, message, "unknown-check")
        if self._checks_snippet is None or self._location is None:
            return None
        return Workshop(
            checks_source=self._checks_snippet.source,
            checks_program=self._checks_snippet.program,
            checks=self._checks or (),
            solutions=tuple(self._solutions),
            wrong=tuple(self._wrong),
            location=self._location,
        )

    def _read_checks(self, section: Section) -> None:
        fence = self._fence(section)
        self._refuse(section.nodes[1:], section)
        if fence is None:
            return
        self._checks_snippet, _ = self._snippets.read(fence, (), CHECKS, role=Role.SHOW)
        self._location = Location(self._document.path, section.line)
        tree = parsed(self._checks_snippet.program)
        if tree is None:
            return
        self._checks = tuple(self._read_functions(tree))
        if not self._checks:
            message = "no check is here; write at least one `async def check_…` function"
            self._problems.add(fence.first, message, "missing-checks")

    def _read_functions(self, tree: ast.Module) -> Iterator[Check]:
        seen: set[str] = set()
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            name, line = function.name, function.lineno
            if not name.startswith("check_"):
                continue
            demand = (ast.get_docstring(function) or "").strip()
            if isinstance(function, ast.FunctionDef):
                message = f"`{name}` is no coroutine function; write `async def {name}`"
                self._problems.add(line, message, "check-not-async")
            if not demand:
                message = f"`{name}` has no docstring; say there what it demands of the learner"
                self._problems.add(line, message, "check-without-demand")
            if name in seen:
                message = f"`{name}` is defined twice; rename one"
                self._problems.add(line, message, "repeated-check")
            seen.add(name)
            yield Check(name, demand, Location(self._document.path, line))

    def _read_solution(self, section: Section) -> None:
        fence = self._fence(section)
        self._refuse(section.nodes[1:], section)
        if fence is not None:
            snippet, _ = self._snippets.read(fence, (), SOLUTION, role=Role.SHOW)
            self._solutions.append(snippet)

    def _read_wrong(self, section: Section) -> None:
        fence = self._fence(section)
        if fence is None:
            return
        snippet, words = self._snippets.read(fence, (), WRONG, role=Role.SHOW)
        if words.sound and words.fails is None:
            message = "a wrong solution names the check that it fails; write `fails=check_…`"
            self._problems.add(fence.first, message, "wrong-without-check")

        quote, rest = None, section.nodes[1:]
        if rest and rest[0].kind is NodeKind.QUOTE and not is_alert(rest[0]):
            quote, rest = rest[0], rest[1:]
        self._refuse(rest, section)
        feedback = self._document.quoted(quote).strip() if quote else ""
        if not feedback and not rest:
            message = "a wrong solution has no feedback; put a block quote with text below it"
            self._problems.add(fence.first, message, "wrong-without-feedback")
        location = Location(self._document.path, section.line)
        self._wrong.append(WrongSolution(snippet, feedback, location, words.fails or ""))

    def _fence(self, section: Section) -> Node | None:
        """The fence that a section starts with."""
        first = section.nodes[0] if section.nodes else None
        if first is not None and is_fence(first, "python"):
            return first
        if first is None or first.kind is not NodeKind.FENCE or language(first.info) is not None:
            line = first.first if first else section.line
            message = f"`## {section.name}` starts with its `python` fence; put one here"
            self._problems.add(line, message, "missing-program")
        return None

    def _refuse(self, nodes: tuple[Node, ...], section: Section) -> None:
        if nodes:
            quote = " and its feedback quote" if section.name == "Wrong" else ""
            message = f"`## {section.name}` holds one `python` fence{quote} only; move this away"
            self._problems.add(nodes[0].first, message, "text-in-section")
