"""What a quiz offers and never asks: a program to write, on what it was about."""

from asynclearn.content.catalogue import Entry
from asynclearn.content.challenge import Kind
from asynclearn.progress.sitting import Sitting
from asynclearn.teaching.quiz.port import QuizDesk

OFFERED_KINDS = (Kind.DEBUG, Kind.DESIGN)


def offer(sitting: Sitting, desk: QuizDesk) -> Entry | None:
    """The challenge to write code for that has most to do with the quiz; None if all are solved."""
    # By the program: another course may have a challenge of the same id.
    solved = {attempt.digest for attempt in desk.progress.attempts() if attempt.counts}
    asked = [desk.catalogue.find(each.question, each.digest) for each in sitting.questions]
    topics = {topic for entry in asked if entry is not None for topic in entry.topics}
    open_ones = [
        entry
        for entry in desk.catalogue.entries
        if entry.kind in OFFERED_KINDS and entry.digest not in solved
    ]
    return min(
        open_ones,
        key=lambda entry: (-len(topics.intersection(entry.topics)), entry.level, entry.id),
        default=None,
    )


def describe_offer(entry: Entry, desk: QuizDesk) -> tuple[str, str]:
    """The offer in a sentence, and its command."""
    command = desk.catalogue.command(f"challenge {entry.id}")
    return f"To write code on this ({entry.kind}):", command
