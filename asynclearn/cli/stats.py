"""`asynclearn stats`: a class's exports in, what they say about each question out."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from asynclearn.classroom.reading import Reading, read_exports
from asynclearn.classroom.results import Asks, ClassResults, Result, WrongAnswer
from asynclearn.classroom.statistics import results_of
from asynclearn.cli.asked import known_questions
from asynclearn.cli.saying import say
from asynclearn.cli.settings import Settings
from asynclearn.content.catalogue import read_catalogue
from asynclearn.content.problems import guess
from asynclearn.content.writing import wrong_fence
from asynclearn.errors import ProgressError, UsageError
from asynclearn.judging.phrases import counted
from asynclearn.progress.calibration import Tally
from asynclearn.progress.location import cache_folder
from asynclearn.terminal.class_question import show_question
from asynclearn.terminal.class_results import show_results
from asynclearn.terminal.text import visible

_WRONG_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of the command say."""

    wrong: int | None
    """How many wrong answers to show; None for a handful, and for all in JSON."""
    question: str
    """The only one to show; empty for all."""
    as_json: bool


def tell_statistics(settings: Settings, exports: Sequence[Path], wishes: Wishes) -> None:
    """Reads, counts, and prints. What had to be skipped is said on stderr."""
    if not exports:
        raise UsageError("name what the class exported: `asynclearn stats EXPORT…`")
    reading = read_exports(exports)
    for remark in reading.remarks:
        say(visible(remark))
    found = _results(settings, reading)
    chosen = _chosen(found, wishes.question) if wishes.question else None
    if wishes.as_json:
        told = _as_json(found, chosen, reading.remarks, wishes.wrong)
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    most = _WRONG_SHOWN if wishes.wrong is None else wishes.wrong
    console = settings.console()
    if chosen is None:
        show_results(found, most, console, plain=settings.plain)
        return
    for number, result in enumerate(chosen):
        if number:
            console.print()
        show_question(result, most, console)


def _results(settings: Settings, reading: Reading) -> ClassResults:
    course = settings.find_course()
    known, problems = known_questions(course, read_catalogue(course, cache_folder(os.environ)))
    if problems:
        say(
            f"The course has {counted(problems, 'problem')}, so some questions have no title; "
            "`asynclearn list` says more."
        )
    found = results_of(reading.handed, known)
    if not found.learners:
        raise ProgressError("there is no answer in these exports; ask for newer ones.")
    return found


def _chosen(found: ClassResults, name: str) -> tuple[Result, ...]:
    """The questions of this id or title: a part of a lesson asks several."""
    chosen = tuple(each for each in found.questions if name in (each.id, each.title))
    if chosen:
        return chosen
    names = [each.id for each in found.questions] + [each.title for each in found.questions]
    meant = guess(name, names)
    fix = f"did you mean `{meant}`?" if meant else "without `--question` all are shown"
    raise UsageError(f"nobody has answered `{name}`; {fix}")


def _as_json(
    found: ClassResults,
    chosen: Sequence[Result] | None,
    skipped: Sequence[str],
    most: int | None,
) -> dict[str, object]:
    questions = found.questions if chosen is None else chosen
    return {
        "learners": found.learners,
        "exports_joined": found.joined,
        "questions": [_question(each, most) for each in questions],
        "programs": [
            {
                "id": each.id,
                "title": each.title,
                "learners": each.solved.asked,
                "solved": each.solved.right,
                "hinted": each.hinted,
            }
            for each in found.programs
        ],
        "earlier": [{"id": name, "answers": count} for name, count in found.earlier],
        "skipped": list(skipped),
    }


def _question(result: Result, most: int | None) -> dict[str, object]:
    number = result.discrimination
    counts = isinstance(number, float)
    return {
        "id": result.id,
        "digest": result.digest,
        "title": result.title,
        "asks": result.asks.value,
        "where": result.where or None,
        "learners": result.first.asked,
        "right": result.first.right,
        "share": round(result.first.share, 4),
        "again": _tally(result.again),
        "discrimination": round(number, 4) if isinstance(number, float) else None,
        "no_discrimination": None if counts else str(number),
        "compared": result.compared,
        "sure": _tally(result.sure),
        "near_misses": result.near_misses,
        "hinted": result.hinted,
        "doubts": list(result.doubts),
        "wrong": [_wrong(result, each) for each in result.wrong[:most]],
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"answers": tally.asked, "right": tally.right}


def _wrong(result: Result, wrong: WrongAnswer) -> dict[str, object]:
    fence = wrong_fence(wrong.claim) if result.asks is Asks.PREDICTION else None
    return {
        "learners": wrong.learners,
        "stdout": wrong.claim.stdout,
        "ending": str(wrong.claim.ending),
        "foreseen": wrong.foreseen,
        "fence": fence,
    }
