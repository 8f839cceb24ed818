"""Which expressions of a program are sets of texts or of tasks, with more than one in them.

The order of such a set is nobody's promise. Whether a set holds texts is told by what is written
into it; where the program does not show that, it is not taken for one.
"""

import ast
from collections.abc import Callable, Iterator

from asynclearn.authoring.source.code import Code, last_name

Told = Callable[[ast.expr], bool]
"""Whether an expression shows that its value is one of those that a rule is about."""


def sets_of_texts(code: Code) -> Iterator[ast.expr]:
    """The sets of texts, and of what holds texts: their order is that of the hashes."""
    return _sets(code, _is_text(code))


def sets_of_tasks(code: Code) -> Iterator[ast.expr]:
    """The sets of tasks and coroutines: their order is that of the addresses."""
    return _sets(code, _is_task(code))


def is_repeated(code: Code, call: ast.Call) -> bool:
    """Whether a call stands in a loop, or is one that starts several."""
    repeating = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.GeneratorExp)
    mapped = last_name(call.func) == "map"
    return mapped or any(isinstance(each, repeating) for each in code.above(call))


def _sets(code: Code, told: Told) -> Iterator[ast.expr]:
    """The sets of more than one, all of whose values are such as are looked for."""
    for node in code.nodes:
        match node:
            case ast.Set(elts=[_, _, *_]) if any(map(told, node.elts)):
                yield node
            case ast.SetComp(elt=each) if told(each) or _comes_from(code, node, told):
                yield node
            case ast.Call(func=ast.Name(id="set" | "frozenset"), args=[values]):
                if _holds(code, values, told):
                    yield node
            case ast.Call(func=ast.Name(id="set"), args=[]) if _is_filled(code, node, told):
                yield node
            case ast.Call() if code.name_of(node.func) == "asyncio.all_tasks":
                if told(node):
                    yield node


def _holds(
    code: Code, values: ast.expr, told: Told, followed: frozenset[str] = frozenset()
) -> bool:
    """Whether a collection holds more than one of what is looked for.

    `followed` are the names that led here: `names = [name for name in names]` leads in a circle.
    """
    match values:
        case ast.List(elts=[_, _, *_]) | ast.Tuple(elts=[_, _, *_]):
            return any(map(told, values.elts))
        case ast.ListComp(elt=each) | ast.GeneratorExp(elt=each):
            return told(each) or _comes_from(code, values, told, followed)
        case ast.Constant(value=str(text)):
            return len(set(text)) > 1 and told(values)
        case ast.Name(id=name) if name not in followed:
            return any(
                _holds(code, each, told, followed | {name})
                for each in code.assigned.get(name, [])
                if not isinstance(each, ast.Name)
            )
        case _:
            return False


def _comes_from(
    code: Code,
    values: ast.SetComp | ast.ListComp | ast.GeneratorExp,
    told: Told,
    followed: frozenset[str] = frozenset(),
) -> bool:
    """Whether a comprehension hands on what it takes from such a collection."""
    match values.elt, values.generators[0]:
        case ast.Name(id=handed), ast.comprehension(target=ast.Name(id=taken), iter=source):
            return handed == taken and _holds(code, source, told, followed)
        case _:
            return False


def _is_filled(code: Code, made: ast.Call, told: Told) -> bool:
    """Whether such values are added, one by one, to a set that is made empty."""
    match code.parent(made):
        case ast.Assign(targets=[ast.Name(id=name)]):
            adding = [
                call
                for call in code.calls
                if isinstance(call.func, ast.Attribute)
                and call.func.attr == "add"
                and isinstance(call.func.value, ast.Name)
                and call.func.value.id == name
                and any(map(told, call.args))
            ]
            return len(adding) > 1 or any(is_repeated(code, call) for call in adding)
        case _:
            return False


def _is_text(code: Code) -> Told:
    def told(node: ast.expr) -> bool:
        match node:
            case ast.Constant(value=value):
                return isinstance(value, str | bytes)
            case ast.JoinedStr() | ast.Attribute(attr="name" | "__name__"):
                return True
            case ast.Tuple(elts=elements):
                return any(map(told, elements))
            case ast.Call():
                name = code.name_of(node.func)
                return name in {"str", "repr", "chr"} or name.endswith(".get_name")
            case _:
                return False

    return told


def _is_task(code: Code) -> Told:
    def told(node: ast.expr) -> bool:
        match node:
            case ast.Call():
                function = code.function_called(node)
                name = last_name(node.func)
                made = name in {"create_task", "ensure_future", "all_tasks", "create_future"}
                return made or isinstance(function, ast.AsyncFunctionDef)
            case ast.Name(id=name):
                return any(
                    isinstance(each, ast.Call) and told(each) for each in code.assigned[name]
                )
            case _:
                return False

    return told
