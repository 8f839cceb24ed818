r"""A learner's progress as a file: all of it, to move it, or the answers, for an instructor.

What is moved between machines is neither lost nor doubled.
Whom the learner trusts is in neither: that is a decision about one computer. The answers are lines
of JSON, which can be joined with `cat`. They hold no names and no paths:

    {"format": "asynclearn/answers", "version": 1, "exported": …}
    {"question": "early-pages", "digest": "…", "claim": "start\n!hangs", "right": false, "at": …}
    {"question": "early-pages", "digest": "…", "claim": "…", "note": "too easy", "at": …}
"""

import json
import os
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from asynclearn.errors import ProgressError
from asynclearn.progress.attempt import Attempt, Position
from asynclearn.progress.sitting import Doubt, Sitting
from asynclearn.progress.store import Progress
from asynclearn.progress.values import from_json, to_json

FORMAT, VERSION = "asynclearn/progress", 1
ANSWERS_FORMAT, ANSWERS_VERSION = "asynclearn/answers", 1
_ANSWERS_BEGIN = f'{{"format": "{ANSWERS_FORMAT}"'.encode()


def export_to(path: Path, progress: Progress, now: datetime) -> int:
    """Writes all of it to a new file; how many answers it holds."""
    attempts = progress.attempts()
    found = {
        "format": FORMAT,
        "version": VERSION,
        "exported": now.isoformat(),
        "attempts": [to_json(each) for each in attempts],
        "positions": [to_json(each) for each in progress.positions()],
        "sittings": [to_json(each) for each in progress.sittings()],
        "doubts": [to_json(each) for each in progress.doubts()],
    }
    _write_new(path, json.dumps(found, indent=1) + "\n")
    return len(attempts)


def export_answers(path: Path, progress: Progress, now: datetime) -> int:
    """Writes the answers and the doubts to a new file, one a line; how many answers it holds."""
    attempts = progress.attempts()
    header = {
        "format": ANSWERS_FORMAT,
        "version": ANSWERS_VERSION,
        "exported": now.isoformat(),
    }
    lines = [header, *map(to_json, attempts), *map(to_json, progress.doubts())]
    _write_new(path, "".join(f"{json.dumps(line)}\n" for line in lines))
    return len(attempts)


def _write_new(path: Path, text: str) -> None:
    """Writes a file that is not there yet, all of it or nothing."""
    begun = False
    try:
        # ASCII, as a terminal can hand us lone surrogates, which no encoding has.
        with path.open("x", encoding="ascii") as file:
            begun = True
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise ProgressError(f"`{path}` is there already; name a new file.") from error
    except OSError as error:
        if begun:
            path.unlink(missing_ok=True)
        raise ProgressError(
            f"`{path}` can't be written: {error.strerror or error}; name another file."
        ) from error


def import_from(path: Path, progress: Progress) -> int:
    """Adds what a file holds and is not known yet, all of it or nothing; how many answers are new.

    An answer is known by its question, its program, its moment and its text. Of a place in a
    lesson the one visited last counts. Raises ProgressError for a file that is not an export.
    """
    found = _load(path)
    try:
        attempts = [from_json(Attempt, each) for each in found["attempts"]]
        positions = [from_json(Position, each) for each in found["positions"]]
        sittings = [from_json(Sitting, each) for each in found["sittings"]]
        doubts = [from_json(Doubt, each) for each in found["doubts"]]
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
        content = path.read_bytes()
        if content.startswith(_ANSWERS_BEGIN):
            raise ProgressError(
                f"`{path}` holds answers for `asynclearn stats` only; import what "
                "`asynclearn progress export FILE.json` writes. Nothing was changed."
            )
        found = json.loads(content)
    except OSError as error:
        raise ProgressError(
            f"`{path}` can't be read: {error.strerror or error}; check its name and rights. "
            "Nothing was changed."
        ) from error
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
        f"`{path}` is not what `asynclearn progress export FILE` writes; name such a file. "
        "Nothing was changed."
    )
