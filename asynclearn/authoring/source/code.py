"""A program as its syntax tree: who calls what, who stands in whom, where a name is read."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.Module


class Code:
    """A syntax tree that was walked once, and what rules look up in it."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.calls: list[ast.Call] = []
        self.functions: dict[str, Function] = {}
        """By name; methods are among them."""
        self.classes: dict[str, ast.ClassDef] = {}
        self.assigned: defaultdict[str, list[ast.expr]] = defaultdict(list)
        """What is assigned to a name, wherever that is."""
        self._parents: dict[ast.AST, ast.AST] = {}
        self._reads: defaultdict[str, list[ast.Name]] = defaultdict(list)
        self._attributes: defaultdict[str, list[ast.Attribute]] = defaultdict(list)
        self._imported: dict[str, str] = {}
        self._shared: set[str] = set()
        self.nodes: list[ast.AST] = [tree]
        """All of the tree, the outer ones first."""
        for node in self.nodes:
            for child in ast.iter_child_nodes(node):
                if not isinstance(child, _SHARED):
                    self._parents[child] = node
                    self.nodes.append(child)
            if isinstance(node, _NOTED):
                self._note(node)

    def parent(self, node: ast.AST) -> ast.AST:
        """What a node stands in; of the module, itself."""
        return self._parents.get(node, self.tree)

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """All that a node stands in, from the inside."""
        while node in self._parents:
            node = self._parents[node]
            yield node

    def scope(self, node: ast.AST) -> Scope:
        """The function that a node stands in, or the module."""
        return next((each for each in self.above(node) if isinstance(each, Scope)), self.tree)

    def function_of(self, node: ast.AST) -> Function | None:
        """The function that a node stands in."""
        return next((each for each in self.above(node) if isinstance(each, Function)), None)

    def reads(self, name: str, scope: ast.AST) -> Iterator[ast.Name]:
        """Where a name that a function or the module assigns is read."""
        everywhere = scope is self.tree or name in self._shared
        for each in self._reads.get(name, ()):
            if everywhere or scope in self.above(each):
                yield each

    def attribute_reads(self, name: str) -> list[ast.Attribute]:
        """Where an attribute is read, whatever it is an attribute of."""
        return self._attributes.get(name, [])

    def calls_of(self, function: Function) -> Iterator[ast.Call]:
        """Where a function of the program is called, also as a method."""
        for call in self.calls:
            if last_name(call.func) == function.name:
                yield call

    def function_called(self, call: ast.Call) -> Function | None:
        """The function of the program that is called."""
        return self.functions.get(last_name(call.func))

    def name_of(self, node: ast.AST) -> str:
        """The full name of what is read: `asyncio.wait` for `wait`, `loop.time` as written.

        Of a call it ends in `()`. Empty for what has no name.
        """
        ends: list[str] = []
        while not isinstance(node, ast.Name):
            match node:
                case ast.Attribute(value=owner, attr=name):
                    ends.append(f".{name}")
                case ast.Call(func=owner):
                    ends.append("()")
                case _:
                    return "".join(reversed(ends))
            node = owner
        return "".join([self._imported.get(node.id, node.id), *reversed(ends)])

    def short_name(self, node: ast.AST) -> str:
        """The last part of the full name: `wait` of `asyncio.wait`, however it was imported."""
        return self.name_of(node).rpartition(".")[2]

    @cached_property
    def names(self) -> frozenset[str]:
        """All names that are read, defined or imported, without what they belong to."""
        names = {*self._reads, *self._attributes, *self.functions, *self.classes}
        for name, full in self._imported.items():
            names |= {name, *full.split(".")}
        return frozenset(names)

    def is_imported(self, name: str) -> bool:
        """Whether a name is that of a module, or of something in one."""
        return name in self._imported

    def _note(self, node: ast.AST) -> None:
        match node:
            case ast.Call():
                self.calls.append(node)
            case ast.Name(id=name, ctx=ast.Load()):
                self._reads[name].append(node)
            case ast.Attribute(attr=name, ctx=ast.Load()):
                self._attributes[name].append(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.functions.setdefault(node.name, node)
            case ast.ClassDef():
                self.classes.setdefault(node.name, node)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.assigned[name].append(value)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                self._shared.update(names)
            case ast.Import() | ast.ImportFrom():
                self._note_import(node)

    def _note_import(self, node: ast.Import | ast.ImportFrom) -> None:
        module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for each in node.names:
            self._imported[each.asname or each.name] = module + each.name


_SHARED = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
"""Nodes without a place: one object stands for all of its kind."""

_NOTED = (
    *(ast.Name, ast.Attribute, ast.Call, ast.Assign, ast.Import, ast.ImportFrom),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal),
)


def last_name(node: ast.AST) -> str:
    """The name of a function that is called, without what it belongs to."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
