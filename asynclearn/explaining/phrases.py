"""One event in words: what the lane does, for the step-by-step version of a story.

Each phrase follows the lane's name, so that it begins with a verb.
"""

from collections.abc import Callable, Mapping
from typing import Any

from asynclearn.explaining.facts import cause_of
from asynclearn.explaining.naming import Names, short
from asynclearn.sandbox.trace import Cause, Event, What

_WAITS: Mapping[str, str] = {
    "sleep": "`asyncio.sleep` to be over",
    "Queue.get": "an item in the queue",
    "Queue.put": "room in the queue",
    "Queue.join": "all items of the queue to be done",
    "Lock.acquire": "the lock",
    "Semaphore.acquire": "a place at the semaphore",
    "Event.wait": "the event to be set",
    "Condition.wait": "the condition to be notified",
    "Barrier.wait": "the others at the barrier",
    "TaskGroup.__aexit__": "the tasks of its `TaskGroup`",
    "gather": "all that `gather` was given",
    "wait": "the tasks that `asyncio.wait` was given",
    "wait_for": "what `wait_for` was given",
    "to_thread": "a thread to finish",
    "Future": "a future to be done",
}
Phrase = Callable[[Event, Names], str]


def phrase(event: Event, names: Names) -> str:
    """What the event's lane does."""
    return _PHRASES[event.what](event, names)


def text_of(event: Event, name: str) -> str:
    """A detail of an event, as text; empty if it is not there."""
    value = event.details.get(name)
    return value if isinstance(value, str) else ""


def at_line(line: object) -> str:
    """` in line 7`, or nothing if the line is not known."""
    return f" in line {line}" if isinstance(line, int) and line > 0 else ""


def inside(printed: Event) -> str:
    """Which function prints, and which line runs it, if it is not the task's own."""
    called = inner_function(printed)
    return f", in `{called}()`, run by line {printed.details['functions'][-2][1]}" if called else ""


def inner_function(event: Event) -> str:
    """The function of the program that is at work below the task's own; empty if that is."""
    functions = event.details.get("functions")
    if not isinstance(functions, list | tuple) or len(functions) < 2:  # noqa: PLR2004  (its own and another)
        return ""
    return short(str(functions[-1][0]))


def why_now(event: Event, names: Names, waited_for: str = "") -> str:
    """Why a task has its turn, as the end of a sentence; empty if the trace does not tell."""
    cause = cause_of(event)
    who = cause.get("who")
    by = names.subject(who) if isinstance(who, str) else "somebody"
    match cause.get("kind"):
        case Cause.TIMER if waited_for == "sleep":
            return "its sleep is over"
        case Cause.TIMER:
            return f"a timer{at_line(cause.get('line'))} has run out"
        case Cause.DONE:
            return names.end_of(str(cause.get("task", "")))
        case Cause.WOKEN if who == event.who:
            return "its turn has come again"
        case Cause.WOKEN:
            return f"{by}{_comma_line(cause.get('line'))} woke it"
        case Cause.CANCELLED:
            return (
                _cancelled_by(cause, names) or f"{by}{_comma_line(cause.get('line'))} cancelled it"
            )
        case "again":  # of `sleep(0)`
            return "its turn has come again"
        case Cause.THREAD:
            return "a thread has handed over its result"
        case Cause.OUTSIDE:
            return "something came from outside"
    return ""


def _cancelled_by(cause: Mapping[str, Any], names: Names) -> str:
    """What of asyncio cancelled a task on its own behalf, and why; empty if nothing of it did."""
    because = cause.get("because")
    why = ""
    if isinstance(because, dict) and because.get("kind") == Cause.DONE:
        why = f"{names.end_of(str(because.get('task', '')))}, so "
    match cause.get("by"):
        case "timeout":
            return f"the timeout{at_line(cause.get('line'))} has run out"
        case "asyncio.run" | "shutdown":
            return "`asyncio.run` cancels what is left at its end"
        case "KeyboardInterrupt":
            return "Ctrl-C was pressed"
        case str(name) if name:
            return f"{why}`{name}` cancelled it"
    return ""


