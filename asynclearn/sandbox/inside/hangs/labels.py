"""What tasks and objects are called: by the learner if possible."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from .awaited import Link

_GIVEN_BY_ASYNCIO = re.compile(r"Task-(\d+)")
_MOST_SEARCHED = 200
_LONGEST = 60


def in_order(tasks: Iterable[Any]) -> list[Any]:
    """Tasks as they were made, as far as their names tell: asyncio keeps them in a set."""

    def place(task: Any) -> tuple[int, str]:  # noqa: ANN401
        name = task.get_name()
        given = _GIVEN_BY_ASYNCIO.fullmatch(name)
        return (int(given[1]), "") if given else (1 << 60, name)

    return sorted(tasks, key=place)


def labels(tasks: Sequence[Any]) -> dict[int, str]:
    """The label of each task, by its `id`: `task B`, or `task worker() 2` by its function."""
    unnamed: dict[str, list[Any]] = {}
    found: dict[int, str] = {}
    for task in tasks:
        name = task.get_name()
        if _GIVEN_BY_ASYNCIO.fullmatch(name):
            unnamed.setdefault(function(task), []).append(task)
        else:
            found[id(task)] = f"task {shortened(name)}"
    for name, namesakes in unnamed.items():
        for number, task in enumerate(namesakes, 1):
            which = f" {number}" if len(namesakes) > 1 else ""
            found[id(task)] = f"task `{name}()`{which}"
    return found


def function(task: Any) -> str:  # noqa: ANN401
    """The name of the coroutine function that a task runs."""
    name = getattr(task.get_coro(), "__qualname__", None) or type(task.get_coro()).__name__
    return shortened(str(name).rpartition("<locals>.")[2])


def shortened(text: str) -> str:
    """At most 60 characters of a name."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def name_of(thing: Any, program: Sequence[Link], otherwise: str) -> str:  # noqa: ANN401
    """How the program's own suspended functions call an object: `queue`, `self.queue`, `forks[1]`.

    The innermost function is asked first, as its words stand on the line that is shown.
    """
    spaces = [link.frame.f_locals for link in reversed(program)]
    spaces += [link.frame.f_globals for link in program[-1:]]
    for space in spaces:
        if name := _name_in(space, thing):
            return shortened(name)
    return otherwise


def _name_in(space: Mapping[str, Any], thing: Any) -> str:  # noqa: ANN401
    for name, value in space.items():
        if value is thing and name not in {"self", "cls"} and not name.startswith("__"):
            return name
    for name, value in space.items():
        if not name.startswith("__") and (place := _place_in(value, thing)):
            return name + place
    return ""


def _place_in(whole: Any, thing: Any) -> str:  # noqa: ANN401
    """Where in a container or an object it is, as one writes it behind the name of that."""
    if type(whole) in (list, tuple):
        places = enumerate(whole[:_MOST_SEARCHED])
        return next((f"[{place}]" for place, each in places if each is thing), "")
    if type(whole) is dict:
        items = islice(whole.items(), _MOST_SEARCHED)
        keys = (key for key, each in items if each is thing and type(key) in (str, int))
        return next((f"[{key!r}]" for key in keys), "")
    attributes = getattr(whole, "__dict__", None)
    if type(attributes) is not dict or isinstance(whole, type):
        return ""
    return next((f".{name}" for name, each in attributes.items() if each is thing), "")
