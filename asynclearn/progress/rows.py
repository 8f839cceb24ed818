"""Attempts and positions as rows of their tables, and back: exactly."""

from datetime import UTC, datetime, timedelta
from typing import Any

from asynclearn.progress.attempt import Attempt, Position

INSERT_ATTEMPT = """
    INSERT INTO attempt (question, digest, claim, right, at, share, near_miss, accepted,
        confidence, hints, why, sitting)
    VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

SELECT_ATTEMPTS = """
    SELECT question, digest, claim, right, at, share, near_miss, accepted, confidence, hints,
        why, sitting
    FROM attempt
"""

REPLACE_POSITION = """
    INSERT OR REPLACE INTO position (lesson, part, step, ordinal, at, done, draft)
    VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT))
"""

SELECT_POSITIONS = """
    SELECT lesson, part, step, ordinal, at, done, draft
    FROM position
"""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def attempt_to_row(attempt: Attempt) -> tuple[object, ...]:
    """The values for INSERT_ATTEMPT."""
    return (
        attempt.question,
        attempt.digest,
        to_utf8(attempt.claim),
        attempt.right,
        to_microseconds(attempt.at),
        attempt.share,
        attempt.near_miss,
        attempt.accepted,
        attempt.confidence,
        attempt.hints,
        attempt.why,
        attempt.sitting,
    )


def attempt_from_row(row: tuple[Any, ...]) -> Attempt:
    """An attempt from a row of SELECT_ATTEMPTS."""
    question, digest, claim, right, at, share, near_miss, accepted, *more = row
    confidence, hints, why, sitting = more
    return Attempt(
        question=question,
        digest=digest,
        claim=claim,
        right=bool(right),
        at=from_microseconds(at),
        share=share,
        near_miss=bool(near_miss),
        accepted=bool(accepted),
        confidence=confidence,
        hints=hints,
        why=None if why is None else bool(why),
        sitting=sitting,
    )


def position_to_row(position: Position) -> tuple[object, ...]:
    """The values for REPLACE_POSITION."""
    return (
        position.lesson,
        position.part,
        position.step,
        position.ordinal,
        to_microseconds(position.at),
        position.done,
        to_utf8(position.draft),
    )


def position_from_row(row: tuple[Any, ...]) -> Position:
    """A position from a row of SELECT_POSITIONS."""
    lesson, part, step, ordinal, at, done, draft = row
    return Position(lesson, part, step, ordinal, from_microseconds(at), bool(done), draft)


def to_microseconds(at: datetime) -> int:
    """The microseconds since 1970 in UTC; ValueError for a time without a time zone."""
    if at.utcoffset() is None:
        raise ValueError(f"{at!r} has no time zone; give one, as in `datetime.now(UTC)`")
    return (at - EPOCH) // MICROSECOND


def decode(text: bytes) -> str:
    """The text that SQLite holds: what was written, and never an error if it was tampered with."""
    try:
        return text.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return text.decode("utf-8", "replace")


def from_microseconds(microseconds: int) -> datetime:
    """The moment that `to_microseconds` counted."""
    return EPOCH + microseconds * MICROSECOND


def to_utf8(text: str) -> bytes:
    """What was typed, or a path: either may hold lone surrogates, which sqlite3 refuses."""
    return text.encode("utf-8", "surrogatepass")
