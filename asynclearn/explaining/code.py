"""What the text of the program tells that its trace does not: statements, breaks, prints."""

import ast
import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import TypeGuard

from asynclearn.explaining.story import CodeLine


class Code:
    """A program as text and, if it compiles, as a tree."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._source = source

    @cached_property
    def _tree(self) -> ast.Module:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return ast.parse(self._source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return ast.Module([], [])

    @cached_property
    def _nodes(self) -> list[ast.AST]:
        """What loops and calls are looked up in, again and again."""
        kinds = (ast.For, ast.AsyncFor, ast.comprehension, ast.Call)
        return [node for node in ast.walk(self._tree) if isinstance(node, kinds)]

    def lines(self) -> tuple[CodeLine, ...]:
        """The lines from the first to the last that is not blank."""
        numbered = [CodeLine(number, text) for number, text in enumerate(self._lines, 1)]
        filled = [place for place, line in enumerate(numbered) if line.text.strip()]
        return tuple(numbered[filled[0] : filled[-1] + 1]) if filled else ()

    def text(self, line: int | None) -> str:
        """A line without its indentation; empty if it does not exist."""
        if line is None or not 0 < line <= len(self._lines):
            return ""
        return self._lines[line - 1].strip()

    def break_between(self, first: int | None, last: int, function: str) -> int | None:
        """The line of the one `break` by which a loop over a call of `function` was left.

        For control that went from line `first` to line `last`, after the loop in the same
        function. If `first` is not in the loop, there must be no other call of the function.
        None where anything else may have ended the loop: another `break`, or an exception that
        what is around the loop could have caught.
        """
        name = function.rpartition(".")[2]
        loops = [node for node in self._nodes if _is_loop_over(node, name)]
        calls = [node for node in self._nodes if _calls(node, name)]
        for loop in loops:
            inside = first is not None and loop.lineno <= first <= last_line(loop)
            if not inside and (len(loops), len(calls)) != (1, 1):
                continue
            if not last_line(loop) < last or not self._same_frame(loop, last):
                continue
            earliest = first if inside and first is not None else 0
            breaks = [each.lineno for each in _breaks(loop.body) if each.lineno >= earliest]
            return breaks[0] if len(breaks) == 1 else None
        return None

    def _same_frame(self, loop: ast.AsyncFor, last: int) -> bool:
        """Whether a line is of the loop's own function, and no block around the loop catches."""
        around = [
            node
            for node in ast.walk(self._tree)
            if isinstance(node, _SCOPES + _CATCHING)
            and node.lineno <= loop.lineno
            and last_line(node) >= last_line(loop)
        ]
        scopes = [node for node in around if isinstance(node, _SCOPES)]
        if not scopes:
            return False
        scope = max(scopes, key=lambda node: node.lineno)
        inner = (
            node
            for node in ast.walk(scope)
            if isinstance(node, _SCOPES) and node is not scope and node.lineno <= last
        )
        return (
            scope.lineno <= last <= last_line(scope)
            and not any(last <= last_line(node) for node in inner)
            and not any(
                isinstance(node, _CATCHING) and node.lineno > scope.lineno for node in around
            )
        )

    def function_at(self, line: int) -> str:
        """The name of the innermost function around a line, behind that of its class."""
        name = ""
        for node, qualified in _functions(self._tree, ""):
            if node.lineno <= line <= (node.end_lineno or 0):
                name = qualified
        return name

    def used_at_once(self, function: str) -> bool:
        """Whether each call of a function stands in the head of the loop that goes over it."""
        loops = (ast.For, ast.AsyncFor, ast.comprehension)
        heads = {node.iter for node in self._nodes if isinstance(node, loops)}
        name = function.rpartition(".")[2]
        return all(node in heads for node in self._nodes if _calls(node, name))

    @cached_property
    def blocking_sleeps(self) -> list[int]:
        """The lines of the calls of `time.sleep`, in order."""
        bare = any(
            isinstance(node, ast.ImportFrom)
            and node.module == "time"
            and any(alias.name == "sleep" for alias in node.names)
            for node in ast.walk(self._tree)
        )
        calls = (node for node in self._nodes if isinstance(node, ast.Call))
        return sorted(
            {
                node.lineno
                for node in calls
                if _is_attribute(node.func, "time", "sleep")
                or (bare and _is_name(node.func, "sleep"))
            }
        )

    def prints(self, text: str) -> list[int]:
        """The lines of the `print` calls that could only print lines that begin as `text` does.

        Known by the constant that they begin with. Empty if none is known to.
        """
        found = []
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and _calls(node, "print") and node.args:
                start = _beginning(node.args[0])
                if start and text.startswith(start):
                    found.append(node.lineno)
        return sorted(set(found))


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef)
_CATCHING = (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)


def last_line(node: ast.stmt) -> int:
    """The line where a statement ends."""
    return node.end_lineno or node.lineno


def _is_loop_over(node: ast.AST, name: str) -> TypeGuard[ast.AsyncFor]:
    return isinstance(node, ast.AsyncFor) and _calls(node.iter, name)


def _functions(
    tree: ast.AST, prefix: str
) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    """The functions of a tree, outer ones first, each with the class that it stands in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, prefix + node.name
            yield from _functions(node, "")
        else:
            inner = f"{node.name}." if isinstance(node, ast.ClassDef) else prefix
            yield from _functions(node, inner)


def _calls(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (isinstance(called, ast.Name) and called.id == name) or (
        isinstance(called, ast.Attribute) and called.attr == name
    )


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_attribute(node: ast.expr, module: str, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name and _is_name(node.value, module)


def _breaks(body: list[ast.stmt]) -> list[ast.Break]:
    """The breaks of this loop itself, not of one inside it."""
    found = []
    for node in body:
        if isinstance(node, ast.Break):
            found.append(node)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
            found += _breaks(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for inner in ("body", "orelse", "finalbody"):
                found += _breaks(getattr(node, inner, []))
            for handler in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                found += _breaks(handler.body)
    return found


def _beginning(argument: ast.expr) -> str:
    if isinstance(argument, ast.JoinedStr) and argument.values:
        argument = argument.values[0]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return ""
