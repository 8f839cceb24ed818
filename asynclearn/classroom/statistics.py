"""What a class handed in, and the questions of the course -> the results of the class."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from asynclearn.classroom.discrimination import discriminations
from asynclearn.classroom.finding import Finder
from asynclearn.classroom.learners import Learner, tell_apart
from asynclearn.classroom.reading import Handed
from asynclearn.classroom.results import (
    Asks,
    ClassResults,
    Known,
    ProgramResult,
    Refusal,
    Result,
)
from asynclearn.classroom.wrong import wrong_answers
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.calibration import Tally, tally
from asynclearn.progress.schedule import SURE


def results_of(handed: Iterable[Handed], known: Iterable[Known]) -> ClassResults:
    """What these answers say about each question, that of a learner counting once."""
    exports = [each for each in handed if each.attempts]
    learners = tell_apart(exports)
    attempts = [attempt for learner in learners for attempt in learner.attempts]
    finder = Finder(known, attempts)
    gathered, earlier = _gather(learners, finder)
    scores = [
        {
            question: found.by_learner[number][0].counts
            for question, found in gathered.items()
            if number in found.by_learner and question.asks is not Asks.PROGRAM
        }
        for number in range(len(learners))
    ]
    told = discriminations(scores)
    questions = [
        _result(question, gathered[question], compared, discrimination)
        for question, (compared, discrimination) in told.items()
    ]
    programs = [
        _program(question, found)
        for question, found in gathered.items()
        if question.asks is Asks.PROGRAM
    ]
    return ClassResults(
        learners=len(learners),
        joined=len(exports) - len(learners),
        questions=tuple(sorted(questions, key=lambda each: (each.first.share, *_name(each)))),
        programs=tuple(sorted(programs, key=lambda each: (each.solved.share, each.id))),
        earlier=tuple(sorted(earlier.items())),
    )


def _name(result: Result) -> tuple[str, str]:
    return result.id, result.digest


@dataclass(slots=True)
class _Gathered:
    """What was said to one question."""

    by_learner: dict[int, list[Attempt]] = field(default_factory=dict)
    """The answers of each learner, the first first."""
    doubts: list[str] = field(default_factory=list)


def _gather(
    learners: Sequence[Learner], finder: Finder
) -> tuple[dict[Known, _Gathered], Counter[str]]:
    """The answers by question, and how many are to earlier programs of which."""
    gathered: dict[Known, _Gathered] = {}
    earlier: Counter[str] = Counter()
    for number, learner in enumerate(learners):
        for attempt in learner.attempts:
            question = finder.find(attempt.question, attempt.digest)
            if question is None:
                earlier[attempt.question] += 1
                continue
            found = gathered.setdefault(question, _Gathered())
            found.by_learner.setdefault(number, []).append(attempt)
        for doubt in learner.doubts:
            question = finder.find(doubt.question, doubt.digest)
            if question is not None and question in gathered:
                gathered[question].doubts.append(doubt.note)
    return gathered, earlier


def _result(
    question: Known, found: _Gathered, compared: int, discrimination: float | Refusal
) -> Result:
    first = [attempts[0] for attempts in found.by_learner.values()]
    missed = [each for each in first if not each.counts]
    return Result(
        id=question.id,
        digest=question.digest,
        title=question.title,
        asks=question.asks,
        where=question.where,
        first=tally(first),
        again=tally(each for attempts in found.by_learner.values() for each in attempts[1:]),
        sure=tally(each for each in first if each.confidence == SURE),
        near_misses=sum(each.near_miss for each in missed),
        hinted=sum(each.hints > 0 for each in first),
        doubts=tuple(sorted(found.doubts)),
        wrong=wrong_answers(
            (each.claim for each in missed if not each.near_miss), question.asks, question.foreseen
        ),
        compared=compared,
        discrimination=discrimination,
    )


def _program(question: Known, found: _Gathered) -> ProgramResult:
    """A program is saved again and again until it is right: the first save says nothing."""
    tried = found.by_learner.values()
    solved = sum(any(each.counts for each in attempts) for attempts in tried)
    return ProgramResult(
        id=question.id,
        title=question.title,
        solved=Tally(solved, len(tried)),
        hinted=sum(any(each.hints > 0 for each in attempts) for attempts in tried),
    )
