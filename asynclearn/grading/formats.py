"""Grades as the tools of a course take them.

The shapes are those of Gradescope's autograder specification (`results.json`, 2025-01) and of
Classroom 50's `classroom50/result/v1` (its wiki, Advanced Autograding, 2026-08).
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

from asynclearn.errors import UsageError
from asynclearn.grading.grade import Grade, Mark
from asynclearn.judging.demands import Standing

_LONGEST = 2000


class Format(StrEnum):
    """What the results are written as."""

    GRADESCOPE = "gradescope"
    CLASSROOM50 = "classroom50"
    CSV = "csv"
    JSON = "json"


def written(grades: Sequence[Grade], form: Format, environment: Mapping[str, str]) -> str:
    """The grades in a format. Gradescope and Classroom 50 take one student at a time.

    `environment` is where Classroom 50's runner says which submission this is.
    """
    match form:
        case Format.CSV:
            return _csv(grades)
        case Format.JSON:
            return _json({"submissions": [_own(grade) for grade in grades]})
        case Format.GRADESCOPE:
            return _json(_gradescope(_only(grades, form)))
        case Format.CLASSROOM50:
            return _json(_classroom50(_only(grades, form), environment))


def _only(grades: Sequence[Grade], form: Format) -> Grade:
    if len(grades) != 1:
        raise UsageError(
            f"`--format {form}` is for one submission, and here are {len(grades)}; name one "
            "student's folder, or use `--format csv`"
        )
    return grades[0]


def _gradescope(grade: Grade) -> dict[str, object]:
    # No `score` at the top: it would override the sum of the tests.
    return {
        "output": f"{grade.points} of {grade.most} points.",
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "name": f"{mark.challenge}: {mark.demand.text}",
                "number": str(number),
                "score": mark.points,
                "max_score": mark.most,
                # Else a demand that counts nothing would be passed by its equal scores.
                "status": "passed" if _met(mark) else "failed",
                "output": _why(mark),
                "visibility": "visible",
            }
            for number, mark in enumerate(grade.marks, start=1)
        ],
    }


def _classroom50(grade: Grade, environment: Mapping[str, str]) -> dict[str, object]:
    names = {
        "classroom": "CLASSROOM",
        "assignment": "ASSIGNMENT",
        "submission": "SUBMISSION_TAG",
        "commit": "COMMIT_URL",
        "release": "RELEASE_URL",
        "review": "REVIEW_URL",
    }
    # `owner`, `assignment_type` and the times are stamped by the runner.
    return {
        "schema": "classroom50/result/v1",
        **{name: environment.get(variable, "") for name, variable in names.items()},
        "score": grade.points,
        "max-score": grade.most,
        "tests": [
            {
                "test-name": f"{mark.challenge}: {mark.demand.name}",
                "passed": _met(mark),
                "score": mark.points,
                "max-score": mark.most,
                "demand": mark.demand.text,
                "output": _why(mark),
            }
            for mark in grade.marks
        ],
    }


def _own(grade: Grade) -> dict[str, object]:
    return {
        "student": _plain(grade.student),
        "points": grade.points,
        "most": grade.most,
        "demands": [
            {
                "challenge": mark.challenge,
                "check": mark.demand.name,
                "demand": mark.demand.text,
                "standing": mark.demand.standing.value,
                "points": mark.points,
                "most": mark.most,
                "why": [_plain(each) for each in mark.demand.why],
            }
            for mark in grade.marks
        ],
    }


def _csv(grades: Sequence[Grade]) -> str:
    """A row a student: all points, then those of each challenge."""
    names = list(dict.fromkeys(mark.challenge for grade in grades for mark in grade.marks))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "points", "most", *names])
    for grade in grades:
        per_challenge = [
            sum(mark.points for mark in grade.marks if mark.challenge == name) for name in names
        ]
        writer.writerow([_cell(grade.student), grade.points, grade.most, *per_challenge])
    return text.getvalue()


def _cell(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    name = _plain(name)
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def _met(mark: Mark) -> bool:
    return mark.demand.standing is Standing.MET


def _why(mark: Mark) -> str:
    """Why a demand is not met."""
    return "\n".join(map(_plain, mark.demand.why))[:_LONGEST]


def _plain(text: str) -> str:
    r"""What came from a submission, with all that a terminal or a page would act on spelled out.

    Those are control characters and what changes the direction of text, such as `\u202e`.
    """
    return "".join(
        each if each.isprintable() or each == "\n" else each.encode("unicode_escape").decode()
        for each in text
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
