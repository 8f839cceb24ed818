"""Whether a program comes to a place at most once, as far as its text proves it."""

import ast

from asynclearn.authoring.source.code import Code, Function

_REPEATING = (
    *(ast.For, ast.AsyncFor, ast.While, ast.Lambda, ast.ClassDef),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def comes_once(code: Code, node: ast.AST) -> bool:
    """Whether no loop and no second call leads to a node.

    A function that is decorated, stands in a class or is handed on may be called any number of
    times, and so may one that calls itself.
    """
    return _comes_once(code, node, frozenset())


def _comes_once(code: Code, node: ast.AST, called: frozenset[Function]) -> bool:
    inner = node
    for outer in code.above(node):
        looped_over = isinstance(outer, ast.For | ast.AsyncFor) and inner is outer.iter
        if isinstance(outer, _REPEATING) and not looped_over:
            return False
        if isinstance(outer, Function):
            call = _only_call(code, outer)
            return (
                call is not None
                and outer not in called
                and _comes_once(code, outer, called | {outer})
                and _comes_once(code, call, called | {outer})
            )
        inner = outer
    return True


def _only_call(code: Code, function: Function) -> ast.Call | None:
    """The one place that names a function, if that calls it."""
    if function.decorator_list or code.functions[function.name] is not function:
        return None
    match list(code.reads(function.name, code.tree)):
        case [read]:
            call = code.parent(read)
            return call if isinstance(call, ast.Call) and call.func is read else None
        case _:
            return None
