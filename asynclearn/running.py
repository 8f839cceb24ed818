"""What of a course is run, and within which limits: content's nouns -> the sandbox's.

Its own module, as the flows, grading and authoring all ask it and may not ask each other.
"""

from dataclasses import replace

from asynclearn.content.blocks import Snippet
from asynclearn.content.challenge import Challenge, Workshop
from asynclearn.sandbox.checks.trying import CHECK_SECONDS
from asynclearn.sandbox.outcome import Check, Clock, Ending, Limits, Outcome, Program

STOPPED = (Ending.TIMED_OUT, Ending.ENDLESS)
"""How a run ends that had to be ended."""

STORY_SECONDS = 1.5
"""How long a run that never ends is recorded for its story. Recorded, it would take five times as
long as unrecorded until it is known to be endless, and of a long run only beginning and end are
kept anyway."""


def program_of(snippet: Snippet, *, traced: bool = False) -> Program:
    """A course's own program. Its tracebacks point into the Markdown."""
    return Program(snippet.program, snippet.location.path.name, _clock(snippet), traced)


def learners_program(challenge: Challenge, source: str, *, traced: bool = False) -> Program:
    """What somebody wrote for a challenge, as a program of its own."""
    return Program(source, f"{challenge.id}.py", _clock(challenge.snippet), traced)


def checks_of(workshop: Workshop) -> tuple[Check, ...]:
    """What a program is tried with."""
    filename = workshop.location.path.name
    return tuple(Check(workshop.checks_program, filename, each.name) for each in workshop.checks)


def limits_of(challenge: Challenge | None) -> Limits:
    """The limits of one run of a challenge's program; of a lesson's for None."""
    timeout = None if challenge is None else challenge.timeout
    return Limits() if timeout is None else Limits(seconds=timeout)


def check_limits_of(challenge: Challenge) -> Limits:
    """The limits of one check of what somebody wrote."""
    return Limits(seconds=challenge.timeout or CHECK_SECONDS)


def story_limits(outcome: Outcome | None) -> Limits:
    """The limits of the run that is recorded to tell the story of this one, if one is known."""
    endless = outcome is not None and outcome.ending is Ending.ENDLESS
    return Limits(seconds=STORY_SECONDS) if endless else Limits()


def as_recorded(outcome: Outcome, recorded: Outcome) -> Outcome:
    """The recorded run; where it was stopped, with all but its trace of the run before.

    Recorded turns are slow: how a program ends is known better of the run that was not recorded.
    """
    return replace(outcome, trace=recorded.trace) if recorded.ending in STOPPED else recorded


def _clock(snippet: Snippet) -> Clock:
    return Clock.REAL if snippet.real_clock else Clock.VIRTUAL
