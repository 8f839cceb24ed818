"""What was found about each demand of a challenge, in the learner's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from asynclearn.judging.phrases import counted

_NO_MEMORY = "Your program ran out of memory and was stopped."


class Standing(StrEnum):
    """How a program stands to one demand."""

    MET = "met"
    NOT_MET = "not met"
    NOT_REACHED = "not reached"
    """The program could not be loaded, so that nothing was tried."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand, and what was found."""

    name: str
    """The name of its check."""
    text: str
    """The demand, as the author puts it."""
    standing: Standing
    why: tuple[str, ...] = ()
    """Why it is not met: whole sentences, one a line."""


class Waits(Protocol):
    """A task that waits; `sandbox.outcome.Waiting` is one."""

    @property
    def task(self) -> str:
        """The name of the task."""

    @property
    def line(self) -> int | None:
        """The learner's line."""

    @property
    def awaiting(self) -> str:
        """What it waits for; "" if that is not known."""


class Found(Protocol):
    """What a check found; `sandbox.outcome.Finding` is one."""

    @property
    def kind(self) -> str:
        """How it went, by the words of `sandbox.outcome.FindingKind`."""

    @property
    def did(self) -> str:
        """What the check did, or the name that it is about."""

    @property
    def expected(self) -> str:
        """What should have come."""

    @property
    def came(self) -> str:
        """What came."""

    @property
    def line(self) -> int | None:
        """The learner's line."""

    @property
    def waiting(self) -> Sequence[Waits]:
        """The tasks that waited."""


class Hangs(Protocol):
    """What is known of a program that hangs; `sandbox.outcome.Hang` is one."""

    @property
    def waiting(self) -> Sequence[Waits]:
        """Its tasks that wait."""


class Ended(Protocol):
    """How a run ended; `sandbox.outcome.Outcome` is one."""

    @property
    def ending(self) -> str:
        """The word for it."""

    @property
    def hang(self) -> "Hangs | None":
        """Why it would never have ended, as far as that is known."""


def judge_demand(name: str, text: str, found: Found | None, ended: Ended) -> Demand:
    """What a run of a check says about its demand. A check that told nothing is not met."""
    text = " ".join(text.split())
    kind = "cut" if found is None else str(found.kind)
    if kind == "met":
        return Demand(name, text, Standing.MET)
    if found is not None and kind in ("unloaded", "raised") and found.did == "MemoryError":
        # Which of the two comes first, the error or the end of the program, is chance.
        return Demand(name, text, Standing.NOT_MET, (_NO_MEMORY,))
    standing = Standing.NOT_REACHED if kind == "unloaded" else Standing.NOT_MET
    why = _why_cut(ended) if found is None or kind == "cut" else _why(kind, found)
    return Demand(name, text, standing, tuple(why))


def headline(demands: Sequence[Demand]) -> str:
    """How many demands are met, as a sentence."""
    met = sum(each.standing is Standing.MET for each in demands)
    if met == len(demands):
        return "The demand is met." if met == 1 else f"All {met} demands are met."
    return f"{met} of {counted(len(demands), 'demand')} met."


def first_failure(demands: Sequence[Demand]) -> Demand | None:
    """The first demand that is not met; None if all are."""
    return next((each for each in demands if each.standing is not Standing.MET), None)


def all_met(demands: Sequence[Demand]) -> bool:
    """Whether nothing is left to do. Without a demand nothing is proved."""
    return bool(demands) and first_failure(demands) is None


def _why(kind: str, found: Found) -> list[str]:
    # A SyntaxError says so itself.
    said = found.line is None or found.came.endswith(f"line {found.line})")
    line = "" if said else f", line {found.line}"
    message = f": {found.came}" if found.came else ""
    match kind:
        case "unmet" if found.expected:
            return [f"Expected: {found.did} {found.expected}", f"Came: {found.came}"]
        case "unmet":
            came = [f"Came: {found.came}"] if found.came else []
            return [f"Expected: {found.did}", *came, *_waits(found.waiting)]
        case "missing":
            return [f"Your file has no `{found.did}`. Keep the name that the task gives it."]
        case "unloaded":
            return [f"Your file could not be loaded. It raised {found.did}{message}{line}."]
        case "tampered":
            return [f"Your program {found.did}, which a program that is judged may not do."]
        case _:
            return [f"It raised {found.did}{message}{line}."]


def _why_cut(ended: Ended) -> list[str]:
    match str(ended.ending):
        case "stuck":
            return [
                "Your program is stuck: nothing can ever wake it.",
                *_waits(ended.hang.waiting if ended.hang else ()),
            ]
        case "endless":
            return ["Your program never stops."]
        case "timed_out":
            return ["Your program was still running when its time was up, and was stopped."]
        case "out_of_memory":
            return [_NO_MEMORY]
        case "too_much_output":
            return ["Your program printed too much and was stopped."]
        case _:
            return ["Your program ended before the check did. Let it return instead of exiting."]


def _waits(waiting: Sequence[Waits]) -> list[str]:
    return [
        f"{each.task} waits"
        + (f" at line {each.line}" if each.line is not None else "")
        + (f" for {each.awaiting}" if each.awaiting else "")
        + "."
        for each in waiting
    ]
