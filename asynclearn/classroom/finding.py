"""Which question an answer is about.

An answer belongs to the question of the course that has its program, be it renamed since. If the
course has only the name, the answer is to an earlier program. Of a question that the course does
not have, the program that was answered last is taken for the present one; of a lesson that it does
not have, each program, as a part asks about many.
"""

from collections.abc import Iterable, Sequence

from asynclearn.classroom.results import Asks, Known
from asynclearn.progress.attempt import Attempt


class Finder:
    """Finds the questions of a course, and makes up those that it does not have."""

    def __init__(self, known: Iterable[Known], attempts: Sequence[Attempt]) -> None:
        self._exact: dict[tuple[str, str], Known] = {}
        self._by_digest: dict[str, Known] = {}
        for question in known:
            self._exact.setdefault((question.id, question.digest), question)
            self._by_digest.setdefault(question.digest, question)
        self._ids = {name for name, _ in self._exact}
        self._last: dict[str, str] = {}
        """Of other questions, the digest that was answered last."""
        in_quizzes: set[tuple[str, str]] = set()
        for attempt in sorted(attempts, key=lambda each: (each.at, each.digest)):
            self._last[attempt.question] = attempt.digest
            if attempt.sitting is not None:
                in_quizzes.add((attempt.question, attempt.digest))
        self._in_quizzes = frozenset(in_quizzes)

    def find(self, question: str, digest: str) -> Known | None:
        """The question; None if its program has been changed since."""
        found = self._exact.get((question, digest)) or self._by_digest.get(digest)
        if found is not None:
            return found
        in_lesson = "/" in question
        if question in self._ids or not (in_lesson or self._last.get(question) == digest):
            return None
        if in_lesson:
            return Known(question, digest, f"{question}, {digest[:8]}", Asks.PREDICTION, "")
        # Only a workshop's programs are answered outside of a quiz and of a lesson.
        written = (question, digest) not in self._in_quizzes
        return Known(question, digest, question, Asks.PROGRAM if written else Asks.PREDICTION, "")
