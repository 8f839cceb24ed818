"""The program's own text, read anew when something hangs: its names and its loops."""

import ast
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_WITHOUT_END = {"count", "cycle", "repeat", "iter"}
"""What makes a `for` endless: all other iterators of C are over some time."""


class Round:
    """A loop of the program that might go round for ever."""

    __slots__ = ("first", "head", "last", "lines")

    def __init__(self, node: ast.stmt | ast.expr) -> None:
        self.first = node.lineno
        self.last = node.end_lineno or node.lineno
        body = getattr(node, "body", None)
        self.head: int = body[0].lineno if body else self.first
        inner = {each.lineno for each in ast.walk(node) if isinstance(each, ast.stmt)}
        self.lines = sorted(inner | {self.first})


def source_of(path: str) -> bytes:
    """The program; an empty one if its file is gone."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def tree_of(path: str) -> ast.Module:
    """The program, parsed. What the parser warns of has been said when the program began."""
    quiet: Any = ("ignore", None, Warning, None, 0)
    # Not by `simplefilter` or `catch_warnings`: they make all warnings forget that they were shown.
    filters: Any = warnings.filters
    filters.insert(0, quiet)
    try:
        return ast.parse(source_of(path))
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])
    finally:
        filters.remove(quiet)


def names_of(path: str) -> set[str]:
    """All names that the program uses: of variables, attributes and what it imports."""
    return _names_in(ast.walk(tree_of(path)))


def _names_in(nodes: Iterable[ast.AST]) -> set[str]:
    names: set[str] = set()
    for node in nodes:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                names.update(name.split("."))
            case ast.ImportFrom(module=str(name)):
                names.update(name.split("."))
    return names


def names_around(path: str, lines: Iterable[int]) -> set[str]:
    """The names in the statements of these lines, and in the functions of these names, and so on.

    Of a statement that has others within it only its head counts.
    """
    nodes = list(ast.walk(tree_of(path)))
    wanted, functions = set(lines), [node for node in nodes if isinstance(node, _FUNCTIONS)]
    # The inner ones come after those around them.
    at = {
        line: node
        for node in nodes
        if isinstance(node, ast.stmt)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        if line in wanted
    }
    names: set[str] = set()
    new = {name for node in at.values() for name in _names_in(_head(node))}
    while new:
        names |= new
        called = [function for function in functions if function.name in new]
        new = {name for function in called for name in _names_in(ast.walk(function))} - names
    return names


def _head(statement: ast.stmt) -> Iterator[ast.AST]:
    """A statement and what is in it, without the statements that are."""
    yield statement
    left = list(ast.iter_child_nodes(statement))
    while left:
        node = left.pop()
        if not isinstance(node, ast.stmt):
            yield node
            left += ast.iter_child_nodes(node)


def loops_of(path: str) -> list[ast.stmt]:
    """All loops that are statements; the inner ones after those around them."""
    nodes = ast.walk(tree_of(path))
    return [each for each in nodes if isinstance(each, ast.While | ast.For | ast.AsyncFor)]


def rounds_of(path: str) -> list[Round]:
    """The loops that might; the inner ones after those around them."""
    nodes = ast.walk(tree_of(path))
    return [
        Round(node)
        for node in nodes
        if isinstance(node, (ast.stmt, ast.expr)) and _might_be_endless(node)
    ]


def _might_be_endless(node: ast.stmt | ast.expr) -> bool:
    match node:
        case ast.While() | ast.AsyncFor():
            return True
        case ast.For(iter=iterable):
            return _is_endless(iterable)
        case ast.ListComp(generators=parts) | ast.SetComp(generators=parts):
            return any(each.is_async or _is_endless(each.iter) for each in parts)
        case ast.DictComp(generators=parts):
            return any(each.is_async or _is_endless(each.iter) for each in parts)
    return False


def _is_endless(iterable: ast.expr) -> bool:
    names = {getattr(each, "id", getattr(each, "attr", "")) for each in ast.walk(iterable)}
    return bool(names & _WITHOUT_END)
