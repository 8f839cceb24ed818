from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asynclearn.classroom.reading import Handed
from asynclearn.classroom.results import Asks, Known, Refusal
from asynclearn.classroom.statistics import results_of
from asynclearn.judging.claim import Claim, ClaimedEnding, Finish
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.calibration import Tally
from asynclearn.progress.sitting import Doubt

HANGS = ClaimedEnding(Finish.HANGS)


def test_first_answers_count_and_retries_stand_apart(answer, handed, known):
    wrong = answer(right=False, confidence=3, hints=2)
    exports = [
        handed(wrong, answer(), answer()),
        handed(answer(confidence=3)),
        handed(answer(right=False, near_miss=True, accepted=True, confidence=1)),
        handed(answer(right=False, near_miss=True), answer(right=False)),
    ]

    found = results_of(exports, [known()])

    [question] = found.questions
    assert found.learners == 4
    assert question.first == Tally(2, 4)
    assert question.again == Tally(2, 3)
    assert question.sure == Tally(1, 2)
    assert question.sure_and_wrong == 1
    assert (question.hinted, question.near_misses) == (1, 1)
    assert question.discrimination is Refusal.TOO_FEW


def test_wrong_predictions_are_put_together_as_judging_would(answer, handed, known):
    claims = [
        "a  \nb\n\n", "a\nb", "a\nb\n!finishes", "a\nb\n!hangs", "a\n!raises asyncio.TimeoutError",
        "a\n!raises TimeoutError", "A\nb", "",
    ]  # fmt: skip
    exports = [handed(answer(claim=claim, right=False)) for claim in claims]

    [question] = results_of(exports, [known(foreseen=(Claim("a\nb\n", HANGS),))]).questions

    assert [(each.claim, each.learners, each.foreseen) for each in question.wrong] == [
        (Claim("a\nb\n"), 3, False),
        (Claim("a\n", ClaimedEnding(Finish.RAISES, "TimeoutError")), 2, False),
        (Claim(""), 1, False),
        (Claim("A\nb\n"), 1, False),
        (Claim("a\nb\n", HANGS), 1, True),
    ]


def test_guesses_are_put_together_as_numbers(answer, handed, known):
    exports = [handed(answer(claim=text, right=False)) for text in ("1_000 ms", "1000", "5", "?")]

    [question] = results_of(exports, [known(asks=Asks.NUMBER)]).questions

    assert [(each.claim.stdout, each.learners) for each in question.wrong] == [
        *(("1000", 2), ("5", 1), ("?", 1)),
    ]


def test_answers_to_an_earlier_program_are_only_counted(answer, handed, known):
    exports = [handed(answer(digest="old"), answer(digest="d")), handed(answer(digest="old"))]

    found = results_of(exports, [known(digest="d")])

    [question] = found.questions
    assert question.first == Tally(1, 1)
    assert found.earlier == (("q", 2),)
    assert found.learners == 2


def test_a_question_that_was_renamed_is_the_same(answer, handed, known):
    found = results_of([handed(answer("old-name"))], [known("new-name")])

    assert [each.id for each in found.questions] == ["new-name"]
    assert found.earlier == ()


def test_of_a_question_that_the_course_does_not_have_the_last_program_counts(answer, handed):
    exports = [handed(answer(digest="old")), handed(answer(digest="new"))]

    found = results_of(exports, [])

    [question] = found.questions
    assert (question.id, question.title, question.digest, question.where) == ("q", "q", "new", "")
    assert found.earlier == (("q", 1),)


def test_a_part_of_a_lesson_asks_several_questions(answer, handed):
    part = "09-other/part-1"
    export = handed(answer(part, digest="x", sitting=None), answer(part, digest="y", sitting=None))

    found = results_of([export], [])

    assert sorted(each.title for each in found.questions) == [f"{part}, x", f"{part}, y"]
    assert found.earlier == ()


