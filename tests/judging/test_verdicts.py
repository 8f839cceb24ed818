"""Every case of verdicts.md: rows and words, exactly."""

import re
from pathlib import Path
from typing import Any

import pytest

from asynclearn.judging.claim import MatchRule
from asynclearn.judging.judge import judge
from asynclearn.judging.typed import parse_claim
from asynclearn.judging.wording import describe, describe_lines

FENCE = re.compile(r"^```(\w+) ?(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
UNSEEN = str.maketrans({"·": " ", "⇥": "\t", "↵": "\r"})


def read_cases() -> list[Any]:
    text = Path(__file__).with_name("verdicts.md").read_text(encoding="utf-8")
    cases = []
    for section in text.split("\n## ")[1:]:
        name, _, body = section.partition("\n")
        fences = {word: (options, inside) for word, options, inside in FENCE.findall(body)}
        cases.append(pytest.param(fences, id=name))
    return cases


def test_the_table_is_read_whole():
    assert len(read_cases()) == 55


@pytest.mark.parametrize("case", read_cases())
def test_a_verdict(case, run_of, draw):
    options, printed = case["printed"]
    named = dict(option.split("=") for option in options.split())
    rule = MatchRule(named.pop("rule", "exact"))
    times = int(named.pop("times", 1))
    exit_code = int(named.pop("exit_code", 0))
    run = run_of(printed.translate(UNSEEN) * times, exit_code=exit_code, **named)

    verdict = judge(parse_claim(case["typed"][1].translate(UNSEEN)), run, rule)

    assert case["rows"][1].splitlines() == [draw(row) for row in verdict.lines]
    assert tuple(case["verdict"][1].splitlines()) == describe(verdict)
    assert tuple(case.get("lines", ("", ""))[1].splitlines()) == describe_lines(verdict)
