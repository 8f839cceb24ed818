"""`asynclearn trace`: the story of a run, on the terminal, as JSON or as a web page."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from asynclearn.cli.leaving import run_until_left
from asynclearn.cli.program_file import Manner, outcome_as_json, run_program, trusted_program
from asynclearn.cli.run import as_text, show_ending, show_run, write_as_it_is
from asynclearn.cli.saying import say
from asynclearn.cli.settings import Settings
from asynclearn.errors import UsageError
from asynclearn.explaining.story import Story
from asynclearn.explaining.tell import tell
from asynclearn.running import STOPPED, STORY_SECONDS
from asynclearn.sandbox.outcome import Clock, Ending, Outcome, Program
from asynclearn.sandbox.trace import VERSION
from asynclearn.terminal.hanging import whole_ending
from asynclearn.terminal.timeline import sentences
from asynclearn.webpage.page import Page, page


@dataclass(frozen=True, slots=True)
class Forms:
    """In which forms the story is wanted; neither means the terminal."""

    as_json: bool = False
    html: Path | None = None


def trace_file(settings: Settings, file: Path, manner: Manner, forms: Forms) -> int:
    """0 if the program finishes, else 1.

    Raises UsageError if the program can't be read, or is not trusted where nothing confines
    it, or if the page can't be written.
    """
    _must_not_be_the_program(forms.html, file)
    program = trusted_program(file, manner)
    short = replace(manner, timeout=min(STORY_SECONDS, manner.timeout))
    outcome = run_program(program, short if program.clock is Clock.VIRTUAL else manner)
    outcome = _with_ending(program, outcome, manner)
    story = tell(outcome, program.source)
    if forms.html is not None:
        _write(forms.html, page(story, _about(program, outcome)))
        if not forms.as_json:
            show_ending(outcome, file)
        say(f"asynclearn: the page is in `{forms.html}`")
    if forms.as_json:
        print(as_text(trace_as_json(program, outcome)))
    elif forms.html is None:
        code = _show(settings, story, outcome, file)
        if code:
            return code
    return 0 if outcome.ending is Ending.FINISHED else 1


def trace_as_json(program: Program, outcome: Outcome) -> dict[str, object]:
    """The object that `trace --json` prints; `sandbox.trace` describes the events."""
    events = outcome.trace.events if outcome.trace is not None else ()
    return {
        "version": VERSION,
        "program": program.filename,
        "outcome": outcome_as_json(outcome),
        "recorded": outcome.trace is not None,
        "complete": outcome.trace is not None and outcome.trace.complete,
        "events": [event.as_json() for event in events],
    }


def _with_ending(program: Program, outcome: Outcome, manner: Manner) -> Outcome:
    """The outcome, ended as the program ends untraced where it was stopped while recorded.

    Only after very many turns is it known that a program never stops by itself, and recorded
    turns are so slow that the time may be up before. Which lines it goes round is found by
    looking now and then, and slow turns are looked at less often. So `run` knows better. On the
    real clock a second run would take as long, and tell no more.
    """
    if outcome.ending not in STOPPED or program.clock is Clock.REAL:
        return outcome
    untraced = run_program(replace(program, traced=False), manner)
    if untraced.ending not in STOPPED and manner.timeout > STORY_SECONDS:
        # It is long, and no more: its end belongs to the story.
        outcome = run_program(program, manner)
    return replace(untraced, trace=outcome.trace)


def _show(settings: Settings, story: Story, outcome: Outcome, file: Path) -> int:
    """0, or the exit code of a session that was ended by a signal."""
    if not story.steps:
        # The error is the news, not that there is no story of it.
        show_run(outcome, file)
        print("\n".join(sentences(story)))
        return 0
    if settings.plain:
        print("\n".join(sentences(story)), flush=True)
        write_as_it_is(outcome.stderr, sys.stderr)
        show_ending(outcome, file)
        return 0
    from asynclearn.terminal.stepping import step_through  # noqa: PLC0415  (a pipe needs none)

    try:
        return run_until_left(step_through(story, settings.console()))
    except EOFError:
        return 0
    finally:
        # The stepper gives the screen back as it was: without this, nothing of the run is left.
        show_run(outcome, file)


def _about(program: Program, outcome: Outcome) -> Page:
    return Page(program.filename, " ".join(whole_ending(outcome)), outcome.stdout)


def _must_not_be_the_program(html: Path | None, file: Path) -> None:
    if html is not None and html.resolve() == file.resolve():
        raise UsageError(
            f"`--html {html}` would overwrite the program; name another file, such as "
            f"`{file.with_suffix('.html').name}`"
        )


def _write(html: Path, text: str) -> None:
    try:
        html.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"`{html}` can't be written: {reason}; name another file") from error
