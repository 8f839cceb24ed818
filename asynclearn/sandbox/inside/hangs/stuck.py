"""Who waits for what in a loop that nothing can wake."""

import asyncio
from typing import Any

from .awaited import Link
from .cycles import cycle
from .labels import function, in_order, labels
from .source import source_of
from .words import Speaker, Wait

_MOST_TOLD = 40
"""The report has to fit into what the supervisor keeps of it."""
_LONGEST = 300


def waiting(loop: Any, path: str) -> dict[str, Any]:  # noqa: ANN401
    """All unfinished tasks of the loop, and the circle that some of them wait in, if any."""
    tasks = in_order(each for each in asyncio.all_tasks(loop) if not each.done())
    names = labels(tasks)
    speaker = Speaker(tasks, names, path)
    waits = {id(task): speaker.wait_of(task) for task in tasks}
    circle = cycle({key: [id(each) for each in wait.others] for key, wait in waits.items()})
    told = [_told(task, waits[id(task)], names) for task in tasks[:_MOST_TOLD]]
    return {
        "waiting": told,
        "cycle": [names[key] for key in circle[:_MOST_TOLD]],
        "left_out": len(tasks) - len(told),
    }


def _told(task: Any, wait: Wait, names: dict[int, str]) -> dict[str, Any]:  # noqa: ANN401
    where = wait.program[-1] if wait.program else None
    others = {names[id(each)]: None for each in wait.others if id(each) in names}
    return {
        "task": names[id(task)],
        "line": where.frame.f_lineno if where else None,
        "awaiting": wait.words[:_LONGEST],
        "function": function(task),
        "expression": _expression(where)[:_LONGEST] if where else "",
        "waits_for": list(others)[:_MOST_TOLD],
    }


def _expression(link: Link) -> str:
    """The piece of source that is being awaited; "" if it spans lines."""
    positions = list(link.code.co_positions())
    first, last, start, end = positions[link.frame.f_lasti // 2]
    if first is None or first != last or start is None or end is None:
        return ""
    source = source_of(link.code.co_filename).split(b"\n")
    line = source[first - 1] if first <= len(source) else b""
    # Columns are counted in bytes of UTF-8.
    return str(line[start:end], "utf-8", "replace").strip()
