from dataclasses import replace

from asynclearn.classroom.learners import tell_apart
from asynclearn.progress.sitting import Doubt


def test_each_export_is_a_learner(answer, handed):
    assert len(tell_apart([handed(answer()), handed(answer())])) == 2


def test_exports_that_share_an_answer_are_of_one_learner_whose_answers_count_once(answer, handed):
    first, second, third = answer(), answer("p"), answer("r")
    doubt = Doubt("q", "d", "a", "odd", first.at)

    [one] = tell_apart(
        [
            handed(first, second, doubts=[doubt]),
            handed(third),
            handed(second, third, doubts=[doubt]),
        ]
    )

    assert one.attempts == (first, second, third)
    assert one.doubts == (doubt,)


def test_a_near_miss_that_was_accepted_later_is_accepted(answer, handed):
    early = answer(right=False, near_miss=True)
    late = replace(early, accepted=True)

    for order in ([early, late], [late, early]):
        [one] = tell_apart([handed(each) for each in order])
        assert one.attempts == (late,)


def test_an_id_is_believed_before_what_answers_have_in_common(answer, handed):
    same = answer()

    apart = tell_apart([handed(same, learner="one"), handed(same, learner="two")])
    together = tell_apart([handed(answer(), learner="one"), handed(answer(), learner="one")])

    assert (len(apart), len(together)) == (2, 1)


def test_moments_that_were_rounded_join_nobody(answer, handed):
    rounded = replace(answer(), at=answer().at.replace(second=0, microsecond=0))

    assert len(tell_apart([handed(rounded), handed(rounded)])) == 2
