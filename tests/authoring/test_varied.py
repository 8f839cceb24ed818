"""A claim that is true here and now, and not elsewhere, is found by running otherwise."""

import asyncio
import platform
from pathlib import Path

import pytest

from asynclearn.authoring.check import check
from asynclearn.authoring.load import load
from asynclearn.authoring.python import Python
from asynclearn.authoring.rule import VariedRule
from asynclearn.authoring.rules import ALL, THOROUGH, UNDER_LOAD
from asynclearn.authoring.selection import select
from asynclearn.content.course import Course
from asynclearn.sandbox import warm
from asynclearn.sandbox.interpreter import interpreter_named
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.sandbox.runner import run

BOTH_FIRST = """\
import asyncio

async def hold(name):
    try:
        await asyncio.sleep(9)
    finally:
        print("end", name)

async def main():
    tasks = [asyncio.create_task(hold(n)) for n in "ab"]
    await asyncio.sleep(0)
    {end}

asyncio.run(main())
"""
NEAR = """\
import asyncio

async def main():
    async def say(name, *delays):
        for delay in delays:
            await asyncio.sleep(delay)
        print(name)
    await asyncio.gather(say("a", 0.1, 0.1), say("b", 0.201))

asyncio.run(main())
"""


@pytest.fixture(autouse=True, scope="module")
def _no_zygote_is_left():
    yield
    warm.shut_down()


@pytest.fixture
def found(challenge_file):
    """The rules that are broken by a program that claims what it prints here."""

    def rules_broken(program, rules, *, pythons=None):
        output = output_of(program)
        challenge_file(
            ('print("first")\nprint("second")\n', program),
            ("```output\nfirst\nsecond\n", f"```output\n{output}"),
            ("second\nfirst", "nothing"),
        )
        report = checked(rules, pythons)
        return {problem.rule for problem in (*report.errors, *report.advice)}

    return rules_broken


def output_of(program):
    from asynclearn.sandbox.outcome import Program  # noqa: PLC0415

    return asyncio.run(run(Program(program))).stdout


def checked(rules, pythons=None):
    [selection] = select([], Course(Path(), builtin=False))
    pythons = pythons or [Python(platform.python_version(), run)]
    return asyncio.run(check(selection, pythons, rules=rules))


def named(rules, name):
    return [rule for rule in rules if rule.name == name]


def test_tasks_that_are_left_at_the_end_end_in_the_order_of_a_set(found):
    assert found(BOTH_FIRST.format(end="print('done')"), named(ALL, "set-order")) == {"set-order"}


def test_tasks_that_are_cancelled_one_by_one_end_in_order(found):
    end = "for task in tasks: task.cancel()\n    await asyncio.wait(tasks)"

    assert found(BOTH_FIRST.format(end=end), named(ALL, "set-order")) == set()


def test_the_message_says_what_differs_and_what_to_do(challenge_file):
    program = BOTH_FIRST.format(end="print('done')")
    challenge_file(
        ('print("first")\nprint("second")\n', program),
        ("```output\nfirst\nsecond\n", f"```output\n{output_of(program)}"),
        ("second\nfirst", "nothing"),
    )

    [problem] = checked(named(ALL, "set-order")).errors
    assert "where its tasks lie in another order in memory: `end " in problem.message
    assert problem.message.endswith("or claim the output as `unordered`")
    assert problem.path == Path("challenges/feed.md")
    assert problem.line == 28


def test_an_output_that_is_claimed_unordered_may_come_in_any_order(challenge_file):
    program = BOTH_FIRST.format(end="print('done')")
    challenge_file(
        ('print("first")\nprint("second")\n', program),
        ("```output\nfirst\nsecond\n", f"```output unordered\n{output_of(program)}"),
        ("second\nfirst", "nothing"),
    )

    assert checked(ALL).errors == ()


def test_a_false_claim_is_told_once_and_not_varied(challenge_file):
    challenge_file(("```output\nfirst\nsecond\n", "```output\nno\n"))

    report = checked(THOROUGH)
    assert [problem.rule for problem in report.errors] == ["wrong-output"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "program"),
    [
        ("hash-seed", 'for name in {"ada", "bob", "eve", "kim"}:\n    print(name)\n'),
        ("memory-layout", "print(hash(object()) % 1009)\n"),
        (
            "debug-mode",
            (
                "import asyncio\n\nasync def main():\n"
                "    print(asyncio.get_running_loop().get_debug())\n\nasyncio.run(main())\n"
            ),
        ),
        ("near-tie", NEAR),
        (
            "real-time",
            (
                "import time\n\nstart = time.monotonic()\nfor _ in range(200_000):\n    pass\n"
                "print(time.monotonic() - start > 0.001)\n"
            ),
        ),
    ],
)
def test_each_variation_finds_what_depends_on_it(found, rule, program):
    assert found(program, named(THOROUGH, rule)) == {rule}


@pytest.mark.slow
def test_a_sound_program_stands_all_of_it(found):
    program = NEAR.replace("0.201", "0.3")

    varied = [rule for rule in THOROUGH if isinstance(rule, VariedRule)]
    assert found(program, varied) == set()


@pytest.mark.slow
def test_a_busy_machine_shows_who_is_in_a_hurry(found):
    """The machine is not asked: a fake is quick at first and slow under load."""
    busy = False

    async def hurried(program, limits, interpreter):
        del limits, interpreter
        said = "slow\n" if busy else "first\nsecond\n"
        return Outcome(said if "first" in program.source else "", "", Ending.FINISHED, 0.1)

    python = Python(platform.python_version(), hurried)
    calm = 'print("first")\nprint("second")\n'
    assert found(calm, UNDER_LOAD, pythons=[python]) == set()
    busy = True
    seen_calmly = Python(platform.python_version(), _first(hurried))
    assert found(calm, UNDER_LOAD, pythons=[seen_calmly]) == {"under-load"}


def _first(then):
    """Runs for real once, then as told."""
    runs = iter([run])

    async def switch(program, limits, interpreter):
        return await next(runs, then)(program, limits, interpreter)

    return switch


@pytest.mark.slow
def test_load_keeps_busy_as_long_as_the_block_lasts():
    began = asyncio.Event()
    ended = asyncio.Event()

    async def long(*_):
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    async def main():
        async with load(Python("3.13.0", long)):
            await began.wait()
            assert not ended.is_set()
        assert ended.is_set()

    asyncio.run(main())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["3.12", "3.13"])
def test_claims_are_held_against_other_interpreters(challenge_file, name):
    try:
        interpreter, version = interpreter_named(name)
    except Exception:  # noqa: BLE001
        pytest.skip(f"Python {name} is not here")
    challenge_file(
        ('print("second")\n```', "import sys\nprint(sys.version_info[:2])\n```"),
        ("```output\nfirst\nsecond\n", f"```output\nfirst\n{tuple(map(int, name.split('.')))}\n"),
    )

    rules = named(ALL, "wrong-output")
    assert checked(rules, [Python(version, run, interpreter)]).errors == ()
    if version != platform.python_version():
        assert [each.rule for each in checked(rules).errors] == ["wrong-output"]
