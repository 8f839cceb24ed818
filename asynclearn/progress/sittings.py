"""Sittings and doubts as rows of their tables, and back: exactly."""

import json
from typing import Any

from asynclearn.progress.rows import from_microseconds, to_microseconds, to_utf8
from asynclearn.progress.sitting import Asked, Doubt, Draft, Sitting

INSERT_SITTING = """
    INSERT INTO sitting (id, at, questions, seed, wish, ended, exam, minutes, question, draft,
        hints)
    VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), ?)
"""

SELECT_SITTINGS = """
    SELECT id, at, questions, seed, wish, ended, exam, minutes, question, draft, hints
    FROM sitting
"""

INSERT_DOUBT = """
    INSERT INTO doubt (question, digest, claim, note, at)
    VALUES (?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)
"""

SELECT_DOUBTS = "SELECT question, digest, claim, note, at FROM doubt ORDER BY at, id"


def sitting_to_row(sitting: Sitting) -> tuple[object, ...]:
    """The values for INSERT_SITTING."""
    return (
        sitting.id,
        to_microseconds(sitting.at),
        json.dumps([[each.question, each.digest] for each in sitting.questions]),
        sitting.seed,
        sitting.wish,
        None if sitting.ended is None else to_microseconds(sitting.ended),
        to_utf8(sitting.exam),
        sitting.minutes,
        *draft_to_row(sitting.draft),
    )


def draft_to_row(draft: Draft) -> tuple[object, ...]:
    """The last three values of a sitting."""
    return draft.question, to_utf8(draft.text), draft.hints


def sitting_from_row(row: tuple[Any, ...]) -> Sitting:
    """A sitting from a row of SELECT_SITTINGS."""
    name, at, questions, seed, wish, ended, exam, minutes, question, draft, hints = row
    return Sitting(
        id=name,
        at=from_microseconds(at),
        questions=tuple(Asked(*each) for each in json.loads(questions)),
        seed=seed,
        wish=wish,
        ended=None if ended is None else from_microseconds(ended),
        exam=exam,
        minutes=minutes,
        draft=Draft(question, draft, hints),
    )


def doubt_to_row(doubt: Doubt) -> tuple[object, ...]:
    """The values for INSERT_DOUBT."""
    return (
        doubt.question,
        doubt.digest,
        to_utf8(doubt.claim),
        to_utf8(doubt.note),
        to_microseconds(doubt.at),
    )


def doubt_from_row(row: tuple[Any, ...]) -> Doubt:
    """A doubt from a row of SELECT_DOUBTS."""
    question, digest, claim, note, at = row
    return Doubt(question, digest, claim, note, from_microseconds(at))
