"""A learner's memory: what was answered and where they are. Each write is one transaction.

`transaction` joins several.
"""

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from asynclearn.errors import ProgressError
from asynclearn.progress.attempt import Attempt, Position
from asynclearn.progress.opening import Opened, explain, open_file
from asynclearn.progress.rows import (
    INSERT_ATTEMPT,
    REPLACE_POSITION,
    SELECT_ATTEMPTS,
    SELECT_POSITIONS,
    attempt_from_row,
    attempt_to_row,
    position_from_row,
    position_to_row,
    to_microseconds,
    to_utf8,
)
from asynclearn.progress.sitting import Doubt, Draft, Sitting
from asynclearn.progress.sittings import (
    INSERT_DOUBT,
    INSERT_SITTING,
    SELECT_DOUBTS,
    SELECT_SITTINGS,
    doubt_from_row,
    doubt_to_row,
    draft_to_row,
    sitting_from_row,
    sitting_to_row,
)

PATIENCE = 5.0
"""How many seconds to wait for another process that is writing."""


class Progress:
    """Attempts and positions. For one thread; other processes may use the same file.

    What can't be read or written is a ProgressError. A crash at any moment loses at most
    the answer being typed.
    """

    def __init__(self, path: Path, opened: Opened) -> None:
        self.path = path
        self.notices = opened.notices
        """Sentences for the learner about what went wrong when it was opened."""
        self.saved = opened.saved
        """Whether what is written outlives the program."""
        self._connection = opened.connection

    @classmethod
    def open(cls, path: Path, now: datetime, *, patience: float = PATIENCE) -> Self:
        """The progress in this file, which is made if need be.

        Never fails: a file that can't be used is set aside under a name with the time `now`,
        and where nothing can be saved it lives in memory. Either is told in `notices`.
        """
        to_microseconds(now)
        return cls(path, open_file(path, now, patience))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def record(self, attempt: Attempt) -> None:
        """Remember an answer. Once this returns, even a power cut does not lose it."""
        with self._told("This answer was not saved"):
            self._connection.execute(INSERT_ATTEMPT, attempt_to_row(attempt))

    def accept(self, attempt: Attempt) -> None:
        """Remember that the learner counts this near miss as right."""
        with self._told("That you count it as right was not saved"):
            self._connection.execute(
                "UPDATE attempt SET accepted = 1 WHERE question = ? AND digest = ? AND at = ?",
                (attempt.question, attempt.digest, to_microseconds(attempt.at)),
            )

    def answer_why(self, attempt: Attempt) -> None:
        """Remember whether the learner knows why, as `attempt.why` says."""
        with self._told("Your answer to the question why was not saved"):
            self._connection.execute(
                "UPDATE attempt SET why = ? WHERE question = ? AND digest = ? AND at = ?",
                (attempt.why, attempt.question, attempt.digest, to_microseconds(attempt.at)),
            )

    def attempts(self, question: str | None = None) -> tuple[Attempt, ...]:
        """All answers, or those to one question, the oldest first."""
        return self._attempts(
            "WHERE question = ? OR ? IS NULL ORDER BY at, id", (question, question)
        )

    def latest(self, question: str, digest: str) -> Attempt | None:
        """The last answer to this question about this very program."""
        found = self._attempts(
            "WHERE question = ? AND digest = ? ORDER BY at DESC, id DESC LIMIT 1",
            (question, digest),
        )
        return found[0] if found else None

    def attempts_of(self, sitting: str) -> tuple[Attempt, ...]:
        """The answers of one quiz, in the order in which they were given."""
        return self._attempts("WHERE sitting = ? ORDER BY id", (sitting,))

    def begin(self, sitting: Sitting) -> None:
        """Remember a quiz and its set of questions."""
        with self._told("This quiz was not saved"):
            self._connection.execute(INSERT_SITTING, sitting_to_row(sitting))

    def end(self, sitting: str, now: datetime) -> None:
        """Remember that a quiz is over; the first time counts."""
        with self._told("That the quiz is over was not saved"):
            self._connection.execute(
                "UPDATE sitting SET ended = ? WHERE id = ? AND ended IS NULL",
                (to_microseconds(now), sitting),
            )

    def keep_draft(self, sitting: str, draft: Draft) -> None:
        """Remember what was typed and read for the question of a quiz."""
        with self._told("What you typed was not saved"):
            self._connection.execute(
                "UPDATE sitting SET question = ?, draft = CAST(? AS TEXT), hints = ? WHERE id = ?",
                (*draft_to_row(draft), sitting),
            )

    def sittings(self) -> tuple[Sitting, ...]:
        """All quizzes, the oldest first."""
        rows = self._read(SELECT_SITTINGS + "ORDER BY at, rowid", ())
        return tuple(map(sitting_from_row, rows))

    def open_sitting(
        self, among: Collection[str] | None = None, *, exam: bool = False
    ) -> Sitting | None:
        """The quiz, or the exam, that was begun last, if it is not over.

        Both can be open at once. `among` narrows it to some programs: one counts that has one of
        these digests, so those of a course find its own.
        """
        for row in self._read(SELECT_SITTINGS + "ORDER BY rowid DESC", ()):
            found = sitting_from_row(row)
            if bool(found.exam) is not exam:
                continue
            if among is None or any(asked.digest in among for asked in found.questions):
                return found if found.ended is None else None
        return None

    def note(self, doubt: Doubt) -> None:
        """Remember what the learner holds against a question."""
        with self._told("Your note was not saved"):
            self._connection.execute(INSERT_DOUBT, doubt_to_row(doubt))

    def doubts(self) -> tuple[Doubt, ...]:
        """All such notes, the oldest first."""
        return tuple(map(doubt_from_row, self._read(SELECT_DOUBTS, ())))

    def move_to(self, position: Position) -> None:
        """Remember where the learner is in a lesson, instead of where they were."""
        with self._told("Your place in the lesson was not saved"):
            self._connection.execute(REPLACE_POSITION, position_to_row(position))

    def position(self, lesson: str) -> Position | None:
        """Where the learner is in this lesson."""
        found = self._positions("WHERE lesson = ?", (lesson,))
        return found[0] if found else None

    def positions(self) -> tuple[Position, ...]:
        """Where the learner is in each lesson, the one visited last first."""
        return self._positions("ORDER BY at DESC, lesson", ())

    def forget(self, lesson: str) -> None:
        """Forget the place in this lesson and the draft there. Answers are kept."""
        with self._told("Your place in the lesson was not removed"):
            self._connection.execute("DELETE FROM position WHERE lesson = ?", (lesson,))

    def trust(self, subject: str, now: datetime) -> None:
        """Remember that the learner lets this course or file run without confinement."""
        with self._told("That you trust it was not saved"):
            self._connection.execute(
                "INSERT OR IGNORE INTO trust (subject, at) VALUES (CAST(? AS TEXT), ?)",
                (to_utf8(subject), to_microseconds(now)),
            )

    def trusts(self, subject: str) -> bool:
        """Whether the learner has said so."""
        query = "SELECT 1 FROM trust WHERE subject = CAST(? AS TEXT)"
        return bool(self._read(query, (to_utf8(subject),)))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside, or nothing of it."""
        with self._told("Nothing was changed"):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def reset(self, copy: Path) -> None:
        """Write all of it to a new file, then forget everything but whom the learner trusts.

        What another process writes meanwhile is in the copy, too.
        """
        while True:
            copied = self._writes_of_others()
            with self._told("No copy could be made"):
                self._connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(copy),))
            with self.transaction():
                if self._writes_of_others() == copied:
                    for table in ("attempt", "position", "sitting", "doubt"):
                        self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our names
                    return
            copy.unlink()

    def _writes_of_others(self) -> int:
        """A number that another process's writing changes."""
        return int(self._read("PRAGMA data_version", ())[0][0])

    def _attempts(self, clause: str, values: tuple[str | None, ...]) -> tuple[Attempt, ...]:
        return tuple(map(attempt_from_row, self._read(SELECT_ATTEMPTS + clause, values)))

    def _positions(self, clause: str, values: tuple[str, ...]) -> tuple[Position, ...]:
        return tuple(map(position_from_row, self._read(SELECT_POSITIONS + clause, values)))

    def _read(self, query: str, values: tuple[str | bytes | None, ...]) -> list[tuple[Any, ...]]:
        with self._told("Your progress could not be read"):
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def _told(self, failure: str) -> Iterator[None]:
        """What goes wrong as a ProgressError; but a wrong call of ours stays what it is."""
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise
        except sqlite3.Error as error:
            why, what_to_do = explain(error)
            raise ProgressError(f"{failure}: {why} ({self.path}); {what_to_do}.") from error
