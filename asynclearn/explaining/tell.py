"""The verb of explaining: a recorded run -> the story of the whole of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from asynclearn.explaining.code import Code
from asynclearn.explaining.facts import Facts, gather_facts
from asynclearn.explaining.folding import folded
from asynclearn.explaining.naming import Names
from asynclearn.explaining.renaming import with_final_names
from asynclearn.explaining.steps import Teller
from asynclearn.explaining.story import Step, Story
from asynclearn.sandbox.outcome import Outcome
from asynclearn.sandbox.trace import Event

NOT_RECORDED = "This run was not recorded, so there is nothing to tell."
NOTHING_HAPPENED = "In this run nothing happened that a story could tell."
CUT_OFF = "The last events of this run may be missing: the program was stopped."


def tell(outcome: Outcome, source: str) -> Story:
    """The story of a run from its beginning to its end. Total: a run without a trace has one."""
    facts, teller = prepare(outcome, source)
    steps = folded(teller.short_steps(facts.events))
    details = teller.all_steps(facts.events)
    return Story(
        title="What happened, step by step",
        lanes=teller.names.lanes,
        steps=tuple(steps),
        details=tuple(details),
        code=teller.code.lines(),
        notes=(*about_the_numbers(teller, steps), *about_the_record(outcome)),
        outcome=outcome,
    )


def prepare(outcome: Outcome, source: str) -> tuple[Facts, Teller]:
    """The facts of a run, and who can tell them."""
    events = outcome.trace.events if outcome.trace is not None else ()
    facts = gather_facts(_numbered(with_final_names(events)), outcome.stdout)
    return facts, Teller(facts, Names(facts), Code(source))


def _numbered(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events, numbered without a gap: so a number tells the place, also where some are lost."""
    return tuple(
        event if event.number == number else replace(event, number=number)
        for number, event in enumerate(events, 1)
    )


def about_the_numbers(teller: Teller, steps: Iterable[Step]) -> Iterable[str]:
    """What a generator's number says, where it could be taken for the order of the calls.

    The trace tells only when a generator is used: the call alone runs nothing of its body.
    """
    told = {name for step in steps for name in re.findall(r"`([^`]+)` \d", step.text)}
    for name in teller.names.numbered_generators():
        if name in told and not teller.code.used_at_once(name.removesuffix("()")):
            yield (
                f"The numbers of `{name}` say which was used first, which need not be the one "
                "that was made first."
            )


def about_the_record(outcome: Outcome) -> Iterable[str]:
    """What has to be said if the record does not hold the whole run."""
    if outcome.trace is None:
        yield NOT_RECORDED
    elif not outcome.trace.events:
        yield NOTHING_HAPPENED
    elif not outcome.trace.complete:
        yield CUT_OFF
