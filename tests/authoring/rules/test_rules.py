"""A course that breaks one rule has exactly one problem."""

import platform
from dataclasses import dataclass
from pathlib import Path

import pytest

from asynclearn.authoring.claimed import RULES as CLAIMED
from asynclearn.authoring.claimed import claimed_lines
from asynclearn.authoring.explain import FOLDER as PAGES
from asynclearn.authoring.explain import explain
from asynclearn.authoring.report import Weight
from asynclearn.authoring.rule import VariedRule
from asynclearn.authoring.rules import ALL, THOROUGH, UNDER_LOAD

FOLDER = Path(__file__).parent
PREDICT = "challenges/two-boats.md"


@dataclass(frozen=True)
class Case:
    """A change that breaks a rule."""

    rule: str
    file: str
    edits: tuple[tuple[str, str], ...]
    problem: str


def read_case(text):
    """A case of `cases.txt`."""
    head, *edits = text.split("\n<<<\n")
    rule, file = head.split(" in ")
    edits[-1], problem = edits[-1].rsplit("\n!!! ", 1)
    pairs = (f"{edit}\n".split("\n>>>\n") for edit in edits)
    problem = problem.strip().replace("{PYTHON}", platform.python_version())
    changes = tuple((old, new.removesuffix("\n")) for old, new in pairs)
    return Case(rule, file, changes, f"{file}:{problem}")


CASES = tuple(map(read_case, (FOLDER / "cases.txt").read_text().split("\n=== ")[1:]))
BY_RULE = {case.rule: case for case in CASES}


def told(report):
    """All that a check tells, each with its rule and weight."""
    weighed = (
        *((each, Weight.ERROR) for each in report.errors),
        *((each, Weight.ADVICE) for each in report.advice),
    )
    return [(f"{each} [{each.rule}]", weight) for each, weight in weighed]


def test_a_good_course_has_no_problem(report):
    assert told(report()) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_change_breaks_one_rule_and_no_other(change, report, case):
    path = change(case.file, *case.edits)
    [weight] = [rule.weight for rule in ALL if rule.name == case.rule]

    assert told(report(path)) == [(f"{case.problem} [{case.rule}]", weight)]


@pytest.mark.parametrize("case", [BY_RULE[rule.name] for rule in CLAIMED], ids=lambda c: c.rule)
def test_what_is_wrong_with_a_claim_is_told_by_one_of_its_tests_in_pytest(change, case):
    path = change(case.file, *case.edits)

    line = case.problem.removeprefix(f"{case.file}:").partition(":")[0]
    assert int(line) in claimed_lines(path)


def test_a_level_that_is_out_of_line_is_advised_against(course, report):
    original = (course / PREDICT).read_text()
    longer = original.replace("level: 1", "level: 2").replace(
        "import asyncio\n", "import asyncio\n" + "EXTRA = 1\n" * 8
    )
    for number in range(4):
        (course / f"challenges/short-{number}.md").write_text(original)
    for number in range(5):
        (course / f"challenges/long-{number}.md").write_text(longer)
    path = course / "challenges/long-for-its-level.md"
    path.write_text(longer.replace("level: 2", "level: 1"))

    message = (
        "program and output have 20 lines together; level 1 usually has 12, and level 2 has 20; "
        "make it `level: 2`, or change its length"
    )
    assert told(report(path)) == [(f"{path}:3: {message} [odd-level]", Weight.ADVICE)]

    (course / "challenges/short-2.md").unlink()
    (course / "challenges/short-3.md").unlink()
    assert told(report(path)) == []


def test_each_rule_is_broken_by_one_of_these_courses():
    # `test_varied.py` breaks those that run a program otherwise.
    varied = {rule.name for rule in ALL if isinstance(rule, VariedRule)}
    assert {rule.name for rule in ALL} - varied == {*BY_RULE, "odd-level"}


def test_each_rule_has_a_page_that_says_its_weight_and_each_page_a_rule():
    weights = {rule.name: rule.weight for rule in (*ALL, *THOROUGH, *UNDER_LOAD)}
    pages = {
        line.removeprefix("## ")
        for path in PAGES.glob("*.md")
        if path.stem != "grammar"
        for line in path.read_text().splitlines()
        if line.startswith("## ")
    }
    opening = {Weight.ERROR: "An error. ", Weight.ADVICE: "Advice. "}

    assert pages == set(weights)
    assert all(explain(name).startswith(opening[weight]) for name, weight in weights.items())


def test_a_rule_of_the_grammar_cannot_be_allowed_and_no_other_one_is_guessed(change, report):
    comment = "<!-- asynclearn: allow open-fence because x -->"
    path = change(PREDICT, ("# Two boats\n", f"# Two boats\n\n{comment}\n"))

    message = "`open-fence` can't be allowed; mend what breaks it, and remove the comment"
    assert told(report(path)) == [(f"{PREDICT}:9: {message} [unknown-rule]", Weight.ERROR)]


def test_a_rule_that_is_allowed_with_a_reason_is_no_problem_but_is_told(change, report):
    case = BY_RULE["misspelt-topic"]
    comment = "<!-- asynclearn: allow misspelt-topic because a turn is a subject of its own -->"
    commented = ("# Two boats\n", f"# Two boats\n\n{comment}\n")
    path = change(case.file, *case.edits, commented)

    checked = report(path)
    [allowed] = checked.allowed
    assert told(checked) == []
    assert str(allowed.problem) == case.problem
    assert allowed.reason == "a turn is a subject of its own"
