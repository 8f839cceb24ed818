"""What of a program may be ended together with others, and whether that shows.

That is what a `TaskGroup` does with the tasks that are left when one fails, and `asyncio.run` in
the end with all tasks and async generators. Each takes them from a set.
"""

import ast
import builtins
from collections.abc import Container

from asynclearn.authoring.source.code import Code
from asynclearn.authoring.source.once import comes_once

_STARTING = frozenset({"create_task", "ensure_future", "run_coroutine_threadsafe"})
_WRAPPING = frozenset({"gather", "wait_for", "shield"})
"""What makes a task of each coroutine that it is given; `wait_for` does so on Python 3.11."""
_LEAVING_MAIN = frozenset(
    {"exit", "_exit", "quit", "SystemExit", "KeyboardInterrupt", "kill", "raise_signal"}
    | {"pthread_kill", "interrupt_main", "alarm", "setitimer", "default_int_handler"}
)
"""With these, the main task may be among those that are left."""

_NOTICING = frozenset({"acquire", "add_done_callback", "wait_closed", "weakref", "__del__"})
_SILENT_BLOCKS = frozenset({"asyncio.TaskGroup", "asyncio.timeout", "asyncio.timeout_at"})
"""Blocks that pass an end on and do nothing else that shows."""
_SILENT_ERRORS = frozenset(
    {"asyncio.TimeoutError", "asyncio.QueueEmpty", "asyncio.QueueFull"}.union(
        name
        for name, value in vars(builtins).items()
        if isinstance(value, type) and issubclass(value, Exception)
    )
)
"""Neither a cancellation nor the end of a generator is one of these."""


def ended_together(code: Code) -> int:
    """How many tasks and async generators there may be at once, besides the main task.

    0, 1, or something above: what is started at a place that is come to again may be any number.
    """
    generators = {
        node.name: node
        for node in code.nodes
        if isinstance(node, ast.AsyncFunctionDef) and _is_generator(code, node)
    }
    count = int(bool(code.names & _LEAVING_MAIN))
    count += sum(2 for each in generators.values() if _is_called_unseen(code, each))
    for node in code.nodes:
        match node:
            case ast.Name(ctx=ast.Load()) | ast.Attribute():
                count += _ended_by_name(code, node, generators)
            case ast.comprehension(is_async=1):
                count += 2
    return count


def _is_generator(code: Code, function: ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(each, ast.Yield) and code.function_of(each) is function
        for each in ast.walk(function)
    )


def _is_called_unseen(code: Code, function: ast.AsyncFunctionDef) -> bool:
    """Whether a function may be called where its name does not stand, as `__aiter__` is."""
    managed = {"asynccontextmanager", "staticmethod"}
    decorated = any(code.short_name(each) not in managed for each in function.decorator_list)
    return decorated or function.name.startswith("__")


def _ended_by_name(code: Code, node: ast.Name | ast.Attribute, generators: Container[str]) -> int:
    """How many come of the place where a function is named."""
    name = code.short_name(node)
    if name not in _STARTING | _WRAPPING and name not in generators:
        return 0
    call = code.parent(node)
    if not isinstance(call, ast.Call) or call.func is not node or not comes_once(code, call):
        return 2
    if name not in _WRAPPING:
        return 1
    return 2 if any(isinstance(each, ast.Starred) for each in call.args) else len(call.args)


def notices_an_end(code: Code) -> bool:
    """Whether anything runs when a task is cancelled, or a generator closed."""
    return bool(code.names & _NOTICING) or any(_is_noticing(code, node) for node in code.nodes)


def _is_noticing(code: Code, node: ast.AST) -> bool:
    match node:
        case ast.Try() | ast.TryStar():
            return bool(node.finalbody) or not all(
                _is_silent(code, each.type) for each in node.handlers
            )
        case ast.With() | ast.AsyncWith():
            return any(_block(code, each) not in _SILENT_BLOCKS for each in node.items)
        case ast.keyword(arg="return_exceptions" | None):
            return True
        case ast.Call(func=function):
            return code.short_name(function) == "wait" and bool(node.args or node.keywords)
        case _:
            return False


def _is_silent(code: Code, caught: ast.expr | None) -> bool:
    """Whether a handler is for such errors alone as no end is."""
    match caught:
        case None:
            return False
        case ast.Tuple(elts=each):
            return all(_is_silent(code, one) for one in each)
        case _:
            name = code.name_of(caught)
            return name in _SILENT_ERRORS and name not in code.classes


def _block(code: Code, item: ast.withitem) -> str:
    made = item.context_expr
    return code.name_of(made.func) if isinstance(made, ast.Call) else ""
