"""What a program imports has to be there for every learner."""

import ast
import sys
from collections.abc import Iterator

from asynclearn.authoring.page import Page
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.authoring.source.code import Code
from asynclearn.content.grammar import NEEDS
from asynclearn.content.lesson_reader import README


def _undeclared_need(page: Page) -> Iterator[Mark]:
    for snippet in page.run:
        code = page.code(snippet)
        for line, package in _imported(code) if code is not None else ():
            if package not in sys.stdlib_module_names and package not in page.needs:
                message = f"`{package}` is not in the standard library; {_fix(page, package)}"
                yield Mark(line, message)


def _fix(page: Page, package: str) -> str:
    if package not in NEEDS:
        return "do without it, as learners may not have it"
    needs = f"`needs: [{', '.join((*page.needs, package))}]`"
    if page.part is not None and page.path.name == README:
        return f"move the program into a part, with {needs} in its front matter"
    return f"write {needs} into the front matter"


def _imported(code: Code) -> Iterator[tuple[int, str]]:
    """Each package that a program imports and can't do without, with the line."""
    for node in code.nodes:
        match node:
            case ast.Import(names=names):
                modules = [each.name for each in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case _:
                continue
        if not any(_is_prepared(above) for above in code.above(node)):
            yield from ((node.lineno, module.partition(".")[0]) for module in modules)


def _is_prepared(node: ast.AST) -> bool:
    """Whether a program goes on if an import in there fails."""
    if not isinstance(node, ast.Try):
        return False
    caught = {name.id for each in node.handlers for name in _names(each)}
    return bool(caught & {"ImportError", "ModuleNotFoundError"})


def _names(handler: ast.ExceptHandler) -> Iterator[ast.Name]:
    if handler.type is not None:
        yield from (node for node in ast.walk(handler.type) if isinstance(node, ast.Name))


RULES = (PageRule("undeclared-need", find=_undeclared_need),)
