"""A report as text for other programs."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum

from asynclearn.authoring.report import Report
from asynclearn.errors import Problem


class Format(StrEnum):
    """The forms in which a report is written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    """Workflow commands, which a code host shows beside the lines:
    https://docs.github.com/actions/reference/workflow-commands-for-github-actions"""


def as_json(report: Report) -> str:
    """One object: `problems`, `advice`, `allowed`, `skipped` and `counts`."""
    content = {
        "problems": [_as_dict(problem) for problem in report.errors],
        "advice": [_as_dict(problem) for problem in report.advice],
        "allowed": [
            {**_as_dict(allowed.problem), "reason": allowed.reason} for allowed in report.allowed
        ],
        "skipped": [_as_dict(problem) for problem in report.skipped],
        "counts": asdict(report.counts),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_github(report: Report) -> str:
    """A command for each problem."""
    return "".join(
        [
            *_commands("error", report.errors),
            *_commands("notice", report.advice),
            *_commands("notice", report.skipped),
        ]
    )


def _as_dict(problem: Problem) -> dict[str, object]:
    return {
        "path": str(problem.path),
        "line": problem.line,
        "message": problem.message,
        "rule": problem.rule,
    }


def _commands(command: str, problems: Iterable[Problem]) -> Iterable[str]:
    for problem in problems:
        path = _escaped(str(problem.path)).replace(":", "%3A").replace(",", "%2C")
        place = f"file={path},line={problem.line},title={problem.rule}"
        yield f"::{command} {place}::{_escaped(problem.message)}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
