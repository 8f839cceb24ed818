"""A report for other programs."""

import json
from pathlib import Path

from asynclearn.authoring.formats import as_github, as_json
from asynclearn.authoring.report import Allowed, Counts, Report
from asynclearn.errors import Problem

PROBLEM = Problem(Path("challenges/a,b.md"), 3, "100% wrong:\nmend it", "wrong-output")
ADVICE = Problem(Path("lessons/x.md"), 1, "a hint", "no-hint")
REPORT = Report(
    errors=(PROBLEM,),
    advice=(ADVICE,),
    allowed=(Allowed(ADVICE, "I want it so"),),
    skipped=(Problem(Path("c.md"), 1, "not run", "skipped"),),
    counts=Counts(3, 4, 5),
)


def test_json_has_every_problem_with_its_place_and_rule():
    problem = {
        "path": "challenges/a,b.md",
        "line": 3,
        "message": "100% wrong:\nmend it",
        "rule": "wrong-output",
    }
    advice = {"path": "lessons/x.md", "line": 1, "message": "a hint", "rule": "no-hint"}

    assert json.loads(as_json(REPORT)) == {
        "problems": [problem],
        "advice": [advice],
        "allowed": [{**advice, "reason": "I want it so"}],
        "skipped": [{"path": "c.md", "line": 1, "message": "not run", "rule": "skipped"}],
        "counts": {"files": 3, "snippets": 4, "runs": 5},
    }


def test_github_gets_a_command_for_each_with_its_signs_escaped():
    assert as_github(REPORT).splitlines() == [
        "::error file=challenges/a%2Cb.md,line=3,title=wrong-output::100%25 wrong:%0Amend it",
        "::notice file=lessons/x.md,line=1,title=no-hint::a hint",
        "::notice file=c.md,line=1,title=skipped::not run",
    ]
