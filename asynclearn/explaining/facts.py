"""What a trace says about the run as a whole: its tasks, its generators, its printed lines."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from asynclearn.sandbox.trace import Cause, Event, What

ENDINGS = (What.FINISHED, What.FAILED, What.CANCELLED)
_CLOSERS = ("async_generator_athrow", "aclose", "async_generator_aclose")
_SEARCHED = 60
"""So many characters of a piece are looked for in stdout; the record may have cut long ones."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of stdout, and the event that began it."""

    number: int
    text: str
    event: Event


@dataclass(frozen=True, slots=True)
class Facts:
    """The events of a run, and what can be looked up in them."""

    events: tuple[Event, ...]
    made: dict[str, Event]
    """The CREATED event of each task."""
    ends: dict[str, Event]
    """The last event of each task that came to its end."""
    closers: dict[str, tuple[str, int]]
    """The tasks that only close an async generator: its function and its call."""
    lines: tuple[PrintedLine, ...]
    """Those lines of stdout of which the trace knows who printed them."""
    inner: frozenset[str]
    """Tasks that asyncio makes for itself, in which nothing of the program happens."""
    awaited: frozenset[str]
    """Tasks whose end gave another task its turn."""
    generators: frozenset[int]
    """The calls whose body is a generator's."""
    requests: frozenset[int]
    """The numbers of the CONTINUED events by which a generator goes on from a `yield`."""
    aside: frozenset[int]
    """The numbers of the SUSPENDED events by which a task only lets others have a turn."""
    asyncs: frozenset[int]
    """The calls whose body is an async generator's."""
    begun: Mapping[int, Sequence[int]]
    """By the number of a PRINTED event: the numbers of the lines that it began."""
    by_kind: Mapping[tuple[str, What], Sequence[Event]]
    """The events of each kind of each task, in order."""

    @property
    def has_gaps(self) -> bool:
        """Whether events are missing, so that what is not there may have happened."""
        return any(event.what is What.LEFT_OUT for event in self.events)

    def line(self, number: int) -> PrintedLine | None:
        """The printed line with this number, counted from 1."""
        return next((each for each in self.lines if each.number == number), None)

    def last_of(self, who: str, before: int, *kinds: What) -> Event | None:
        """The last event of these kinds of a task, before an event's number."""
        found = None
        for kind in kinds:
            events = self.by_kind.get((who, kind), ())
            place = bisect_left(events, before, key=_number_of)
            if place and (found is None or found.number < events[place - 1].number):
                found = events[place - 1]
        return found


def gather_facts(events: Sequence[Event], stdout: str) -> Facts:
    """Everything that is looked up more than once."""
    made = {
        str(event.details.get("task", "")): event for event in events if event.what is What.CREATED
    }
    closers = dict(_closers(events, made))
    generators = frozenset(_generators(events))
    lines = tuple(_printed_lines(events, stdout))
    begun: dict[int, list[int]] = {}
    for line in lines:
        begun.setdefault(line.event.number, []).append(line.number)
    by_kind: dict[tuple[str, What], list[Event]] = {}
    for event in events:
        by_kind.setdefault((event.who, event.what), []).append(event)
    return Facts(
        events=tuple(events),
        made=made,
        ends={event.who: event for event in events if event.what in ENDINGS},
        closers=closers,
        lines=lines,
        begun=begun,
        inner=_inner_tasks(events, made),
        awaited=frozenset(_awaited(events)),
        generators=generators,
        requests=frozenset(_requests(events, generators)),
        aside=frozenset(_aside(events)),
        asyncs=frozenset(call_of(event) for event in events if _is_async_generator(event)),
        by_kind=by_kind,
    )


def _number_of(event: Event) -> int:
    return event.number


def _closers(
    events: Sequence[Event], made: dict[str, Event]
) -> Iterator[tuple[str, tuple[str, int]]]:
    """Each task whose one purpose is `aclose()`, and what it closes."""
    by_name = {task for task, event in made.items() if event.details.get("function") in _CLOSERS}
    for event in events:
        cause = cause_of(event)
        if event.what is What.RESUMED and cause.get("kind") == Cause.DROPPED:
            yield event.who, (str(cause.get("function", "")), _number(cause.get("call")))
        elif event.what is What.THROWN and event.who in by_name:
            by_name.discard(event.who)
            yield event.who, (str(event.details.get("function", "")), call_of(event))


