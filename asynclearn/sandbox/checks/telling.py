"""What the harness told on the report's descriptor, from the side that reads it."""

import hashlib
import hmac
import json
import re
from typing import Any

from asynclearn.sandbox.outcome import Finding, FindingKind, Waiting

_LONGEST = 2000
_SEALED = re.compile(r'\{"seal": "([0-9a-f]{128})", (.*)')
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def told_finding(report: str, word: str) -> Finding:
    """The finding that was told under the seal of the run's secret word; CUT if there is none.

    Everything else on that descriptor was written by the program.
    """
    for line in reversed(report.split("\n")):
        parts = _SEALED.fullmatch(line)
        if parts and hmac.compare_digest(parts[1], _seal(f"{parts[2]}\n", word)):
            return _finding(_read(f"{{{parts[2]}"))
    return Finding(FindingKind.CUT)


def _seal(rest: str, word: str) -> str:
    return hashlib.blake2b(rest.encode(errors="replace"), key=word.encode()).hexdigest()


def _read(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _finding(told: dict[str, Any]) -> Finding:
    """Total: a program that got at the word may say what it likes, and nonsense is CUT."""
    kind, waiting = told.get("kind"), told.get("waiting")
    if kind not in tuple(FindingKind):
        return Finding(FindingKind.CUT)
    return Finding(
        FindingKind(kind),
        did=_text(told, "did"),
        expected=_text(told, "expected"),
        came=_text(told, "came"),
        line=_line(told),
        waiting=tuple(
            Waiting(_text(each, "task"), _line(each), "")
            for each in (waiting if isinstance(waiting, list) else ())
            if isinstance(each, dict)
        ),
    )


def _line(told: dict[str, Any]) -> int | None:
    line = told.get("line")
    return line if type(line) is int else None


def _text(told: dict[str, Any], name: str) -> str:
    """A text of a program, without addresses: the same program is told the same each time."""
    text = _ADDRESS.sub("", str(told.get(name) or "")[:_LONGEST])
    # What UTF-8 can't encode, lone surrogates, is replaced.
    return text.encode(errors="replace").decode()
