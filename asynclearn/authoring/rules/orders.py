"""What is printed must not stand in an order that nobody promises.

Only what the text of a program shows. Orders that show in runs alone, such as that in which a
`TaskGroup` cancels, are for rules that run it.
"""

import ast
from collections.abc import Callable, Iterator

from asynclearn.authoring.page import Page
from asynclearn.authoring.programs import in_order, read_claimed
from asynclearn.authoring.rule import Mark, PageRule
from asynclearn.authoring.rules.values import compared
from asynclearn.authoring.source.code import Code, Function, last_name
from asynclearn.authoring.source.flow import is_printed, prints, reaches
from asynclearn.authoring.source.sets import is_repeated, sets_of_tasks, sets_of_texts

_ORDERLESS = frozenset({"sorted", "len", "sum", "min", "max", "any", "all", "asyncio.wait"})


def _hash_order(page: Page) -> Iterator[Mark]:
    for code in _in_order(page):
        for call in code.calls:
            numeric = all(isinstance(_constant(each), int) for each in call.args)
            hashed = code.name_of(call.func) == "hash" and not numeric
            if hashed and reaches(code, [call], is_printed(code), compared):
                message = "`hash()` of a text differs in each run; print something else"
                yield Mark(call.lineno, message)
        for texts in sets_of_texts(code):
            if reaches(code, [texts], is_printed(code), _loses_order(code)):
                message = (
                    "the order of a set of texts differs in each run, and it shows; "
                    "iterate `sorted(…)`, or use a list"
                )
                yield Mark(texts.lineno, message)


def _task_set_order(page: Page) -> Iterator[Mark]:
    for code in _in_order(page):
        for call in code.calls:
            name = code.name_of(call.func)
            returned = _returned_by_wait(code, call) if name == "asyncio.wait" else []
            if reaches(code, returned, is_printed(code), _loses_order(code)):
                message = (
                    "`asyncio.wait` returns sets, whose order nobody promises, and it shows; "
                    "iterate the list that it was given, or sort"
                )
                yield Mark(call.lineno, message)
            elif name == "asyncio.as_completed" and _starts_printing(code, call):
                message = (
                    "`as_completed` starts coroutines in no promised order, and they print; "
                    "give it tasks"
                )
                yield Mark(call.lineno, message)
        for tasks in sets_of_tasks(code):
            if reaches(code, [tasks], is_printed(code), _loses_order(code)):
                message = (
                    "the order of a set of tasks differs between machines, and it shows; use a list"
                )
                yield Mark(tasks.lineno, message)


def _thread_order(page: Page) -> Iterator[Mark]:
    for code in _in_order(page):
        started = [call for call in code.calls if _prints_elsewhere(code, call)]
        many = len(started) > 1 or any(is_repeated(code, call) for call in started)
        if many:
            message = (
                "what prints here runs at the same time as another, in an order that nobody "
                "promises; print in the main thread, or claim `output unordered`"
            )
            yield Mark(started[0].lineno, message)


def _in_order(page: Page) -> Iterator[Code]:
    for snippet, code in read_claimed(page):
        if in_order(snippet):
            yield code


def _loses_order(code: Code) -> Callable[[ast.AST, ast.AST], bool]:
    """Whether the order in which values come is lost at a step."""
    sorted_in_place = {
        call.func.value.id
        for call in code.calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "sort"
        and isinstance(call.func.value, ast.Name)
    }

    def stops(value: ast.AST, holder: ast.AST) -> bool:
        if isinstance(value, ast.Name) and value.id in sorted_in_place:
            return True
        match holder:
            case ast.Call() if value is not holder.func:
                return code.name_of(holder.func) in _ORDERLESS
            case ast.AugAssign(value=added):
                return not isinstance(added, ast.List | ast.JoinedStr | ast.ListComp)
            case ast.Subscript(slice=ast.Constant(value=str())):
                return True
            case ast.Attribute(attr="done" | "cancelled"):
                return True
            case _:
                return compared(value, holder)

    return stops


def _constant(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _returned_by_wait(code: Code, call: ast.Call) -> Iterator[ast.expr]:
    """Where the sets that `asyncio.wait` returns are read, those that may hold more than one."""
    match call.args:
        case [ast.List(elts=[only]) | ast.Set(elts=[only]) | ast.Tuple(elts=[only])]:
            if not isinstance(only, ast.Starred):
                return
    first_only = any(
        last_name(word.value) == "FIRST_COMPLETED" or _constant(word.value) == "FIRST_COMPLETED"
        for word in call.keywords
    )
    match code.parent(code.parent(call)):
        case ast.Assign(targets=[ast.Tuple(elts=[done, pending])]):
            for target in (pending,) if first_only else (done, pending):
                if isinstance(target, ast.Name):
                    yield from code.reads(target.id, code.scope(call))


def _starts_printing(code: Code, call: ast.Call) -> bool:
    """Whether `as_completed` is given coroutines that print before they wait."""
    match call.args:
        case [ast.List(elts=[each, _, *_]) | ast.Set(elts=[each, _, *_])]:
            coroutine = each
        case [ast.Tuple(elts=[each, _, *_])]:
            coroutine = each
        case [ast.ListComp(elt=each) | ast.SetComp(elt=each) | ast.GeneratorExp(elt=each)]:
            coroutine = each
        case _:
            return False
    function = code.function_called(coroutine) if isinstance(coroutine, ast.Call) else None
    return isinstance(function, ast.AsyncFunctionDef) and _prints_first(code, function)


def _prints_first(code: Code, function: Function) -> bool:
    """Whether a function prints before it waits for anything."""
    waits = [
        each.lineno
        for each in ast.walk(function)
        if (isinstance(each, ast.Await) and not _is_mere_turn(code, each))
        or isinstance(each, ast.AsyncFor | ast.AsyncWith)
        or (isinstance(each, ast.Call) and code.name_of(each.func) == "time.sleep")
    ]
    printed = [
        each.lineno
        for each in ast.walk(function)
        if isinstance(each, ast.Call) and prints(code, each)
    ]
    return bool(printed) and (not waits or min(printed) < min(waits))


def _is_mere_turn(code: Code, waiting: ast.Await) -> bool:
    """Whether it is `await asyncio.sleep(0)`."""
    call = waiting.value
    return (
        isinstance(call, ast.Call)
        and code.name_of(call.func) == "asyncio.sleep"
        and [_constant(each) for each in call.args] == [0]
    )


def _prints_elsewhere(code: Code, call: ast.Call) -> bool:
    """Whether a function that prints at once is started in a thread or process of its own."""
    name, last = code.name_of(call.func), last_name(call.func)
    if isinstance(code.parent(call), ast.Await):
        return False
    place = {"asyncio.to_thread": 0, "run_in_executor": 1, "submit": 0, "map": 0}
    where = place.get(name, place.get(last) if isinstance(call.func, ast.Attribute) else None)
    targets = [word.value for word in call.keywords if word.arg == "target"]
    if last in {"Thread", "Process"} and targets:
        target = targets[0]
    elif where is not None and len(call.args) > where:
        target = call.args[where]
    else:
        return False
    if code.name_of(target) == "print":
        return True
    function = code.functions.get(last_name(target))
    return function is not None and _prints_first(code, function)


RULES = (
    PageRule("hash-order", find=_hash_order),
    PageRule("task-set-order", find=_task_set_order),
    PageRule("thread-order", find=_thread_order),
)
