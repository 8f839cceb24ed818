"""`asynclearn progress`: what was done and how well, as tables, JSON or CSV; moved and reset."""

import csv
import json
import os
import sys
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path

from asynclearn.cli.home import row_of
from asynclearn.cli.saying import ask, tell
from asynclearn.cli.settings import Settings, now
from asynclearn.content.catalogue import read_catalogue
from asynclearn.content.library import read_lessons
from asynclearn.errors import ProgressError, UsageError
from asynclearn.judging.phrases import counted
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.exchange import export_answers, export_to, import_from
from asynclearn.progress.location import cache_folder
from asynclearn.progress.overview import Overview
from asynclearn.progress.store import Progress
from asynclearn.teaching.quiz.overview import look_over
from asynclearn.teaching.standing import standing_of_lesson
from asynclearn.terminal.progress import show_progress

_COLUMNS = tuple(field.name for field in fields(Attempt))


def tell_progress(settings: Settings, *, as_json: bool, as_csv: bool) -> None:
    """Prints all that there is to tell."""
    if as_json and as_csv:
        raise UsageError("`--json` and `--csv` can't be printed at once; give one of them")
    with settings.progress() as progress:
        if as_csv:
            _print_csv(progress)
            return
        course = settings.find_course()
        found = look_over(read_catalogue(course, cache_folder(os.environ)), progress, now())
        standings = [standing_of_lesson(lesson, progress) for lesson in read_lessons(course)]
    rows = [row_of(standing) for standing in standings]
    if as_json:
        lessons = [
            {
                "number": row.number,
                "title": row.title,
                "done": row.done,
                "parts": [
                    {"number": page.number, "title": page.title, "standing": page.standing}
                    for page in row.parts
                ],
            }
            for row in rows
        ]
        print(json.dumps({"lessons": lessons, **_as_json(found)}, ensure_ascii=False, indent=2))
        return
    show_progress(rows, found, settings.console(), plain=settings.plain)


def export(settings: Settings, file: Path) -> None:
    """Writes everything to a new file; only the answers and doubts to one named `.jsonl`."""
    with settings.progress() as progress:
        if file.suffix == ".jsonl":
            count = export_answers(file, progress, now())
            noted = len(progress.doubts())
            doubts = f" and {counted(noted, 'doubt')}" if noted else ""
            tell(f"{_answers(count)}{doubts} written to `{file}`, for an instructor.")
            return
        count = export_to(file, progress, now())
    tell(f"{_answers(count)} and all else written to `{file}`.")


def import_(settings: Settings, file: Path) -> None:
    """Adds what a file holds."""
    with settings.progress() as progress:
        _must_be_saved(progress)
        count = import_from(file, progress)
    tell(f"{_answers(count)} from `{file}` added." if count else "Nothing was new.")


def reset(settings: Settings, *, yes: bool) -> None:
    """Keeps a copy and forgets everything, if the learner says so."""
    with settings.progress() as progress:
        _must_be_saved(progress)
        count = len(progress.attempts())
        if not yes and not _says_yes(count):
            raise UsageError("nothing was forgotten; `asynclearn progress reset --yes` does it")
        kept = _free_name(progress.path, now())
        progress.reset(kept)
    tell(f"Forgotten. A copy is kept as `{kept}`; it can be moved back to `{progress.path}`.")


def _must_be_saved(progress: Progress) -> None:
    if not progress.saved:
        raise ProgressError("your progress can't be saved, so nothing was changed.")


def _says_yes(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        answer = ask(f"Forget {_answers(count)}, your places and your quizzes? Type yes:")
    except EOFError:
        return False
    return answer.strip().casefold() == "yes"


def _free_name(path: Path, at: datetime) -> Path:
    stem = f"{path.name}.reset-{at:%Y%m%dT%H%M%S}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())


def _answers(count: int) -> str:
    return counted(count, "answer")


def _print_csv(progress: Progress) -> None:
    """One line for each answer. Times are in UTC, ISO 8601."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for attempt in progress.attempts():
        values = asdict(attempt)
        writer.writerow([_cell(values[name]) for name in _COLUMNS])


def _cell(value: object) -> object:
    match value:
        case bool():
            return int(value)
        case datetime():
            return value.isoformat()
        case str() if value.startswith(("=", "+", "-", "@")):
            # A spreadsheet would take a claim such as `=1+1` for a formula.
            return f"'{value}"
        case _:
            return value


def _as_json(found: Overview) -> dict[str, object]:
    result: dict[str, object] = json.loads(json.dumps(asdict(found), default=_plain))
    del result["quiz"]  # which is a word to people
    for topic in result["topics"]:  # type: ignore[attr-defined]
        topic.update(topic.pop("mastery"))
    result["calibration"] = [
        {"confidence": level, **asdict(tally)} for level, tally in found.calibration
    ]
    return result


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
