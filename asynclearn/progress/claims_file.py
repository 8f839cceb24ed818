r"""The claims of an exam in a file of their own: one line of JSON for each, written as it is given.

    {"format": "asynclearn/claims", "version": 1, "at": …, "minutes": 30, "questions": [{…}, …]}
    {"question": "early-pages", "digest": "…", "claim": "start\n!hangs", "confidence": 3, "at": …}

There is no verdict in it. Whoever grades it runs the programs again and holds the claims against
what they see; what else somebody may have written into it counts for nothing.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from asynclearn.errors import ProgressError
from asynclearn.progress.sitting import Asked

FORMAT, VERSION = "asynclearn/claims", 1
_LONGEST_LINE = 1_000_000
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class GivenClaim:
    """One answer."""

    question: str
    digest: str
    claim: str
    at: datetime
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """All that a file says."""

    at: datetime
    """When the exam began."""
    minutes: float | None
    questions: tuple[Asked, ...]
    given: tuple[GivenClaim, ...]
    """The first answer to each question: there is one try."""


def start_claims(
    path: Path, at: datetime, minutes: float | None, questions: tuple[Asked, ...]
) -> None:
    """Begins a file, which must not be there yet."""
    asked = [{"question": each.question, "digest": each.digest} for each in questions]
    header = {
        "format": FORMAT,
        "version": VERSION,
        "at": at.isoformat(),
        "minutes": minutes,
        "questions": asked,
    }
    _write(path, header, "x+b")


def add_claim(path: Path, claim: GivenClaim) -> None:
    """Adds one answer. Once this returns, even a power cut does not lose it."""
    line = {
        "question": claim.question,
        "digest": claim.digest,
        "claim": claim.claim,
        "confidence": claim.confidence,
        "at": claim.at.isoformat(),
    }
    _write(path, line, "a+b")


def read_claims(path: Path) -> Claims:
    """What a file says. A last line that was cut off, as by a crash, is no answer."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or error
        raise ProgressError(f"`{path}` can't be read: {reason}; check its name and rights.") from (
            error
        )
    except UnicodeDecodeError as error:
        raise _not_claims(path, 1) from error
    whole = text.split("\n")[:-1]
    lines = [(number, line) for number, line in enumerate(whole, 1) if line.strip()]
    if not lines:
        raise _not_claims(path, 1)
    (first, header), *claims = lines
    try:
        at, minutes, questions = _header(json.loads(header), path)
    except _BROKEN as error:
        raise _not_claims(path, first) from error
    given: dict[str, GivenClaim] = {}
    for number, line in claims:
        try:
            claim = _claim(json.loads(line))
        except _BROKEN as error:
            raise _not_claims(path, number) from error
        given.setdefault(claim.question, claim)
    return Claims(at, minutes, questions, tuple(given.values()))


def _write(path: Path, line: Mapping[str, object], mode: str) -> None:
    # ASCII, as a terminal can hand us lone surrogates, which no encoding has.
    data = f"{json.dumps(line)}\n".encode("ascii")
    try:
        with path.open(mode) as file:
            _drop_torn_line(file)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ProgressError(
            f"`{path}` can't be written: {error.strerror or error}; "
            "mend that, or name another file with `--claims`."
        ) from error


def _drop_torn_line(file: IO[bytes]) -> None:
    """Cut off what a crash left of a last line: the next one would become a part of it."""
    file.seek(0)
    content = file.read()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        file.truncate(whole)


def _header(found: dict[str, Any], path: Path) -> tuple[datetime, float | None, tuple[Asked, ...]]:
    if found["format"] != FORMAT:
        raise ValueError
    if found["version"] > VERSION:
        raise ProgressError(
            f"`{path}` was written by a newer asynclearn; upgrade with "
            "`pip install --upgrade asynclearn`."
        )
    questions = tuple(
        Asked(_text(each["question"]), _text(each["digest"])) for each in found["questions"]
    )
    at, minutes = _moment(found["at"]), found["minutes"]
    if minutes is not None and at + timedelta(minutes=minutes) < at:
        raise ValueError
    return at, None if minutes is None else float(minutes), questions


def _claim(found: dict[str, Any]) -> GivenClaim:
    confidence = found.get("confidence")
    if confidence not in (None, 1, 2, 3):
        raise ValueError
    return GivenClaim(
        question=_text(found["question"]),
        digest=_text(found["digest"]),
        claim=_text(found["claim"]),
        at=_moment(found["at"]),
        confidence=confidence,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_LINE:
        raise TypeError
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _not_claims(path: Path, line: int) -> ProgressError:
    return ProgressError(
        f"{path}:{line}: this is not what an exam writes; "
        "take the file that `asynclearn quiz --exam` named."
    )
