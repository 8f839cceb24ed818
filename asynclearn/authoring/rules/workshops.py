"""The checks of a `debug` or `design` challenge mean what they say."""

import ast
from collections.abc import Iterator, Sequence

from asynclearn.authoring.page import Page
from asynclearn.authoring.rule import Mark, PageRule, TriedRule
from asynclearn.authoring.seen import Tried
from asynclearn.content.challenge import Challenge, Workshop
from asynclearn.content.compiling import parsed
from asynclearn.content.problems import one_of


def _solution_fails(page: Page, tried: Tried) -> Iterator[Mark]:
    for _, workshop in _workshop(page):
        for solution in workshop.solutions:
            failed = tried.failed[solution.location]
            if failed:
                names = one_of(sorted(failed)).replace(" or ", " and ")
                message = f"this solution fails {names}; mend one of them"
                yield Mark(solution.location.line, message, tried.python)


def _starter_passes(page: Page, tried: Tried) -> Iterator[Mark]:
    for challenge, _ in _workshop(page):
        if not tried.failed[challenge.snippet.location]:
            message = "the starter passes every check; leave something to do, or check more"
            yield Mark(challenge.snippet.location.line, message)


def _wrong_passes(page: Page, tried: Tried) -> Iterator[Mark]:
    for _, workshop in _workshop(page):
        for wrong in workshop.wrong:
            if wrong.fails not in tried.failed[wrong.snippet.location]:
                message = (
                    f"this passes `{wrong.fails}`, which it is to fail; "
                    "make the check stricter, or name another"
                )
                yield Mark(wrong.snippet.location.line - 1, message, tried.python)


def _idle_check(page: Page, tried: Tried) -> Iterator[Mark]:
    for _, workshop in _workshop(page):
        caught = frozenset[str]().union(
            *(tried.failed[wrong.snippet.location] for wrong in workshop.wrong)
        )
        for check in workshop.checks:
            if check.name not in caught:
                message = (
                    f"no `## Wrong` fails `{check.name}`, so nothing shows that it checks anything;"
                    " add one that does"
                )
                yield Mark(check.location.line, message)


def _open_check(page: Page) -> Iterator[Mark]:
    """From a function's globals, or an object's class, there is a way into the checks."""
    for _, workshop in _workshop(page):
        tree = parsed(workshop.checks_program)
        for node in () if tree is None else ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.Lambda):
                message = (
                    "a program can find its way from an object of this into the checks; "
                    "use `source`, `tracked` or `given`"
                )
                yield Mark(node.lineno, message)
        for name in () if tree is None else _bare(tree):
            message = (
                f"a program that is handed `{name.id}` can find its way into the checks; "
                f"hand out `given({name.id})`"
            )
            yield Mark(name.lineno, message)


def _bare(tree: ast.Module) -> Sequence[ast.Name]:
    """Where a function of the checks is handed on as it is."""
    functions = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {id(node.func) for node in calls}
    hidden = {
        id(argument)
        for node in calls
        if isinstance(node.func, ast.Name) and node.func.id in ("given", "tracked")
        for argument in node.args
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in functions and id(node) not in called | hidden
    ]


def _workshop(page: Page) -> Iterator[tuple[Challenge, Workshop]]:
    if page.challenge is not None and page.workshop is not None:
        yield page.challenge, page.workshop


RULES = (
    TriedRule("solution-fails", find=_solution_fails),
    TriedRule("starter-passes", find=_starter_passes),
    TriedRule("wrong-passes", find=_wrong_passes),
    TriedRule("idle-check", find=_idle_check),
    PageRule("open-check", find=_open_check),
)
