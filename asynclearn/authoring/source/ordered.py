"""Whether a set could give a program the order in which it prints, as far as its text tells.

asyncio takes an order from a set in these places, and each needs something that the text shows:

- what `wait` returns, what `as_completed` starts, and a set of the program's own with tasks in it:
  that these are there;
- the tasks that a `TaskGroup` cancels or that are left when `asyncio.run` ends, and the async
  generators that are closed then: that there may be two, and that something notices how they end
  (`ends`).

What the text does not tell counts as a yes. A program with a yes is run with other orders: so a
needless yes costs time, but a wrong no would hide an error.
"""

import ast
import sys
from collections.abc import Iterator

from asynclearn.authoring.source.code import Code
from asynclearn.authoring.source.ends import ended_together, notices_an_end

_KNOWN = frozenset(
    f"asyncio.{name}"
    for name in (
        *("run", "sleep", "to_thread", "timeout", "timeout_at", "wait", "wait_for", "shield"),
        *("gather", "create_task", "ensure_future", "current_task", "get_running_loop"),
        *("TaskGroup", "Event", "Lock", "Semaphore", "BoundedSemaphore", "Condition"),
        *("Queue", "LifoQueue", "PriorityQueue", "QueueEmpty", "QueueFull"),
        *("CancelledError", "TimeoutError", "InvalidStateError", "iscoroutine"),
        *("iscoroutinefunction", "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"),
    )
)
"""What of asyncio is understood here and in `ends`."""

_OPAQUE = frozenset(
    {"eval", "exec", "compile", "getattr", "setattr", "globals", "locals", "vars", "modules"}
    | {"attrgetter", "methodcaller", "set_task_factory", "stop", "run_until_complete"}
    | {"__import__", "__dict__", "__globals__", "__builtins__", "__getattribute__", "__main__"}
    | {"as_completed", "all_tasks", "WeakSet", "hash", "__hash__"}
)
"""Names by which a program does what its text does not show, or has such an order at once."""
_OPAQUE_MODULES = frozenset({"builtins", "code", "ctypes", "importlib", "runpy", "unittest"})

_MAKING_FUTURES = frozenset({"create_future", "to_thread", "run_in_executor"})
_VIEWS = frozenset({"keys", "items"})


def may_be_ordered_by_a_set(code: Code) -> bool:
    """Whether other orders in asyncio's sets could change what a program prints."""
    if code.names & _OPAQUE or _is_beyond_us(code) or _uses_what_wait_returns(code):
        return True
    ended = ended_together(code)
    has_members = ended > 0 or bool(code.names & _MAKING_FUTURES)
    return (has_members and _has_sets(code)) or (ended > 1 and notices_an_end(code))


def _is_beyond_us(code: Code) -> bool:
    """Whether a program uses what is not known here: packages, or rare parts of asyncio."""
    return any(_is_strange(code, node) for node in code.nodes)


def _is_strange(code: Code, node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return not all(map(_is_known_import, _imported(node)))
        case ast.ClassDef(bases=bases):
            return any(_is_asyncio(code.name_of(base)) for base in bases)
        case ast.Name():
            read = code.name_of(node)
            within = isinstance(code.parent(node), ast.Attribute)
            return _is_asyncio(read) and read not in _KNOWN and not (within and read == "asyncio")
        case ast.Attribute(attr=name, value=owner, ctx=context):
            full = code.name_of(node)
            if isinstance(owner, ast.Name) and _is_asyncio(full):
                return full not in _KNOWN or not isinstance(context, ast.Load)
            own = isinstance(owner, ast.Name) and owner.id == "self"
            return name.startswith("_") and not name.endswith("__") and not own
        case _:
            return False


def _is_asyncio(name: str) -> bool:
    return name == "asyncio" or name.startswith("asyncio.")


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    for each in node.names:
        yield f"{node.module}.{each.name}" if isinstance(node, ast.ImportFrom) else each.name


def _is_known_import(name: str) -> bool:
    package, _, inner = name.partition(".")
    if package == "asyncio":
        return not inner or name in _KNOWN
    return package in sys.stdlib_module_names - _OPAQUE_MODULES and not inner.endswith("*")


def _uses_what_wait_returns(code: Code) -> bool:
    """`event.wait()` has no argument, and what `await asyncio.wait(…)` returns may be dropped."""
    for node in code.nodes:
        if not isinstance(node, ast.Name | ast.Attribute) or code.short_name(node) != "wait":
            continue
        match code.parent(node):
            case ast.Call(func=func, args=[], keywords=[]) if func is node:
                pass
            case ast.Call(func=func) as call if func is node:
                awaited = code.parent(call)
                if not (
                    isinstance(awaited, ast.Await) and isinstance(code.parent(awaited), ast.Expr)
                ):
                    return True
            case _:
                return True
    return False


def _has_sets(code: Code) -> bool:
    """Whether a program has a set of its own that is not of constants: tasks may be in it."""
    views = bool(code.names & _VIEWS)
    for node in code.nodes:
        match node:
            case ast.SetComp() | ast.Name(id="set" | "frozenset"):
                return True
            case ast.Set(elts=members):
                if not all(isinstance(each, ast.Constant) for each in members):
                    return True
            case ast.BinOp(op=ast.Sub() | ast.BitAnd() | ast.BitOr() | ast.BitXor()) if views:
                return True
    return False
