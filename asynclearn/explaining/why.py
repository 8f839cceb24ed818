"""The verb of explaining: a wrong prediction -> the story of the place where it went wrong."""

from collections.abc import Sequence
from dataclasses import replace

from asynclearn.explaining.facts import ENDINGS, Facts
from asynclearn.explaining.fate import fate
from asynclearn.explaining.folding import folded
from asynclearn.explaining.parting import Parting, near_misses, parting_of
from asynclearn.explaining.phrases import quoted
from asynclearn.explaining.story import Mark, Step, StepKind, Story
from asynclearn.explaining.tell import about_the_numbers, about_the_record, prepare, tell
from asynclearn.judging.phrases import only
from asynclearn.judging.verdict import Verdict
from asynclearn.judging.wording import describe_ending_claimed, describe_ending_seen
from asynclearn.sandbox.outcome import Outcome
from asynclearn.sandbox.trace import Event, What

MOST_STEPS = 12
"""More than that is no first screen."""
_FIRST_KEPT = 4
"""Of a longer story so many steps of its beginning are kept, and the rest of its end."""


def why(outcome: Outcome, source: str, verdict: Verdict) -> Story:
    """The story from the last line that was right to the first that was not.

    It goes on to the line that the learner expected there, if that comes soon. If every line
    is right and only the ending is not, it goes from the last line to the end. Where nothing
    but case, quotes or spaces differ, it is the story of the whole run. Total: without a trace
    it says so.
    """
    facts, teller = prepare(outcome, source)
    if not facts.events:
        return tell(outcome, source)
    parting = parting_of(verdict)
    if parting is None and verdict.ending_right:
        return _of_a_slip(tell(outcome, source), verdict)
    if parting is None:
        parting = Parting(len(facts.lines) or None, None, None, None)
    events = _between(facts, parting)
    steps = teller.short_steps(events)
    further = _further(facts, parting, events)
    if further and len(steps) + len(more := teller.short_steps(further)) <= MOST_STEPS:
        steps = teller.short_steps((*events, *further)) if more else steps
        events = (*events, *further)
    steps = _shortened(folded([_marked(step, parting) for step in steps]))
    details = teller.all_steps(events)
    return Story(
        title=_title(parting, verdict),
        lanes=teller.names.lanes,
        steps=tuple(steps),
        details=tuple(_marked(step, parting) for step in details),
        code=teller.code.lines(),
        notes=(
            *fate(parting, teller),
            *about_the_numbers(teller, steps),
            *about_the_record(outcome),
        ),
        outcome=outcome if parting.first_wrong is None else None,
    )


def _of_a_slip(story: Story, verdict: Verdict) -> Story:
    """The story of a prediction that is right, or would be but for near misses."""
    near = near_misses(verdict)
    if not near:
        return story
    return replace(story, title=f"There is nothing to explain: {only(near)}. The whole run:")


def _between(facts: Facts, parting: Parting) -> tuple[Event, ...]:
    """The events from the last right line to the first wrong one, both with all their pieces."""
    first = _begins(facts, parting.last_right)
    end = _ends(facts, parting.first_wrong)
    return facts.events[first:end]


def _further(facts: Facts, parting: Parting, events: Sequence[Event]) -> tuple[Event, ...]:
    """The events up to the expected line, if it comes later."""
    if parting.comes_as is None or not events:
        return ()
    return facts.events[events[-1].number : _ends(facts, parting.comes_as)]


def _begins(facts: Facts, line: int | None) -> int:
    found = None if line is None else facts.line(line)
    return 0 if found is None else found.event.number - 1


def _ends(facts: Facts, line: int | None) -> int:
    """The place behind the last piece of a line."""
    found = None if line is None else facts.line(line)
    if found is None:
        return _end_of_the_program(facts)
    place = found.event.number
    pieces = facts.events[place:]
    for event in pieces:
        same = event.what is found.event.what and event.who == found.event.who
        text = str(facts.events[place - 1].details.get("text", ""))
        if text.endswith("\n") or not same or event.line != found.event.line:
            break
        place = event.number
    return place


def _end_of_the_program(facts: Facts) -> int:
    """The place behind the last event that matters: `asyncio.run` has much to tidy up then."""
    roots = {task for task, event in facts.made.items() if event.who == ""} - facts.inner
    if not roots <= facts.ends.keys():
        return len(facts.events)  # it was stopped, and how it came to hang is told by the last
    mattering = (
        event.number
        for event in facts.events
        if event.what is What.PRINTED
        or (event.who in roots and event.what in ENDINGS)
        or (event.who == "" and not facts.made)
    )
    return max(mattering, default=len(facts.events)) if roots else len(facts.events)


def _marked(step: Step, parting: Parting) -> Step:
    for number, mark in (
        (parting.last_right, Mark.RIGHT),
        (parting.first_wrong, Mark.WRONG),
        (parting.comes_as, Mark.EXPECTED),
    ):
        if number in step.output_lines:
            return replace(step, mark=mark)
    return step


def _shortened(steps: list[Step]) -> list[Step]:
    """At most MOST_STEPS: the beginning and the end, with a word on what lies between."""
    if len(steps) <= MOST_STEPS:
        return steps
    last = MOST_STEPS - _FIRST_KEPT - 1
    left_out = steps[_FIRST_KEPT:-last]
    gap = Step(
        lane=left_out[0].lane,
        kind=StepKind.GAP,
        text=f"{len(left_out)} more steps lie between; the details show them",
        seconds=left_out[0].seconds,
        events=tuple(number for step in left_out for number in step.events),
    )
    return [*steps[:_FIRST_KEPT], gap, *steps[-last:]]


def _title(parting: Parting, verdict: Verdict) -> str:
    if parting.expected is None and parting.actual is None:
        near = near_misses(verdict)
        lines = f"Your lines are right ({only(near)})" if near else "Your lines are right"
        claimed = describe_ending_claimed(verdict.claimed_ending)
        seen = describe_ending_seen(verdict.actual_ending)
        return f"{lines}. You said that it {claimed}, but it {seen}. From there to the end:"
    expected = "nothing more" if parting.expected is None else quoted(parting.expected)
    if parting.actual is None:
        return f"You said {expected}, but no more lines come. Up to the end of the program:"
    number = f"Output line {parting.first_wrong}: you" if parting.first_wrong else "You"
    if parting.left_out or expected == quoted(parting.actual):
        return f"{number} left out {quoted(parting.actual)}. How it comes to be printed:"
    return f"{number} said {expected}, and it printed {quoted(parting.actual)}. Up to there:"
