"""The shipped course is true: each claim in it is held against a real run, here and now."""

import ast
import asyncio
import platform
from dataclasses import replace

import pytest

from asynclearn.content.course import Kind, Role, Snippet, Stream
from asynclearn.content.expected import expected_on
from asynclearn.content.library import find_course, read_challenges, read_lessons
from asynclearn.judging.estimate import Measurement, parse_number
from asynclearn.judging.judge import judge
from asynclearn.sandbox.checks.trying import CHECK_SECONDS, try_checks
from asynclearn.sandbox.outcome import Check, Clock, Limits, Program
from asynclearn.sandbox.runner import run

LONGEST, WIDEST = 25, 60
"""Lines and columns of a program: what a learner can hold in view, also on a narrow screen."""

COURSE = find_course(None)
LESSONS = read_lessons(COURSE)
CHALLENGES = read_challenges(COURSE)

SNIPPETS = [
    (block, Limits().seconds)
    for lesson in LESSONS
    for page in lesson.pages
    for block in page.blocks
    if isinstance(block, Snippet)
] + [(challenge.snippet, challenge.timeout or Limits().seconds) for challenge in CHALLENGES]
RUNNABLE = [(each, seconds) for each, seconds in SNIPPETS if each.expected]


WORKSHOPS = [challenge for challenge in CHALLENGES if challenge.workshop is not None]
SNIPPETS += [
    (snippet, 0.0)
    for challenge in WORKSHOPS
    if challenge.workshop is not None
    for snippet in (
        *challenge.workshop.solutions,
        *(wrong.snippet for wrong in challenge.workshop.wrong),
    )
]


def place(value: object) -> str | None:
    return str(value.location) if isinstance(value, Snippet) else None


def program_of(snippet: Snippet) -> Program:
    clock = Clock.REAL if snippet.real_clock else Clock.VIRTUAL
    return Program(snippet.program, snippet.location.path.name, clock)


@pytest.mark.parametrize(("snippet", "seconds"), RUNNABLE, ids=place)
def test_a_claim_of_the_course_is_true_and_a_wrong_prediction_is_wrong(snippet, seconds):
    outcome = asyncio.run(run(program_of(snippet), Limits(seconds=seconds)))
    version = platform.python_version()

    for stream in Stream:
        expected = expected_on(snippet, version, stream)
        if expected is None:
            continue
        seen = outcome
        if stream is Stream.STDERR:
            claimed_ending = expected_on(snippet, version)
            assert claimed_ending is not None
            claim = replace(expected.claim, ending=claimed_ending.claim.ending)
            seen = replace(outcome, stdout=outcome.stderr)
        else:
            claim = expected.claim
        verdict = judge(claim, seen, expected.rule)
        assert verdict.right, f"{expected.location}: {outcome}"
    for wrong in snippet.wrong:
        assert not judge(wrong.claim, outcome).right, f"{wrong.location} is right"


@pytest.mark.parametrize(("snippet", "seconds"), SNIPPETS, ids=place)
def test_a_program_of_the_course_fits_the_screen(snippet, seconds):
    del seconds
    lines = snippet.source.splitlines()

    assert len(lines) <= LONGEST
    assert max(map(len, lines)) <= WIDEST


def test_lesson_4_asks_at_least_twelve_predictions_with_feedback_on_each():
    [lesson] = [lesson for lesson in LESSONS if lesson.number == 4]
    asked = [
        block
        for page in lesson.parts
        for block in page.blocks
        if isinstance(block, Snippet) and block.role is Role.PREDICT
    ]

    assert len(asked) >= 12
    assert all(snippet.wrong for snippet in asked)


def test_each_challenge_has_a_hint_and_feedback_on_a_wrong_prediction():
    for challenge in CHALLENGES:
        assert challenge.hints, challenge.id
        assert challenge.kind is not Kind.PREDICT or challenge.snippet.wrong, challenge.id


@pytest.mark.parametrize(
    "challenge",
    [each for each in CHALLENGES if each.kind is Kind.ESTIMATE],
    ids=lambda each: each.id,
)
def test_an_estimate_of_the_course_can_be_measured_and_at_most_one_choice_is_right(challenge):
    snippet = challenge.snippet
    outcome = asyncio.run(run(program_of(snippet), Limits()))

    measured = parse_number(outcome.stdout.splitlines()[-1])
    right = [
        choice
        for choice in challenge.estimate.choices
        if Measurement(choice, measured, "", challenge.estimate.within).right
    ]
    assert len(right) == bool(challenge.estimate.choices)


def failed_checks(challenge, snippet):
    """The names of the checks that a program does not pass."""
    workshop = challenge.workshop
    filename = workshop.location.path.name
    checks = [Check(workshop.checks_program, filename, check.name) for check in workshop.checks]
    program = Program(snippet.source, f"{challenge.id}.py")
    limits = Limits(seconds=challenge.timeout or CHECK_SECONDS)
    return {
        trial.name
        for trial in asyncio.run(try_checks(program, checks, limits, run))
        if not trial.met
    }


@pytest.mark.slow
@pytest.mark.parametrize("challenge", WORKSHOPS, ids=lambda challenge: challenge.id)
def test_the_checks_of_a_challenge_mean_what_they_say(challenge):
    workshop = challenge.workshop

    for solution in workshop.solutions:
        assert failed_checks(challenge, solution) == set(), solution.location
    assert failed_checks(challenge, challenge.snippet), "the starter is solved already"
    caught = set()
    for wrong in workshop.wrong:
        failed = failed_checks(challenge, wrong.snippet)
        assert wrong.fails in failed, wrong.location
        caught |= failed
    # A check that no wrong solution fails proves nothing.
    assert caught == {check.name for check in workshop.checks}


@pytest.mark.parametrize("challenge", WORKSHOPS, ids=lambda challenge: challenge.id)
def test_no_way_leads_from_a_program_into_its_checks(challenge):
    """From a function's globals, or an object's class, there is one: see `sandbox/checks`."""
    tree = ast.parse(challenge.workshop.checks_source)
    functions = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    called = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    callees = {id(node.func) for node in called}
    hidden = {
        id(argument)
        for node in called
        if isinstance(node.func, ast.Name) and node.func.id in ("given", "tracked")
        for argument in node.args
    }
    bare = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in functions and id(node) not in callees | hidden
    }

    assert not any(isinstance(node, ast.ClassDef | ast.Lambda) for node in ast.walk(tree))
    assert bare == set()


def test_lesson_4_has_what_its_scope_asks_of_debug_and_design():
    kinds = [challenge.kind for challenge in WORKSHOPS if challenge.lesson == 4]

    assert kinds.count(Kind.DEBUG) >= 8
    assert kinds.count(Kind.DESIGN) >= 6
    for challenge in WORKSHOPS:
        assert challenge.workshop is not None
        assert len(challenge.hints) >= 3, challenge.id
        assert len(challenge.workshop.wrong) >= 2, challenge.id
        assert challenge.level == (2 if challenge.kind is Kind.DEBUG else 3), challenge.id
