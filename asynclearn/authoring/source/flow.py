"""Where a value goes: by assignments, calls and returns, as far as the text of a program tells.

It looks at names, not at runs. Where the text can't tell, the value is taken to end there, so
that a rule built on this misses some and rarely accuses wrongly.
"""

import ast
from collections.abc import Callable, Iterable, Iterator

from asynclearn.authoring.source.code import Code

Step = Callable[[ast.AST, ast.AST], bool]
"""Asked of a value and of what it stands in."""


def reaches(code: Code, values: Iterable[ast.AST], ends: Step, stops: Step) -> bool:
    """Whether one of the values comes to an end that is asked for, before it is stopped."""
    found = set[ast.AST]()
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if value in found:
            continue
        found.add(value)
        holder = code.parent(value)
        if stops(value, holder):
            continue
        if ends(value, holder):
            return True
        waiting.extend(_onward(code, value, holder))
    return False


def is_printed(code: Code) -> Step:
    """Whether a value is handed to `print`, or written to stdout."""

    def ends(value: ast.AST, holder: ast.AST) -> bool:
        match holder:
            case ast.Call() if value is not holder.func:
                return prints(code, holder)
            case ast.keyword(arg="sep" | "end"):
                call = code.parent(holder)
                return isinstance(call, ast.Call) and prints(code, call)
            case _:
                return False

    return ends


def prints(code: Code, call: ast.Call) -> bool:
    """Whether a call prints to stdout."""
    name = code.name_of(call.func)
    files = [word.value for word in call.keywords if word.arg == "file"]
    if name == "print":
        return all(code.name_of(file) == "sys.stdout" for file in files)
    return name in {"sys.stdout.write", "sys.stdout.writelines"}


def _onward(code: Code, value: ast.AST, holder: ast.AST) -> Iterator[ast.AST]:
    """Where a value goes from where it stands."""
    match holder:
        case ast.Call():
            yield from _through_call(code, value, holder)
        case ast.Return() | ast.Yield() | ast.YieldFrom():
            function = code.function_of(holder)
            if function is not None:
                yield from code.calls_of(function)
        case ast.Subscript(value=whole) | ast.Attribute(value=whole) if value is whole:
            yield holder
        case ast.IfExp(test=test) if value is test:
            return
        case _ if isinstance(holder, _CARRYING):
            yield holder
    for target in _targets(value, holder):
        within = code.parent(holder) if isinstance(holder, ast.comprehension) else holder
        looped = isinstance(holder, ast.comprehension | ast.For | ast.AsyncFor)
        yield from _bound(code, target, within if looped else None)


def _targets(value: ast.AST, holder: ast.AST) -> list[ast.expr]:
    """What a value is bound to."""
    match holder:
        case ast.Assign(targets=targets):
            return targets
        case ast.NamedExpr(target=target) | ast.AnnAssign(target=target):
            return [target]
        case ast.AugAssign(target=target):
            return [target]
        case ast.For(target=target, iter=source) | ast.AsyncFor(target=target, iter=source):
            return [target] if value is source else []
        case ast.comprehension(target=target, iter=source):
            return [target] if value is source else []
        case ast.withitem(optional_vars=target) if target is not None:
            return [target]
        case _:
            return []


_CARRYING = (
    *(ast.Await, ast.Starred, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.IfExp, ast.keyword),
    ast.NamedExpr,
    *(ast.JoinedStr, ast.FormattedValue, ast.List, ast.Tuple, ast.Set, ast.Dict),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""What holds a value and hands it on as a whole."""

_HANDING_ON = {
    *("str", "repr", "int", "float", "hex", "oct", "bin", "format", "round", "abs", "max"),
    *("min", "sum", "list", "tuple", "dict", "set", "frozenset", "sorted", "reversed", "zip"),
    *("enumerate", "map", "filter", "next", "iter", "anext", "aiter", "asyncio.gather"),
    *("asyncio.create_task", "asyncio.ensure_future", "asyncio.wait_for", "asyncio.shield"),
}
"""Functions whose result shows what they were given."""

_METHODS_HANDING_ON = frozenset({"join", "format", "create_task", "setdefault"})


def _through_call(code: Code, value: ast.AST, call: ast.Call) -> Iterator[ast.AST]:
    if value is call.func:
        yield call
        return
    function = code.function_called(call)
    if function is not None:
        for name in _parameters(value, call, function.args):
            yield from code.reads(name, function)
        return
    if isinstance(call.func, ast.Attribute):
        owner = call.func.value
        if isinstance(owner, ast.Name) and not code.is_imported(owner.id):
            yield from code.reads(owner.id, code.tree)
        if call.func.attr in _METHODS_HANDING_ON:
            yield call
    if code.name_of(call.func) in _HANDING_ON:
        yield call


def _parameters(value: ast.AST, call: ast.Call, arguments: ast.arguments) -> Iterator[str]:
    """The parameters in which a function gets a value."""
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    if isinstance(call.func, ast.Attribute) and names[:1] == ["self"]:
        del names[0]
    if isinstance(value, ast.keyword):
        yield value.arg or ""
    elif isinstance(value, ast.Starred):
        yield from names
    elif value in call.args[: len(names)]:
        yield names[call.args.index(value)]
    if arguments.vararg is not None:
        yield arguments.vararg.arg


def _bound(code: Code, target: ast.AST, within: ast.AST | None = None) -> Iterator[ast.AST]:
    """Where what is bound to a target is read: in the loop, if it is the target of one."""
    match target:
        case ast.Name(id=name):
            yield from code.reads(name, within or code.scope(target))
        case ast.Attribute(attr=name):
            yield from code.attribute_reads(name)
        case ast.Subscript(value=ast.Name(id=name)):
            yield from code.reads(name, code.tree)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for each in targets:
                yield from _bound(code, each, within)
        case ast.Starred(value=inner):
            yield from _bound(code, inner, within)
