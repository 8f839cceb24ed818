"""A learner's progress as one JSON file, to move it between machines without loss or doubling.

Whom the learner trusts is not in it: that is a decision about one computer.
"""

import json
import os
import sqlite3
from dataclasses import asdict, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from asynclearn.errors import ProgressError
from asynclearn.progress.attempt import Attempt, Position
from asynclearn.progress.sitting import Asked, Doubt, Draft, Sitting
from asynclearn.progress.store import Progress

FORMAT, VERSION = "asynclearn/progress", 1

Noun = TypeVar("Noun", Attempt, Position, Sitting, Doubt)


def export_to(path: Path, progress: Progress, now: datetime) -> int:
    """Writes all of it to a new file; how many answers it holds."""
    attempts = progress.attempts()
    found = {
        "format": FORMAT,
        "version": VERSION,
        "exported": now.isoformat(),
        "attempts": [_to_json(each) for each in attempts],
        "positions": [_to_json(each) for each in progress.positions()],
        "sittings": [_to_json(each) for each in progress.sittings()],
        "doubts": [_to_json(each) for each in progress.doubts()],
    }
    try:
        # ASCII, as a terminal can hand us lone surrogates, which no encoding has.
        with path.open("x", encoding="ascii") as file:
            json.dump(found, file, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise ProgressError(f"`{path}` is there already; name a new file.") from error
    except OSError as error:
        raise ProgressError(
            f"`{path}` can't be written: {error.strerror or error}; name another file."
        ) from error
    return len(attempts)


def import_from(path: Path, progress: Progress) -> int:
    """Adds what a file holds and is not known yet, all of it or nothing; how many answers are new.

    An answer is known by its question, its program, its moment and its text. Of a place in a
    lesson the one visited last counts. Raises ProgressError for a file that is not an export.
    """
    found = _load(path)
    try:
        attempts = [_from_json(Attempt, each) for each in found["attempts"]]
        positions = [_from_json(Position, each) for each in found["positions"]]
        sittings = [_from_json(Sitting, each) for each in found["sittings"]]
        doubts = [_from_json(Doubt, each) for each in found["doubts"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_export(path) from error
    try:
        with progress.transaction():
            new = _merge_attempts(attempts, progress)
            _merge_positions(positions, progress)
            _merge_sittings(sittings, progress)
            noted = set(progress.doubts())
            for doubt in dict.fromkeys(doubts):
                if doubt not in noted:
                    progress.note(doubt)
    except (sqlite3.IntegrityError, OverflowError, UnicodeEncodeError) as error:
        # Values that no asynclearn writes, such as a number of hints with thirty digits.
        raise _no_export(path) from error
    return new


def _merge_sittings(sittings: list[Sitting], progress: Progress) -> None:
    known = {each.id for each in progress.sittings()}
    for sitting in sittings:
        if sitting.id not in known:
            progress.begin(sitting)
            known.add(sitting.id)
        elif sitting.ended is not None:
            progress.end(sitting.id, sitting.ended)


def _merge_attempts(attempts: list[Attempt], progress: Progress) -> int:
    known = {_mark(each): each for each in progress.attempts()}
    new = 0
    for attempt in sorted(attempts, key=lambda each: each.at):
        mine = known.get(_mark(attempt))
        if mine is None:
            progress.record(attempt)
            known[_mark(attempt)] = attempt
            new += 1
            continue
        # What was added to an answer later, on whichever machine.
        if attempt.accepted and not mine.accepted:
            progress.accept(attempt)
        if attempt.why is not None and mine.why is None:
            progress.answer_why(attempt)
    return new


def _mark(attempt: Attempt) -> tuple[str, str, datetime, str]:
    return attempt.question, attempt.digest, attempt.at, attempt.claim


def _merge_positions(positions: list[Position], progress: Progress) -> None:
    for position in positions:
        mine = progress.position(position.lesson)
        later = position if mine is None or position.at > mine.at else mine
        done = position.done or (mine is not None and mine.done)
        progress.move_to(replace(later, done=done))


def _load(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise ProgressError(f"`{path}` can't be read: {error.strerror or error}.") from error
    except (ValueError, RecursionError) as error:
        raise _no_export(path) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _no_export(path)
    if not isinstance(found.get("version"), int) or found["version"] > VERSION:
        raise ProgressError(
            f"`{path}` was written by a newer asynclearn; upgrade with "
            "`pip install --upgrade asynclearn`. Nothing was changed."
        )
    return found


def _no_export(path: Path) -> ProgressError:
    return ProgressError(
        f"`{path}` is not what `asynclearn progress export` writes. Nothing was changed."
    )


def _to_json(noun: Noun) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(noun).items()
    }


def _from_json(kind: type[Noun], found: dict[str, Any]) -> Noun:
    """A noun from its fields, each of the very type that it must have; else some error."""
    names = {field.name for field in fields(kind)}
    values = {name: value for name, value in found.items() if name in names}
    for name in ("at", "ended"):
        if values.get(name) is not None:
            values[name] = _moment(values[name])
    if kind is Sitting:
        values["questions"] = tuple(
            Asked(_text(each["question"]), _text(each["digest"])) for each in values["questions"]
        )
        values["draft"] = Draft(**values["draft"])
    noun = kind(**values)
    for field in fields(kind):
        value = getattr(noun, field.name)
        if type(value) not in _ALLOWED.get(field.name, (str,)):
            raise TypeError(field.name)
    if isinstance(noun, Attempt) and noun.confidence not in (None, 1, 2, 3):
        raise ValueError
    return noun


_ALLOWED: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("right", "near_miss", "accepted", "done"), (bool,)),
    **dict.fromkeys(("hints", "ordinal", "seed"), (int,)),
    "at": (datetime,),
    "ended": (datetime, type(None)),
    "share": (float,),
    "confidence": (int, type(None)),
    "why": (bool, type(None)),
    "sitting": (str, type(None)),
    "minutes": (float, int, type(None)),
    "questions": (tuple,),
    "draft": (str, Draft),
}
"""The types of the fields that are no texts."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.utcoffset() is None:
        raise ValueError
    return moment
