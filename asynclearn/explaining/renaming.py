"""Tasks under the names that they go by: asyncio names a task only after it has made it."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from asynclearn.explaining.facts import cause_of
from asynclearn.sandbox.trace import Cause, Event, What


def with_final_names(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events, where each CREATED names its task as the task's own events do."""
    names = dict(_names(events))
    return tuple(
        replace(event, details={**event.details, "task": names[event.number]})
        if event.number in names
        else event
        for event in events
    )


def _names(events: Sequence[Event]) -> Iterator[tuple[int, str]]:
    """The CREATED events with a name that nobody goes by, and the task that came of each."""
    known = {event.who for event in events}
    made = [event for event in events if event.what is What.CREATED]
    announced = {event.details.get("task") for event in made}
    open_ones: dict[tuple[object, object], deque[int]] = {}
    for event in made:
        if event.details.get("task") not in known:
            open_ones.setdefault((event.who, event.line), deque()).append(event.number)
    for event in events:
        cause = cause_of(event)
        is_first = event.what is What.RESUMED and cause.get("kind") == Cause.NEW
        if not is_first or event.who in announced:
            continue
        created = open_ones.get((cause.get("who"), cause.get("line")))
        if created:
            yield created.popleft(), event.who