def _comma_line(line: object) -> str:
    return f",{at_line(line)}," if at_line(line) else ""


def waits_for(event: Event, names: Names) -> str:
    """` for the lock`: what a suspended task waits for; empty if the trace does not tell."""
    if names.only_steps_aside(event):
        return " for its next turn"
    task = text_of(event, "task")
    on = text_of(event, "on")
    if task:
        return f" for {names.subject(task)} to be done"
    return f" for {_WAITS.get(on, f'`{on}`')}" if on else ""


def _resumed(event: Event, names: Names) -> str:
    cause = cause_of(event).get("kind")
    if cause in (Cause.NEW, Cause.DROPPED):
        return "has its first turn"
    why = why_now(event, names)
    return f"has a turn: {why}" if why else "has a turn"


def _callback(event: Event, names: Names) -> str:
    why = why_now(event, names)
    return f"calls back `{text_of(event, 'name')}`" + (f": {why}" if why else "")


def _ready(event: Event, names: Names) -> str:
    task = text_of(event, "task")
    if not task:
        return f"puts the callback `{text_of(event, 'name')}` in the queue for a turn"
    return f"puts {names.subject(task)} in the queue for a turn"


def _entered(event: Event, names: Names) -> str:
    return f"begins the body of {names.call(event)}"


def _returned(event: Event, names: Names) -> str:
    return f"comes to the end of {names.call(event)}"


def _shutdown(event: Event, _names: Names) -> str:
    left = text_of(event, "of").replace("_", " ")
    return f"begins to end `asyncio.run`: closes the {left} that are left"


_PHRASES: Mapping[What, Phrase] = {
    What.RESUMED: _resumed,
    What.CALLBACK: _callback,
    What.SUSPENDED: lambda event, names: f"stops and waits{waits_for(event, names)}",
    What.READY: _ready,
    What.CREATED: lambda event, names: (
        f"makes the task {names.subject(text_of(event, 'task')).removeprefix('task ')}"
    ),
    What.FINISHED: lambda _event, _names: "is done",
    What.FAILED: lambda event, _names: f"ends with `{text_of(event, 'exception')}`",
    What.CANCELLED: lambda _event, _names: "ends as cancelled",
    What.CANCEL_REQUESTED: lambda event, names: (
        f"asks {names.subject(text_of(event, 'task'))} to cancel itself"
    ),
    What.TIMER_SET: lambda event, _names: f"sets a timer for {_seconds(event.details.get('due'))}",
    What.ENTERED: _entered,
    What.YIELDED: lambda event, names: f"stops {names.call(event)} at a `yield`",
    What.CONTINUED: lambda event, names: f"goes on in {names.call(event)}, after the `yield`",
    What.THROWN: lambda event, names: (
        f"gets `{text_of(event, 'exception')}` where {names.call(event)} had stopped"
    ),
    What.RETURNED: _returned,
    What.UNWOUND: lambda event, names: (
        f"leaves {names.call(event)} with `{text_of(event, 'exception')}`"
    ),
    What.FIRST_USED: lambda event, names: f"uses {names.call(event)} for the first time",
    What.DROPPED: lambda event, names: (
        f"drops the last reference to {names.call(event)}: its `aclose()` is scheduled"
    ),
    What.SHUTDOWN: _shutdown,
    What.PRINTED: lambda event, _names: f"prints {quoted(text_of(event, 'text'))}{inside(event)}",
    What.LEFT_OUT: lambda event, _names: left_out(event),
}


def _seconds(due: object) -> str:
    return clock_time(due) if isinstance(due, int | float) else "later"


def clock_time(seconds: float) -> str:
    """A time on the program's clock: `0.5 s`."""
    return f"{max(seconds, 0):.3f}".rstrip("0").rstrip(".") + " s"


def quoted(text: str) -> str:
    """Printed text inside a sentence. It is one line."""
    line = text.rstrip("\n")
    if not line:
        return "the end of the line" if text else "nothing"
    return "`" + line.replace("\n", "⏎").replace("`", "'") + "`"


def left_out(event: Event) -> str:
    """What LEFT_OUT says."""
    return f"{event.details.get('events', 'some')} events of this run were not kept"