def test_a_program_to_write_is_solved_or_not_however_often_it_was_saved(answer, handed, known):
    def save(**more):
        return answer("w", digest="e", sitting=None, claim="code", **more)

    exports = [
        handed(save(right=False), save(right=False, hints=1), save()),
        handed(save(right=False)),
    ]

    for course in ([known("w", "e", asks=Asks.PROGRAM)], []):
        found = results_of(exports, course)
        [program] = found.programs
        assert (program.solved, program.hinted) == (Tally(1, 2), 1)
        assert found.questions == ()


def test_doubts_are_told_with_their_question(answer, handed, known):
    one = answer()
    notes = [Doubt("q", "d", "a", note, one.at) for note in ("too easy", "a typo")]
    gone = Doubt("q", "old", "a", "mended since", one.at)

    [question] = results_of([handed(one, doubts=[*notes, gone])], [known()]).questions

    assert question.doubts == ("a typo", "too easy")


def test_an_export_that_is_handed_in_twice_is_said(answer, handed, known):
    one, more = answer(), answer()

    found = results_of([handed(one), handed(one, more), handed()], [known()])

    assert (found.learners, found.joined) == (1, 1)


def test_the_hardest_question_comes_first(answer, handed):
    export = handed(answer("b"), answer("a"), answer("c", right=False))

    found = results_of([export], [])

    assert [each.id for each in found.questions] == ["c", "a", "b"]


MOMENTS = st.datetimes(timezones=st.just(UTC))
ANSWERS = st.builds(
    Attempt,
    question=st.sampled_from(["p", "q", "04/part"]),
    digest=st.sampled_from(["d", "e"]),
    claim=st.sampled_from(["a", "b", "a\n!hangs", "!raises", "1_000"]),
    right=st.booleans(),
    at=MOMENTS | st.sampled_from([datetime(2026, 3, 1, tzinfo=UTC)]),
    near_miss=st.booleans(),
    accepted=st.booleans(),
    confidence=st.sampled_from([None, 1, 2, 3]),
    hints=st.integers(),
    sitting=st.sampled_from([None, "s"]),
)
NOTES = st.builds(Doubt, *map(st.sampled_from, (["p", "q"], ["d"], ["a"], ["n", "m"])), MOMENTS)
EXPORTS = st.builds(
    Handed,
    st.sampled_from(["", "", "one", "two"]),
    st.lists(ANSWERS, max_size=6).map(tuple),
    st.lists(NOTES, max_size=2).map(tuple),
)
COURSE = [
    Known("p", "d", "P", Asks.PREDICTION, "p.md:1", (Claim("a"),)),
    Known("q", "d", "Q", Asks.NUMBER, "q.md:1"),
]


@settings(max_examples=100, deadline=None)
@given(st.lists(EXPORTS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_files_changes_nothing(exports, shuffler):
    told = results_of(exports, COURSE)

    shuffler.shuffle(exports)

    assert results_of(exports, COURSE) == told


@settings(max_examples=80, deadline=None)
@given(st.lists(EXPORTS, max_size=6))
def test_every_answer_is_counted_exactly_once(exports):
    exports = [replace(each, learner=str(number)) for number, each in enumerate(exports)]

    found = results_of(exports, COURSE)

    told = found.first.asked + found.again.asked + sum(count for _, count in found.earlier)
    for each in found.questions:
        wrong = sum(answer.learners for answer in each.wrong) + each.near_misses
        assert wrong == each.first.asked - each.first.right
    if not found.programs:
        marks = [{(a.question, a.digest, a.at, a.claim) for a in each.attempts} for each in exports]
        assert told == sum(map(len, marks))


def test_thirty_learners_have_a_discrimination(answer, handed, known):
    exports = [
        handed(answer("p", right=number % 3 == 0), answer("q", right=number % 2 == 0))
        for number in range(30)
    ]

    found = results_of(exports, [known("p"), known("q")])

    assert all(isinstance(each.discrimination, float) for each in found.questions)


@pytest.mark.parametrize("right", [True, False])
def test_where_all_are_right_or_all_are_wrong_there_is_none(answer, handed, known, right):
    exports = [
        handed(answer("p", right=right), answer("q", right=number % 2 == 0)) for number in range(30)
    ]

    found = {each.id: each for each in results_of(exports, [known("p"), known("q")]).questions}

    assert found["p"].discrimination is Refusal.ALIKE
