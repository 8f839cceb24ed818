"""A check on several interpreters."""

import asyncio

import pytest

from asynclearn.authoring.check import check
from asynclearn.authoring.python import Python
from asynclearn.authoring.selection import select
from asynclearn.errors import SandboxError
from asynclearn.sandbox.outcome import Ending, Outcome

FIX = "run `asynclearn check --update` to write what it prints, or mend the program"


@pytest.fixture
def told(challenge_file):
    """What is told of the claim by interpreters that print this, by their versions."""

    def told(**prints):
        path = challenge_file()

        def python(version, stdout):
            async def runner(*_):
                return Outcome(stdout, "", Ending.FINISHED, seconds=0.01)

            return Python(version.replace("_", "."), runner)

        pythons = [python(*each) for each in prints.items()]
        report = asyncio.run(check(select([path])[0], pythons))
        return [each.message for each in report.errors if each.rule == "wrong-output"]

    return told


def test_what_several_print_in_the_same_way_is_told_once(told):
    wrong = "first\nthird\n"
    [message] = told(v3_11=wrong, v3_12=wrong, v3_13=wrong)

    claimed = "line 2 is claimed as `second`, printed is `third`"
    assert message == f"on Python v3.11, v3.12, and v3.13 {claimed}; {FIX}"


def test_what_only_one_prints_is_told_of_that_one(told):
    [message] = told(v3_11="first\nthird\n", v3_12="first\nsecond\n")

    assert message.startswith("on Python v3.11 line 2")


def test_what_each_prints_in_its_own_way_is_told_of_each(told):
    messages = told(v3_11="first\nthird\n", v3_12="first\nfourth\n")

    assert [message.split(" line")[0] for message in messages] == [
        "on Python v3.11",
        "on Python v3.12",
    ]


def test_a_file_that_needs_loopback_is_skipped_where_programs_have_none(challenge_file):
    path = challenge_file(("lesson: 4\n", "lesson: 4\nneeds: [loopback]\n"))

    async def runner(program, *_):
        ending = Ending.RAISED if "create_server" in program.source else Ending.FINISHED
        return Outcome("first\nsecond\n", "", ending, seconds=0.01)

    report = asyncio.run(check(select([path])[0], [Python("3.13.0", runner)]))

    [skipped] = report.skipped
    why = "as programs have no servers of their own on this computer; `asynclearn doctor` says why"
    assert skipped.message == f"not run on Python 3.13.0, {why}"
    assert "wrong-output" not in {each.rule for each in report.errors}


def test_an_interpreter_that_does_not_start_ends_the_check_as_such(challenge_file):
    path = challenge_file()

    async def runner(*_):
        raise SandboxError("It could not be started.")

    with pytest.raises(SandboxError, match="could not be started"):
        asyncio.run(check(select([path])[0], [Python("3.13.0", runner)]))
