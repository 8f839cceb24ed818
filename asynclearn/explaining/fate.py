"""What became of the line that a learner expected, and of the one that they left out."""

from collections.abc import Iterator

from asynclearn.explaining.facts import PrintedLine, call_of
from asynclearn.explaining.naming import short
from asynclearn.explaining.parting import Parting
from asynclearn.explaining.phrases import clock_time, inner_function, quoted, waits_for
from asynclearn.explaining.steps import Teller
from asynclearn.sandbox.trace import Event, What

_MOVES = (What.ENTERED, What.YIELDED, What.CONTINUED, What.RETURNED)
_STATES = (What.CREATED, What.RESUMED, What.SUSPENDED)


def fate(parting: Parting, teller: Teller) -> Iterator[str]:
    """Sentences; none where the trace does not tell."""
    wrong = _line(teller, parting.first_wrong)
    if parting.expected is None:
        if parting.actual is not None:
            yield f"You said that no more lines come. {_who_prints(wrong, parting.actual, teller)}"
        return
    expected = quoted(parting.expected)
    if parting.left_out:
        yield (
            f"{_who_prints(wrong, parting.actual or '', teller)} "
            "Your prediction has no such line here."
        )
        return
    if parting.comes_as is None:
        yield f"Your line {expected} is never printed."
        yield from _silent_prints(parting.expected, wrong, teller)
        return
    comes = _line(teller, parting.comes_as)
    if comes is None:
        yield f"Your line {expected} does come, as output line {parting.comes_as}."
        return
    by = teller.names.subject(comes.event.who)
    called = inner_function(comes.event)
    function = f" in `{called}()`," if called else " in"
    where = f"{function} line {comes.event.line}" if comes.event.line else ""
    yield (
        f"Your line {expected} does come, as output line {parting.comes_as}: {by} prints it{where}"
        f"{_later(wrong, comes)}."
    )
    if wrong is not None and wrong.event.who != comes.event.who:
        yield from _state(wrong, comes.event.who, teller)


def _line(teller: Teller, number: int | None) -> PrintedLine | None:
    return None if number is None else teller.facts.line(number)


def _who_prints(line: PrintedLine | None, text: str, teller: Teller) -> str:
    if line is None:
        return f"But {quoted(text)} is printed."
    called = inner_function(line.event)
    function = f", in `{called}()`" if called else ""
    number = f", line {line.event.line}" if line.event.line else ""
    where = f"{function}{number}," if function or number else ""
    return f"But {teller.names.subject(line.event.who)}{where} prints {quoted(text)}."


def _later(wrong: PrintedLine | None, comes: PrintedLine) -> str:
    if wrong is None or comes.event.seconds - wrong.event.seconds < 0.001:  # noqa: PLR2004  (shown in milliseconds)
        return ""
    return f", {clock_time(comes.event.seconds - wrong.event.seconds)} later"


def _silent_prints(expected: str, wrong: PrintedLine | None, teller: Teller) -> Iterator[str]:
    """The `print` that the learner had in mind, if it is known, and why it says nothing."""
    facts = teller.facts
    if facts.has_gaps:
        return
    spoke = {event.line for event in facts.events if event.what is What.PRINTED}
    for line in teller.code.prints(expected):
        if line not in spoke:
            yield f"Line {line}, `{teller.code.text(line)}`, is never run."
        else:
            yield from _left_waiting(teller.code.function_at(line), wrong, teller)


def _left_waiting(function: str, wrong: PrintedLine | None, teller: Teller) -> Iterator[str]:
    """Whether the one generator of this function already stood at a `yield` for good."""
    calls = {
        call_of(event)
        for event in teller.facts.events
        if call_of(event) in teller.facts.generators
        and short(str(event.details.get("function", ""))) == function
    }
    if len(calls) != 1:
        return
    moves = [event for event in teller.facts.events if call_of(event) in calls]
    last = [event for event in moves if event.what in _MOVES][-1:]
    stood = wrong is None or (last and last[0].number < wrong.event.number)
    if last and last[0].what is What.YIELDED and stood:
        name = teller.names.call(last[0])
        yield (
            f"{name} was left at the `yield` in line {last[0].line}: "
            "nobody asked it for another item."
        )


def _state(wrong: PrintedLine, who: str, teller: Teller) -> Iterator[str]:
    """What the other task was doing when the first wrong line was printed."""
    moment = f"When {quoted(wrong.text)} was printed,"
    it = "that task"
    last = _last_state(teller, who, wrong.event)
    if last is None:
        closes = teller.facts.closers.get(who)
        if closes is not None and _was_dropped(teller, closes[1], wrong.event):
            yield f"{moment} `aclose()` was only scheduled: {it} had not had a turn yet."
        elif who in teller.facts.made:
            yield f"{moment} {it} did not exist yet."
    elif last.what is What.CREATED:
        yield f"{moment} {it} had been made, but had not had its first turn."
    elif last.what is What.SUSPENDED:
        where = f" in line {last.line}" if last.line else ""
        yield f"{moment} {it} was waiting{where}{waits_for(last, teller.names)}."


def _last_state(teller: Teller, who: str, before: Event) -> Event | None:
    state = teller.facts.last_of(who, before.number, *_STATES)
    made = teller.facts.made.get(who)
    if state is None and made is not None and made.number < before.number:
        return made
    return state


def _was_dropped(teller: Teller, call: int, before: Event) -> bool:
    return any(
        event.what is What.DROPPED and event.details.get("call") == call
        for event in teller.facts.events[: before.number]
    )
