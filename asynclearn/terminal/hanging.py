"""Why a program would never have ended, in words: for people who look, and for those who listen."""

import textwrap
from collections.abc import Iterator, Sequence

from asynclearn.sandbox.outcome import Hang, Outcome, Waiting
from asynclearn.terminal.text import ending_in_words, visible

_INDENT = "  "
_MOST_SHOWN = 8
"""So many waiting tasks are shown: the reason is mostly with the first."""


def hang_in_words(outcome: Outcome) -> tuple[str, ...]:
    """What is known of a hang, a sentence each: why, who waits for what, and the circle."""
    return () if outcome.hang is None else tuple(_sentences(outcome.hang))


def whole_ending(outcome: Outcome) -> tuple[str, ...]:
    """How a run ended, and why it hangs if it does, a sentence each."""
    return (ending_in_words(outcome), *hang_in_words(outcome))


def wrapped_ending(outcome: Outcome, width: int) -> str:
    """How a run ended and why it hangs, in lines of at most `width` columns."""
    lines = textwrap.wrap(ending_in_words(outcome), width)
    for sentence in hang_in_words(outcome):
        lines += textwrap.wrap(
            sentence,
            width,
            initial_indent=_INDENT,
            subsequent_indent=2 * _INDENT,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _sentences(hang: Hang) -> Iterator[str]:
    if hang.sentence:
        yield visible(hang.sentence)
    if hang.reaches_loop:
        yield "It gives the event loop its turns, but comes to no end."
    elif hang.reaches_loop is False:
        yield "It never gives control back to the event loop, so nothing else can run."
    if hang.lines:
        noun = "line" if len(hang.lines) == 1 else "lines"
        yield f"It goes round {noun} {_listed([str(line) for line in hang.lines])}."
    shown = hang.waiting[:_MOST_SHOWN]
    yield from map(_waiting, shown)
    if left_out := len(hang.waiting) - len(shown) + hang.left_out:
        yield "1 more task waits." if left_out == 1 else f"{left_out} more tasks wait."
    if hang.cycle:
        yield _circle(hang.cycle)


def _waiting(each: Waiting) -> str:
    line = "" if each.line is None else f" at line {each.line}"
    return visible(f"{each.task[:1].upper()}{each.task[1:]} waits{line}: {each.awaiting}.")


def _circle(cycle: Sequence[str]) -> str:
    first, *others = (visible(each) for each in cycle)
    if not others:
        return f"So {first} waits for itself."
    return f"So they wait in a circle: {', '.join([first, *others])}, and {first} again."


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
