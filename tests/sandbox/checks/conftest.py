"""A program, judged by a check in a real run."""

import asyncio

from asynclearn.sandbox.outcome import Check, Finding, Limits, Outcome, Program
from asynclearn.sandbox.runner import run


def judge(source: str, checks: str, name: str = "check_it") -> Outcome:
    check = Check(checks, "rows.md", name)
    return asyncio.run(run(Program(source, "rows.py", check=check), Limits(seconds=3)))


def found(source: str, checks: str, name: str = "check_it") -> Finding:
    finding = judge(source, checks, name).finding
    assert finding is not None
    return finding
