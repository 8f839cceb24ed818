"""Events that belong together: what a learner sees as one step is often three events."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from asynclearn.explaining.facts import ENDINGS, Facts, bare, call_of, cause_of
from asynclearn.explaining.phrases import text_of
from asynclearn.sandbox.trace import Cause, Event, What

Group = tuple[Event, ...]

_ASKS = (What.ENTERED, What.CONTINUED, What.THROWN)
_ANSWERS = (What.YIELDED, What.RETURNED, What.UNWOUND)


def is_noise(event: Event, facts: Facts) -> bool:
    """Whether it only matters to somebody who looks at every event."""
    if event.who in facts.inner or text_of(event, "task") in facts.inner:
        return True
    if text_of(event, "function").endswith("<genexpr>") and call_of(event) not in facts.asyncs:
        return True
    if event.what in ENDINGS and event.who in facts.closers:
        return True
    silent = _SILENT.get(event.what)
    return silent is not None and silent(event, facts)


def is_generator(event: Event, facts: Facts) -> bool:
    """Whether an event is about a generator, of whichever kind."""
    return call_of(event) in facts.generators


def _is_closed(unwound: Event, facts: Facts) -> bool:
    """Whether a generator is left as one that is closed is; 3.11 does not tell by what."""
    exception = text_of(unwound, "exception")
    return exception == "GeneratorExit" or (not exception and is_generator(unwound, facts))


def _closes_something(shutdown: Event, facts: Facts) -> bool:
    """Whether anything of the program is closed before the next step of the shutdown."""
    for place in range(shutdown.number, len(facts.events)):
        event = facts.events[place]
        if event.what is What.SHUTDOWN:
            return False
        if event.what is What.THROWN:
            return True
    return False


def grouped(events: Sequence[Event], facts: Facts) -> Iterator[Group]:
    """The events without the noise, in groups of one step each."""
    rest = [event for event in events if not is_noise(event, facts)]
    place = 0
    while place < len(rest):
        length = max(rule(rest, place, facts) for rule in _RULES)
        group = tuple(rest[place : place + length])
        if not _is_plain_return(group, facts):
            yield group
        place += length


def _is_plain_return(group: Group, facts: Facts) -> bool:
    """Whether a coroutine ends as all do."""
    return group[0].what is What.RETURNED and not is_generator(group[0], facts)


_SILENT: Mapping[What, Callable[[Event, Facts], bool]] = {
    What.CALLBACK: lambda _event, _facts: True,
    What.READY: lambda _event, _facts: True,
    What.TIMER_SET: lambda _event, _facts: True,
    # The turn of a closing task says whose it is; the module's `main` just begins.
    What.CREATED: lambda event, facts: text_of(event, "task") in facts.closers or not event.who,
    What.CONTINUED: lambda event, facts: event.number not in facts.requests,
    What.YIELDED: lambda event, facts: not is_generator(event, facts),
    What.UNWOUND: _is_closed,
    # Asked for by asyncio itself: the turn of the cancelled task says why.
    What.CANCEL_REQUESTED: lambda event, _facts: event.who in ("", "callback"),
    What.FINISHED: lambda event, facts: event.who in facts.awaited,
    What.SHUTDOWN: lambda event, facts: not _closes_something(event, facts),
}
"""Which events of a kind only matter to somebody who looks at every one."""

Rule = Callable[[Sequence[Event], int, Facts], int]


def _pieces_of_a_line(events: Sequence[Event], place: int, _facts: Facts) -> int:
    """`print("a", 1)` writes four pieces."""
    first = events[place]
    if first.what is not What.PRINTED:
        return 1
    length = 1
    while not text_of(events[place + length - 1], "text").endswith("\n"):
        following = _at(events, place + length)
        if following is None or not _beside(first, following, What.PRINTED):
            break
        if following.line != first.line:
            break
        length += 1
    return length


def _request_and_answer(events: Sequence[Event], place: int, facts: Facts) -> int:
    """A generator is asked, and its body runs to the next `yield` or to its end."""
    length = 0
    first = events[place]
    if first.what is What.FIRST_USED:
        length = 1
    asked = _at(events, place + length)
    if asked is None or asked.what not in _ASKS or not is_generator(asked, facts):
        return max(length, 1)
    if call_of(asked) != call_of(first):
        return 1
    answer = _at(events, place + length + 1)
    if (
        answer is not None
        and answer.what in _ANSWERS
        and answer.who == first.who
        and call_of(answer) == call_of(first)
        and asked.what is not What.THROWN
    ):
        return length + 2
    return length + 1


def _several_items(events: Sequence[Event], place: int, facts: Facts) -> int:
    """A generator is asked again and again, and nothing else happens."""
    first = events[place]
    length = 0
    while True:
        asked, answer = _at(events, place + length), _at(events, place + length + 1)
        if asked is None or answer is None or call_of(asked) != call_of(first):
            break
        if asked.what is not What.CONTINUED or not _beside(first, answer, What.YIELDED):
            break
        if call_of(answer) != call_of(first) or not is_generator(first, facts):
            break
        length += 2
    return max(length, 1)


def _first_turn(events: Sequence[Event], place: int, facts: Facts) -> int:
    """A turn, and what is visible of it at once: the body begins, or an exception arrives."""
    first = events[place]
    if first.what is not What.RESUMED:
        return 1
    length = 1
    begins = _at(events, place + 1)
    if (
        begins is not None
        and _beside(first, begins, What.ENTERED)
        and cause_of(first).get("kind") == Cause.NEW
        and not is_generator(begins, facts)
    ):
        return 2
    while (thrown := _at(events, place + length)) is not None and _beside(
        first, thrown, What.THROWN
    ):
        length += 1
    if length == 1 and begins is not None and _beside(first, begins, What.SUSPENDED):
        return 2
    return length


def _several_tasks(events: Sequence[Event], place: int, _facts: Facts) -> int:
    return _same(events, place, (What.CREATED, What.CANCEL_REQUESTED))


def _thrown_through(events: Sequence[Event], place: int, _facts: Facts) -> int:
    """One exception arrives in a function, and so in those that await it."""
    return _same(events, place, (What.THROWN,))


def _last_words(events: Sequence[Event], place: int, _facts: Facts) -> int:
    """An exception leaves the functions of a task, one after the other, and ends the task."""
    length = _same(events, place, (What.UNWOUND,))
    last = _at(events, place + length)
    if events[place].what is not What.UNWOUND or last is None:
        return 1
    return length + 1 if last.what in ENDINGS and last.who == events[place].who else length


def _body_at_once(events: Sequence[Event], place: int, facts: Facts) -> int:
    """A coroutine begins, and the first thing that it does is to print, or to end."""
    first, following = events[place], _at(events, place + 1)
    if first.what is not What.ENTERED or is_generator(first, facts) or following is None:
        return 1
    if following.what in (What.RETURNED, What.UNWOUND) and call_of(following) == call_of(first):
        return 2
    if not _beside(first, following, What.PRINTED) or not _is_in(following, first):
        return 1
    return 1 + _pieces_of_a_line(events, place + 1, facts)


def _is_in(printed: Event, entered: Event) -> bool:
    functions = printed.details.get("functions")
    if not isinstance(functions, list | tuple) or not functions:
        return False
    return bare(str(functions[-1][0])) == bare(text_of(entered, "function"))


_RULES: Sequence[Rule] = (
    _pieces_of_a_line,
    _request_and_answer,
    _several_items,
    _first_turn,
    _several_tasks,
    _thrown_through,
    _last_words,
    _body_at_once,
)


def _same(events: Sequence[Event], place: int, kinds: tuple[What, ...]) -> int:
    """How many events of one kind stand here, by the same task at the same moment."""
    first = events[place]
    length = 1
    if first.what not in kinds:
        return length
    while (following := _at(events, place + length)) is not None and _beside(
        first, following, first.what
    ):
        length += 1
    return length


def _beside(first: Event, other: Event, what: What) -> bool:
    return other.what is what and other.who == first.who and other.turn == first.turn


def _at(events: Sequence[Event], place: int) -> Event | None:
    return events[place] if place < len(events) else None
