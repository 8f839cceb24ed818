"""What a callback is, found out without running any code of the program.

An object of the program might have a `__getattr__` that prints, or claim to be of another class.
So only its type is asked, and of known types what these keep themselves.
"""

from asyncio import tasks
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, MethodType
from typing import Any

_TASKS: tuple[type, ...] = (tasks.Task, tasks._PyTask)  # type: ignore[attr-defined]  # noqa: SLF001
_TURNS = frozenset({"task_wakeup", "__wakeup", "__step"})
_STEP = "TaskStepMethWrapper"
_INTERNAL = frozenset({"_read_from_self", "_run_until_complete_cb", "_call_check_cancel"})
_BUILT_IN = frozenset({"builtin_function_or_method", "builtin_method"})
_NAMED = frozenset({FunctionType, MethodDescriptorType, type})
_OF_THREAD = "_chain_future"
"""What hands the result of a thread over, or would hand a cancellation back."""


def is_task(thing: object) -> bool:
    """Whether it is a task."""
    return issubclass(type(thing), _TASKS)


def task_of(callback: Any) -> Any:  # noqa: ANN401
    """The task whose turn it is that this callback begins, or None."""
    kind = type(callback)
    if kind.__name__ == _STEP or (
        kind in {BuiltinFunctionType, MethodType} and callback.__name__ in _TURNS
    ):
        owner = callback.__self__
        if is_task(owner):
            return owner
    return None


def is_step(callback: Any) -> bool:  # noqa: ANN401
    """Of a task's callback: whether nothing that it awaits was done.

    So it is with its first turn, and with one that it asked for itself by a bare yield.
    """
    return type(callback).__name__ == _STEP or callback.__name__ == "__step"


def is_internal(callback: Any) -> bool:  # noqa: ANN401
    """Whether it is asyncio's own affair, of which no learner hears."""
    return name_of(callback).rpartition(".")[2] in _INTERNAL


def name_of(callback: Any) -> str:  # noqa: ANN401
    """What it is called: `gather.<locals>._done_callback`."""
    for _ in range(5):
        kind = type(callback)
        if kind.__name__ == "partial" and kind.__module__ == "functools":
            callback = callback.func
        elif kind is MethodType:
            callback = callback.__func__
        else:
            break
    kind = type(callback)
    named = kind in _NAMED or kind.__name__ in _BUILT_IN
    return str(callback.__qualname__) if named else kind.__name__


def is_of_thread(callback: Any) -> bool:  # noqa: ANN401
    """Whether it hands over what a thread has done."""
    return name_of(callback).startswith(_OF_THREAD)


def cancelled_by(function: Any, first: object) -> Any:  # noqa: ANN401
    """The task whose `cancel()` a call of that function, with that argument first, would be."""
    kind = type(function)
    if kind is MethodDescriptorType and function.__name__ == "cancel":
        return first if is_task(first) else None
    if kind.__name__ in _BUILT_IN and function.__name__ == "cancel":
        return function.__self__ if is_task(function.__self__) else None
    return None
