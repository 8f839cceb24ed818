"""What came of a quiz: counted, compared with the last one, and what to read again."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from asynclearn.content.catalogue import Entry
from asynclearn.content.challenge import Challenge
from asynclearn.errors import AsynclearnError, ClaimError
from asynclearn.judging.dates import in_words
from asynclearn.judging.judge import same_claim
from asynclearn.judging.typed import parse_claim
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.calibration import Tally, calibration, in_a_sentence, tally
from asynclearn.progress.report import Missed, Report
from asynclearn.progress.schedule import memories
from asynclearn.progress.sitting import Sitting
from asynclearn.teaching.quiz.port import QuizDesk
from asynclearn.teaching.quiz.reading import what_to_read

HANDFUL = 5
"""So many questions a quiz must have to be compared with another one."""


def report_on(sitting: Sitting, desk: QuizDesk) -> Report:
    """The report on all that was answered in a sitting, before and after it was left."""
    attempts = first_answers(desk.progress.attempts_of(sitting.id))
    entries = {attempt: _entry(attempt, desk) for attempt in attempts}
    now = desk.now()
    everything = desk.progress.attempts()
    here = {entry.digest for entry in desk.catalogue.entries}
    dues = [memory.due for digest, memory in memories(everything, now).items() if digest in here]
    return Report(
        asked=len(sitting.questions),
        tally=tally(attempts),
        topics=_grouped(entries, lambda entry: entry.topics),
        levels=_grouped(entries, lambda entry: [f"level {entry.level}"]),
        calibration=in_a_sentence(calibration(attempts)),
        missed=tuple(
            _missed(attempt, entry, desk)
            for attempt, entry in entries.items()
            if entry is not None and not attempt.counts
        ),
        next_due=min(dues, default=None),
        due_now=sum(due <= now for due in dues),
        coming=_coming(dues, now),
        now=now,
        before=_before(sitting, attempts, desk),
        mended=_mended(attempts, everything),
        hints=sum(attempt.hints for attempt in attempts),
        quiz=desk.catalogue.command("quiz"),
    )


def first_answers(attempts: Iterable[Attempt]) -> list[Attempt]:
    """One answer for each question: the first, should two terminals have asked the same one."""
    found: dict[str, Attempt] = {}
    for attempt in attempts:
        found.setdefault(attempt.question, attempt)
    return list(found.values())


def misconception(challenge: Challenge, claim: str) -> str:
    """What a wrong answer shows, in the author's first sentences; empty if nobody foresaw it."""
    try:
        claimed = parse_claim(claim)
    except ClaimError:
        return ""
    for wrong in challenge.snippet.wrong:
        if same_claim(claimed, wrong.claim):
            return _first_paragraph(wrong.feedback)
    return ""


def _first_paragraph(markdown: str) -> str:
    return " ".join(markdown.strip().split("\n\n")[0].split())


def _entry(attempt: Attempt, desk: QuizDesk) -> Entry | None:
    return desk.catalogue.find(attempt.question, attempt.digest)


def _grouped(
    entries: dict[Attempt, Entry | None], groups: Callable[[Entry], Sequence[str]]
) -> tuple[tuple[str, Tally], ...]:
    """How many were right in each group, the weakest first."""
    found: dict[str, Tally] = {}
    for attempt, entry in entries.items():
        for group in [] if entry is None else groups(entry):
            found[group] = found.get(group, Tally()) + Tally(int(attempt.counts), 1)
    return tuple(sorted(found.items(), key=lambda item: (item[1].share, item[0])))


def _missed(attempt: Attempt, entry: Entry, desk: QuizDesk) -> Missed:
    try:
        challenge = desk.catalogue.read(entry)
        shown = misconception(challenge, attempt.claim)
        command, part = what_to_read(challenge, desk.lessons(entry.lesson))
    except (AsynclearnError, OSError):
        # A lesson that is not written yet, or broken: there is still the challenge's own text.
        shown, command, part = "", "", ""
        with_challenge = _read_quietly(entry, desk)
        if with_challenge is not None:
            shown = misconception(with_challenge, attempt.claim)
    return Missed(entry.title, shown, command, part)


def _read_quietly(entry: Entry, desk: QuizDesk) -> Challenge | None:
    try:
        return desk.catalogue.read(entry)
    except (AsynclearnError, OSError):
        return None


def _coming(dues: Sequence[datetime], now: datetime) -> int:
    """How many come back as soon as the first, as the words for it tell days apart."""
    if not dues:
        return 0
    first = in_words(min(dues), now)
    return sum(in_words(due, now) == first for due in dues)


def _before(sitting: Sitting, attempts: Sequence[Attempt], desk: QuizDesk) -> Tally | None:
    """How the quiz before this one went, if both were answered whole and are of some size."""
    if not _is_comparable(sitting, attempts):
        return None
    for earlier in reversed(desk.progress.sittings()):
        if earlier.id != sitting.id and earlier.at <= sitting.at:
            found = first_answers(desk.progress.attempts_of(earlier.id))
            if _is_comparable(earlier, found):
                return tally(found)
    return None


def _is_comparable(sitting: Sitting, attempts: Sequence[Attempt]) -> bool:
    """Whether its share of right answers says something: of two questions it is chance."""
    return len(attempts) == len(sitting.questions) >= HANDFUL


def _mended(attempts: Sequence[Attempt], everything: Sequence[Attempt]) -> int:
    """How many of these are right, and were wrong the last time before."""
    count = 0
    for attempt in attempts:
        earlier = [
            each for each in everything if each.digest == attempt.digest and each.at < attempt.at
        ]
        count += bool(earlier) and attempt.counts and not earlier[-1].counts
    return count
