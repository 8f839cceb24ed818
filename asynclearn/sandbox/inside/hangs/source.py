"""The program's own text, read anew when something hangs: its names and its loops."""

import ast
import warnings
from typing import Any

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
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                names.update(name.split("."))
            case ast.ImportFrom(module=str(name)):
                names.update(name.split("."))
    return names


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