def _inner_tasks(events: Sequence[Event], made: dict[str, Event]) -> frozenset[str]:
    """The tasks of asyncio's own functions, such as those by which `asyncio.run` ends.

    A task in which anything of the program happens is none of them, whatever it is called.
    """
    at_work = {event.who for event in events if event.what in _BY_THE_PROGRAM}
    return frozenset(
        task
        for task, event in made.items()
        if task not in at_work
        and bare(str(event.details.get("function", ""))).startswith(("shutdown_", "_"))
    )


def _awaited(events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        cause = cause_of(event)
        if event.what is What.RESUMED and cause.get("kind") == Cause.DONE:
            yield str(cause.get("task", ""))


def _generators(events: Sequence[Event]) -> Iterator[int]:
    for event in events:
        of = str(event.details.get("of", ""))
        if event.what in _ONLY_OF_GENERATORS or (
            event.what is What.ENTERED and of.endswith("generator")
        ):
            yield call_of(event)


def _requests(events: Sequence[Event], generators: frozenset[int]) -> Iterator[int]:
    at_yield: dict[int, bool] = {}
    for event in events:
        if call_of(event) not in generators:
            continue
        if event.what is What.CONTINUED and at_yield.get(call_of(event), True):
            yield event.number
        if event.what in _BY_THE_PROGRAM:
            at_yield[call_of(event)] = event.what is What.YIELDED


def _aside(events: Sequence[Event]) -> Iterator[int]:
    stopped: dict[str, int] = {}
    for event in events:
        if event.what is What.SUSPENDED:
            stopped[event.who] = event.number
        elif event.what is What.RESUMED and event.who in stopped:
            if cause_of(event).get("kind") == "again":
                yield stopped[event.who]
            del stopped[event.who]


def _is_async_generator(event: Event) -> bool:
    return event.what is What.FIRST_USED or event.details.get("of") == "async_generator"


_ONLY_OF_GENERATORS = (What.FIRST_USED, What.YIELDED, What.DROPPED)


_BY_THE_PROGRAM = (
    What.ENTERED,
    What.YIELDED,
    What.CONTINUED,
    What.THROWN,
    What.RETURNED,
    What.UNWOUND,
    What.PRINTED,
)


def bare(function: str) -> str:
    """The name of a function without what it is defined in."""
    return function.rpartition(".")[2]


def call_of(event: Event) -> int:
    """The number of the call that an event is about; 0 if it has none."""
    return _number(event.details.get("call"))


def cause_of(event: Event) -> Mapping[str, Any]:
    """Why a turn came; empty if the trace does not tell."""
    cause = event.details.get("cause")
    return cause if isinstance(cause, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _printed_lines(events: Sequence[Event], stdout: str) -> Iterator[PrintedLine]:
    """Who began which line of stdout, as long as the pieces can be found in it.

    A child process may have printed between them, and a long run's record has gaps.
    """
    texts = stdout.rstrip().split("\n")
    at = 0
    ended = 0  # lines before `at`
    begun = 0
    for event in events:
        if event.what is not What.PRINTED:
            continue
        piece = str(event.details.get("text", ""))
        if not stdout.startswith(piece, at):
            found = stdout.find(piece[:_SEARCHED], at)
            if found < 0:
                return
            ended += stdout.count("\n", at, found)
            at = found
            begun = ended + (at > 0 and stdout[at - 1] != "\n")
        first = ended + 1
        for number in range(max(first, begun + 1), first + piece.count("\n") + 1):
            is_empty_rest = piece.endswith("\n") and number == first + piece.count("\n")
            if number <= len(texts) and not is_empty_rest:
                yield PrintedLine(number, texts[number - 1], event)
                begun = number
        ended += stdout.count("\n", at, at + len(piece))
        at += len(piece)
