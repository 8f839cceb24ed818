"""Where a learner stands: their answers, seen through the course as it is today."""

from collections.abc import Sequence
from datetime import datetime

from asynclearn.content.catalogue import Catalogue, Entry
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.calibration import Tally, by_week, calibration, tally
from asynclearn.progress.mastery import UNKNOWN, mastery
from asynclearn.progress.overview import DueQuestion, Overview, PastQuiz, TopicStanding, Week
from asynclearn.progress.schedule import SURE, Memory, memories
from asynclearn.progress.store import Progress
from asynclearn.teaching.quiz.choosing import ASKED_KINDS
from asynclearn.teaching.quiz.ending import first_answers


def look_over(catalogue: Catalogue, progress: Progress, now: datetime) -> Overview:
    """The overview of all that a quiz has asked."""
    entries = [entry for entry in catalogue.entries if entry.kind in ASKED_KINDS]
    # The ids of a lesson's questions have a slash in them.
    attempts = [attempt for attempt in progress.attempts() if "/" not in attempt.question]
    by_digest = {entry.digest: entry for entry in entries}
    known = [attempt for attempt in attempts if attempt.digest in by_digest]
    remembered = memories(known, now)
    return Overview(
        now=now,
        topics=_topics(entries, known),
        due=_due(remembered, by_digest),
        unseen=sum(digest not in remembered for digest in by_digest),
        calibration=tuple(calibration(attempts).items()),
        weeks=_weeks(attempts),
        quizzes=_quizzes(progress),
        gone=len(attempts) - len(known),
        doubts=len(progress.doubts()),
        quiz=catalogue.command("quiz"),
    )


def _topics(entries: Sequence[Entry], known: Sequence[Attempt]) -> tuple[TopicStanding, ...]:
    """The topics that were asked about, the weakest first, then those that were not."""
    found = mastery(known, {entry.digest: entry.topics for entry in entries})
    met = {attempt.digest for attempt in known}
    names = {topic for entry in entries for topic in entry.topics}
    standings = []
    for topic in names:
        about = {entry.digest for entry in entries if topic in entry.topics}
        standings.append(
            TopicStanding(topic, found.get(topic, UNKNOWN), len(about), len(about & met))
        )
    standings.sort(key=lambda each: (each.met == 0, each.mastery.share, each.topic))
    return tuple(standings)


def _due(remembered: dict[str, Memory], entries: dict[str, Entry]) -> tuple[DueQuestion, ...]:
    due = [
        DueQuestion(entries[digest].id, entries[digest].title, memory.due)
        for digest, memory in remembered.items()
    ]
    return tuple(sorted(due, key=lambda each: (each.due, each.question)))


def _weeks(attempts: Sequence[Attempt]) -> tuple[Week, ...]:
    sure = by_week(attempt for attempt in attempts if attempt.confidence == SURE)
    return tuple(
        Week(monday, found, sure.get(monday, Tally()))
        for monday, found in sorted(by_week(attempts).items())
    )


def _quizzes(progress: Progress) -> tuple[PastQuiz, ...]:
    quizzes = []
    for sitting in progress.sittings():
        answers = first_answers(progress.attempts_of(sitting.id))
        if answers:
            found = tally(answers)
            if sitting.exam:
                # It is judged when it is handed in: what has no answer then is wrong.
                found = Tally(found.right, len(sitting.questions))
            quizzes.append(
                PastQuiz(
                    at=sitting.at,
                    wish=sitting.wish,
                    tally=found,
                    asked=len(sitting.questions),
                    exam=bool(sitting.exam),
                )
            )
    return tuple(quizzes)
