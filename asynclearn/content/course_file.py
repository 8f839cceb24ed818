"""`course.toml` -> what a course says of itself: in which format it is written, and by whom.

A course without the file is of format 1. The number is looked at before all else, as the rest of
the file may mean something new in a newer format.
"""

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from asynclearn.content.fields import CourseFile
from asynclearn.content.files import read_bytes
from asynclearn.content.grammar import COURSE_FILE
from asynclearn.content.problems import Problems, advice
from asynclearn.errors import ContentError, UsageError

OLDEST, NEWEST = 1, 1
"""The formats that this asynclearn reads. A change that makes a true course false is a new one."""


def read_course_file(root: Path) -> CourseFile:
    """What `course.toml` says, or what goes without saying where there is none.

    Raises ContentError with all its problems, and UsageError if the course is of a format that
    this asynclearn does not read.
    """
    path = root / COURSE_FILE
    problems = Problems(path)
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except FileNotFoundError:
        return CourseFile.model_validate({"format": OLDEST})
    except OSError as error:
        reason = error.strerror or error
        problems.add(1, f"it can't be read: {reason}; check its name and rights", "unreadable")
    except UnicodeDecodeError:
        problems.add(1, "it is not UTF-8 text; save it as UTF-8", "not-utf-8")
    problems.raise_if_any()
    table = _table(text, problems)
    _check_format(table.get("format"), path, _line_of("format", text))
    return _course_file(table, text, problems)


def _table(text: str, problems: Problems) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        problems.add(1, "it is nested too deeply; write texts and lists of them", "bad-toml")
    except ValueError as error:
        place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        reason = str(error).partition(" (at ")[0]
        problems.add(line, f'it is no TOML: {reason}; write lines `key = "text"`', "bad-toml")
    raise ContentError(problems.found)


def _check_format(number: object, path: Path, line: int) -> None:
    """Whether it is a format of another time. What is no number at all is told with the rest."""
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        return
    where = f"the course in `{path.parent}` is written in format {number} (`{path}:{line}`)"
    if number > NEWEST:
        raise UsageError(
            f"{where}, which is newer than this asynclearn: it reads up to format {NEWEST}; "
            "upgrade it with `pip install -U asynclearn`"
        )
    if number < OLDEST:
        raise UsageError(
            f"{where}, which this asynclearn no longer reads: it reads from format {OLDEST} on; "
            "ask the authors for a newer course, or bring it up to date as CHANGELOG.md of "
            "asynclearn says"
        )


def _course_file(table: dict[str, object], text: str, problems: Problems) -> CourseFile:
    try:
        return CourseFile.model_validate(table)
    except ValidationError as error:
        first = {str(each["loc"][0]): each["type"] for each in reversed(error.errors())}
    fields = CourseFile.model_fields
    for key, kind in first.items():
        if key not in fields:
            message = f"`{key}` is no key of `{COURSE_FILE}`; {advice(key, fields)}"
            problems.add(_line_of(key, text), message, "unknown-key")
            continue
        examples = fields[key].examples or [""]
        fix = f"write for example `{key} = {examples[0]}`"
        if kind == "missing":
            problems.add(1, f"`{key}` is missing; {fix}", "missing-key")
        else:
            message = f"`{key}` must be {fields[key].description}; {fix}"
            problems.add(_line_of(key, text), message, "bad-value")
    raise ContentError(problems.found)


def _line_of(key: str, text: str) -> int:
    """The line that a key begins on, which tomllib does not tell; 1 if it is written strangely."""
    begun = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    lines = enumerate(text.split("\n"), 1)
    return next((number for number, line in lines if begun.match(line)), 1)
