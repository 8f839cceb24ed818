"""Groups of events in the words of the short version: what the lane does, and in which line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from asynclearn.explaining.code import Code
from asynclearn.explaining.facts import Facts, cause_of
from asynclearn.explaining.merging import Group, is_generator
from asynclearn.explaining.naming import Names
from asynclearn.explaining.phrases import (
    at_line,
    inside,
    left_out,
    phrase,
    quoted,
    text_of,
    waits_for,
    why_now,
)
from asynclearn.sandbox.trace import Cause, Event, What

_PLACED = (What.PRINTED, What.SUSPENDED, What.CREATED, What.FIRST_USED, What.RETURNED)
_REQUEST_AND_ANSWER = 2
_FARTHEST = 200
"""So many events of a turn are looked through for the line where its task is."""


@dataclass(frozen=True, slots=True)
class Witness:
    """What has to be known to put any event of one run into words."""

    facts: Facts
    names: Names
    code: Code

    def neighbour(self, event: Event, step: int) -> Event | None:
        """The nearest event of the same turn that says where the task is, before or after."""
        place = event.number - 1
        for _ in range(_FARTHEST):
            place += step
            if not 0 <= place < len(self.facts.events):
                return None
            other = self.facts.events[place]
            if other.turn != event.turn:
                return None
            if other.who == event.who and self._says_where(other):
                return other
        return None

    def _says_where(self, event: Event) -> bool:
        """Whether its line is where the task itself is, not where a generator has stopped."""
        if event.line is None or event.what not in _PLACED:
            return False
        return event.what is not What.RETURNED or not is_generator(event, self.facts)


Words = Callable[[Witness, Group], tuple[str, int | None]]


def _printed(_witness: Witness, group: Group) -> tuple[str, int | None]:
    first = next(event for event in group if event.what is What.PRINTED)
    text = "".join(text_of(event, "text") for event in group)
    return f"prints {quoted(text)}{inside(first)}", first.line


def _asked(witness: Witness, group: Group) -> tuple[str, int | None]:
    """A generator is asked for an item; or a coroutine begins."""
    last = group[-1]
    asked = next((each for each in group if each.what is not What.FIRST_USED), last)
    if not is_generator(asked, witness.facts):
        return _run(witness, group)
    which = "next" if asked.what is What.CONTINUED else "first"
    name = witness.names.call(asked)
    match last.what:
        case What.YIELDED if which == "first":
            return (
                f"takes the first item of {name}, whose body runs to the `yield` and stops there"
            ), last.line
        case What.YIELDED if len(group) > _REQUEST_AND_ANSWER:
            count = len(group) // _REQUEST_AND_ANSWER
            return f"takes the next {count} items of {name}, one after the other", last.line
        case What.YIELDED:
            return (
                f"takes the next item of {name}, whose body goes on where it had stopped"
                f"{at_line(asked.line)}, to the next `yield`"
            ), last.line
        case What.RETURNED:
            return (
                f"asks {name} for the {which} item, but the body comes to its end: "
                f"{name} is used up for good"
            ), asked.line
        case What.UNWOUND:
            return (
                f"asks {name} for the {which} item, but the body fails with "
                f"`{text_of(last, 'exception')}`"
            ), last.line or asked.line
        case What.CONTINUED:
            return (
                f"asks {name} for the next item: the body goes on where it had stopped"
            ), asked.line
        case _:
            return (f"asks {name} for the first item: only now does the body begin"), asked.line


def _run(witness: Witness, group: Group) -> tuple[str, int | None]:
    """A coroutine begins, and what is visible of it at once."""
    first, last = group[0], group[-1]
    name = witness.names.call(first)
    match last.what:
        case What.PRINTED:
            return _printed(witness, group)
        case What.RETURNED:
            return f"runs {name} from its beginning to its end, without a stop", first.line
        case What.UNWOUND:
            return f"runs {name}, which {_raises(last)}", last.line or first.line
        case _:
            return f"runs {name}: its body begins", first.line


def _yielded(witness: Witness, group: Group) -> tuple[str, int | None]:
    return f"gets the item: {witness.names.call(group[0])} stops at the `yield`", group[0].line


def _returned(witness: Witness, group: Group) -> tuple[str, int | None]:
    name = witness.names.call(group[0])
    return f"learns that there are no more items: {name} has come to its end", group[0].line


def _resumed(witness: Witness, group: Group) -> tuple[str, int | None]:
    first, last = group[0], group[-1]
    kind = cause_of(first).get("kind")
    waited = witness.facts.last_of(first.who, first.number, What.SUSPENDED)
    line = None if waited is None else waited.line
    if last.what is What.THROWN:
        return _resumed_with_exception(witness, group, line)
    if kind in (Cause.NEW, Cause.DROPPED):
        begins = last.line if last.what is What.ENTERED else line
        made = witness.facts.made.get(first.who)
        at_once = made is not None and made.who == ""
        return ("begins" if at_once else "has its first turn"), begins
    why = why_now(first, witness.names, text_of(waited, "on") if waited else "")
    because = f": {why}" if why else ""
    if last.what is What.SUSPENDED and witness.names.only_steps_aside(last):
        return "has a turn, and lets the others have the next one", last.line
    if last.what is What.SUSPENDED:
        again = waits_for(last, witness.names)
        return f"has a turn{because}; it stops again and waits{again}", last.line
    return f"goes on{because}", line


def _resumed_with_exception(
    witness: Witness, group: Group, line: int | None
) -> tuple[str, int | None]:
    resumed, thrown = group[0], group[1]
    exception = text_of(thrown, "exception")
    if resumed.who in witness.facts.closers and not _has_begun(witness, resumed):
        return (
            f"has its first turn: it raises `{exception}` at the `yield` where "
            f"{witness.names.call(thrown)} had stopped"
        ), thrown.line
    why = why_now(resumed, witness.names)
    if not witness.facts.has_gaps and not _has_begun(witness, resumed):
        because = f" ({why})" if why else ""
        return f"gets `{exception}` before its body has begun{because}", thrown.line
    return f"goes on with `{exception}`" + (f": {why}" if why else ""), thrown.line or line


def _has_begun(witness: Witness, resumed: Event) -> bool:
    signs = (What.RESUMED, What.SUSPENDED, What.ENTERED)
    return witness.facts.last_of(resumed.who, resumed.number, *signs) is not None


def _thrown(witness: Witness, group: Group) -> tuple[str, int | None]:
    first = group[0]
    name, exception = witness.names.call(first), text_of(first, "exception")
    if is_generator(first, witness.facts) and exception == "GeneratorExit":
        return f"closes {name}: raises `GeneratorExit` at the `yield` where it had stopped", (
            first.line
        )
    return phrase(first, witness.names), first.line


def _unwound(witness: Witness, group: Group) -> tuple[str, int | None]:
    first, last = group[0], group[-1]
    if last.what is not What.UNWOUND:
        return phrase(last, witness.names), first.line
    return f"comes back from {witness.names.call(first)}, which {_raises(first)}", first.line


def _raises(unwound: Event) -> str:
    exception = text_of(unwound, "exception")
    if exception == "StopAsyncIteration" and text_of(unwound, "function").endswith("__anext__"):
        return "raises `StopAsyncIteration`: there are no more items"
    return f"raises `{exception}`"


def _suspended(witness: Witness, group: Group) -> tuple[str, int | None]:
    if witness.names.only_steps_aside(group[0]):
        return "lets the others have a turn", group[0].line
    return f"waits{waits_for(group[0], witness.names)}", group[0].line


def _created(witness: Witness, group: Group) -> tuple[str, int | None]:
    first, last = group[0], group[-1]
    names = [witness.names.subject(text_of(event, "task")) for event in group]
    if len(names) > 1:
        made = f"makes the tasks {_listed([name.removeprefix('task ') for name in names])}"
    else:
        made = f"makes {names[0]}" + ("" if names[0].startswith("task ") else " a task")
    following = witness.facts.events[last.number : last.number + 1]
    if following and following[0].who == text_of(last, "task") and following[0].turn == last.turn:
        return f"{made}, which starts at once", first.line
    waiting = "it has to wait for its turn" if len(group) == 1 else "they have to wait for a turn"
    return f"{made}: {waiting}", first.line


def _cancels(witness: Witness, group: Group) -> tuple[str, int | None]:
    whom = _listed([witness.names.subject(text_of(event, "task")) for event in group])
    it = "it gets" if len(group) == 1 else "they get"
    return f"cancels {whom}: {it} `CancelledError` when the turn comes", group[0].line


def _dropped(witness: Witness, group: Group) -> tuple[str, int | None]:
    dropped = group[0]
    name = witness.names.call(dropped)
    before, after = witness.neighbour(dropped, -1), witness.neighbour(dropped, 1)
    scheduled = "asyncio's hook schedules its `aclose()` as a new task"
    if after is not None and after.line:
        function = text_of(dropped, "function")
        line = witness.code.break_between(before.line if before else None, after.line, function)
        if line is not None:
            return f"drops {name} with `break`: {scheduled}", line
    return f"drops the last reference to {name}: {scheduled}", dropped.line


def _shutdown(_witness: Witness, group: Group) -> tuple[str, int | None]:
    left = {"tasks": "cancels the tasks", "async_generators": "closes the async generators"}
    done = left.get(text_of(group[0], "of"), "ends what is left")
    return f"comes to the end of `asyncio.run`, which {done} that are left", group[0].line


def _gap(_witness: Witness, group: Group) -> tuple[str, int | None]:
    return left_out(group[0]), None


def _listed(names: Sequence[str]) -> str:
    if len(names) > 4:  # noqa: PLR2004  (nobody reads a longer list)
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


WORDS: Mapping[What, Words] = {
    What.PRINTED: _printed,
    What.FIRST_USED: _asked,
    What.ENTERED: _asked,
    What.CONTINUED: _asked,
    What.YIELDED: _yielded,
    What.RETURNED: _returned,
    What.RESUMED: _resumed,
    What.THROWN: _thrown,
    What.UNWOUND: _unwound,
    What.SUSPENDED: _suspended,
    What.CREATED: _created,
    What.CANCEL_REQUESTED: _cancels,
    What.DROPPED: _dropped,
    What.SHUTDOWN: _shutdown,
    What.LEFT_OUT: _gap,
}
"""The kinds of event that begin a group with words of its own."""
