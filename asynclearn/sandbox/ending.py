"""How a run ended, from what the supervisor saw and what the program's hook claims.

What each rests on, so that no ending is guessed from stderr or from exit code 137: limits are what
the supervisor says that it enforced, signals and exit codes are what the kernel told it, and only
the name of an exception and the report on a hang come from the program's own process. A program can
forge these, but not make a failed run look finished or a limit look unmet.
"""

import json
import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asynclearn.sandbox.hanging import HANGS, asked_hang, claimed_hang
from asynclearn.sandbox.outcome import Ending, Hang, NearTie, RaisedException


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the supervisor saw."""

    why: str
    """`ended` by itself, or what it was ended for: `seconds`, `memory`, `processes`, `output`, or
    `stuck`, when nothing could ever have woken it."""
    status: int | None
    """The wait status of the program, if it ended by itself."""
    report: str = ""
    """What the hook wrote, or whoever else in the program found its descriptor."""
    filename: str = "program.py"


@dataclass(frozen=True, slots=True)
class HowItEnded:
    """The part of an outcome that says how the program ended."""

    ending: Ending
    exception: RaisedException | None = None
    exit_code: int | None = None
    signal: str | None = None
    hang: Hang | None = None


_LONGEST = 1e18
"""Seconds; thirty billion years. A claim of more is forged, and may be more than a float can be."""

_ENDED_FOR = {
    "seconds": Ending.TIMED_OUT,
    "memory": Ending.OUT_OF_MEMORY,
    "output": Ending.TOO_MUCH_OUTPUT,
    # Of all endings it is the nearest: each process takes its share of the machine's memory, and a
    # fork bomb ends with that of the kernel's.
    "processes": Ending.OUT_OF_MEMORY,
}


def how_it_ended(sighting: Sighting) -> HowItEnded:
    """The one ending that fits what was seen."""
    if sighting.why == "stuck":
        return HowItEnded(Ending.STUCK, hang=asked_hang(sighting.report, sighting.filename))
    if sighting.why in _ENDED_FOR:
        return HowItEnded(_ENDED_FOR[sighting.why])
    if sighting.status is None:
        raise ValueError(f"a program that {sighting.why} has a wait status")
    code = os.waitstatus_to_exitcode(sighting.status)
    # Only together: a report without the code may be forged before an end that is none, and the
    # code without a report is the program's own.
    if code == HANGS and (claim := claimed_hang(sighting.report)) is not None:
        ending, hang = claim
        return HowItEnded(ending, hang=hang)
    exception, ran_out = _uncaught(sighting.report)
    return _exited(code, exception, ran_out=ran_out) if code >= 0 else _killed(-code, exception)


def _exited(code: int, exception: RaisedException | None, *, ran_out: bool) -> HowItEnded:
    if code == 0:
        return HowItEnded(Ending.FINISHED, exit_code=0)
    if code == 1 and exception is not None:
        ending = Ending.OUT_OF_MEMORY if ran_out else Ending.RAISED
        return HowItEnded(ending, exception, exit_code=1)
    return HowItEnded(Ending.EXITED, exit_code=code)


def _killed(number: int, exception: RaisedException | None) -> HowItEnded:
    # An uncaught KeyboardInterrupt ends the interpreter by SIGINT, so that a shell stops its script
    # as well (exit_sigint in Modules/main.c).
    interrupted = exception is not None and exception.type == "KeyboardInterrupt"
    if number == signal.SIGINT and interrupted:
        return HowItEnded(Ending.RAISED, exception)
    if number == signal.SIGXCPU:
        return HowItEnded(Ending.TIMED_OUT)
    return HowItEnded(Ending.CRASHED, signal=signal_name(number))


def signal_name(number: int) -> str:
    """`SIGSEGV`; those between SIGRTMIN and SIGRTMAX have no name but their number."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"SIG{number}"


def virtual_seconds(report: str) -> float | None:
    """How much virtual time passed, if the report tells it."""
    match _claim(report, "virtual"):
        case {"seconds": int() | float() as seconds} if 0 <= seconds <= _LONGEST:
            return float(seconds)
    return None


def near_ties(report: str) -> tuple[NearTie, ...]:
    """The near ties that the report tells of."""
    claimed = _claim(report, "near_ties").get("ties")
    return tuple(_near_ties(claimed)) if isinstance(claimed, list) else ()


def _near_ties(claimed: list[object]) -> Iterator[NearTie]:
    for each in claimed:
        match each:
            case {
                "seconds": int() | float() as seconds,
                "lines": [*lines],
                "threads": bool() as threads,
            } if 0 <= seconds <= _LONGEST:
                numbers = tuple(line for line in lines if isinstance(line, int))
                yield NearTie(float(seconds), numbers, threads=threads)


def _uncaught(report: str) -> tuple[RaisedException | None, bool]:
    """The exception that a report tells of, and whether memory ran out.

    A `raise MemoryError` in the program is an exception like any other, so the hook says whether
    a `raise` statement was its origin.
    """
    match claim := _claim(report, "exception"):
        case {"type": str(name), "message": str(message), "line": int() | None as line}:
            ran_out = name == "MemoryError" and claim.get("explicit") is False
            return RaisedException(_printable(name), _printable(message), line), ran_out
    return None, False


def _claim(report: str, what: str) -> Mapping[str, object]:
    """The last that a report says about one thing; whatever else is in it does not count."""
    for line in reversed(report.splitlines()):
        try:
            claim = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(claim, dict) and claim.get("what") == what:
            return claim
    return {}


def _printable(text: str) -> str:
    """The text with what UTF-8 can't encode, lone surrogates, replaced."""
    return text.encode(errors="replace").decode()
