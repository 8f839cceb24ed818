"""What a recorder wrote, as a `Trace`. It may be anything: a program can write there, too."""

import json
import re
from collections import deque
from pathlib import Path

from asynclearn.sandbox.details import is_count, is_finite, well_formed
from asynclearn.sandbox.inside.recorder import bounds
from asynclearn.sandbox.trace import Event, Trace, What

_END, _COMPLETE = b"~", b"!"
_FIELDS = 7
_OF_RECORDER = re.compile(
    rf'^(?P<margin>[ |]*)File "{re.escape(str(Path(bounds.__file__).parent))}[^\n]*\n'
    r"(?:(?P=margin)  [^\n]*\n)*",
    re.MULTILINE,
)
_EMPTY_TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?=\S)", re.MULTILINE)


def read_trace(content: bytes) -> Trace:
    """The events in it, in order; what is no event is passed over.

    Where numbers are missing between two events stands a LEFT_OUT.
    """
    kept: list[Event] = []
    end: deque[Event] = deque(maxlen=bounds.END)
    complete = False
    for line in content.splitlines():
        if line == _COMPLETE:
            complete = True
            continue
        event = _event(line.removeprefix(_END))
        if event is None:
            continue
        if line.startswith(_END):
            end.append(event)
        elif len(kept) < bounds.MOST - bounds.END:
            kept.append(event)
    by_number = {event.number: event for event in (*kept, *end)}
    return Trace(_with_gaps(sorted(by_number.values(), key=_number)), complete)


def without_recorder(stderr: str) -> str:
    """What a traced program said on stderr, as it says it untraced.

    Where writing to stdout fails, the recorder stands in the traceback: it must be below the
    program's `print` to know of it.
    """
    text, count = _OF_RECORDER.subn("", stderr)
    return _EMPTY_TRACEBACK.sub("", text) if count else text


def _event(line: bytes) -> Event | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, list) or len(fields) != _FIELDS:
        return None
    number, seconds, turn, who, what, line_number, details = fields
    is_event = (
        is_count(number)
        and is_finite(seconds)
        and is_count(turn)
        and isinstance(who, str)
        and isinstance(what, str)
        and what in _WORDS
        and (line_number is None or is_count(line_number))
        and isinstance(details, dict)
        and not details.keys() & _RESERVED
    )
    if not is_event:
        return None
    return Event(number, float(seconds), turn, who, What(what), line_number, well_formed(details))


_WORDS = frozenset(what.value for what in What)
_RESERVED = frozenset({"number", "seconds", "turn", "who", "what", "line"})


def _number(event: Event) -> int:
    return event.number


def _with_gaps(events: list[Event]) -> tuple[Event, ...]:
    found: list[Event] = []
    before = 0
    for event in events:
        missing = event.number - before - 1
        if missing > 0:
            found.append(
                Event(
                    event.number - 1,
                    event.seconds,
                    event.turn,
                    "",
                    What.LEFT_OUT,
                    details={"events": missing},
                )
            )
        found.append(event)
        before = event.number
    return tuple(found)
