"""Rounds that are all alike."""

from asynclearn.explaining.folding import folded
from asynclearn.explaining.story import Mark, Step, StepKind


def steps_of(texts, **marked):
    return [
        Step(0, StepKind.RUNS, text, 0.0, events=(number,), mark=marked.get(f"at_{number}"))
        for number, text in enumerate(texts)
    ]


def told(steps):
    return [step.text for step in folded(steps)]


def test_of_many_equal_steps_the_first_two_and_the_last_are_told():
    assert told(steps_of(["begins", *["turn"] * 1003, "ends"])) == [
        "begins", "turn", "turn", "… and so on, 1,000 times", "turn", "ends",
    ]  # fmt: skip


def test_a_round_of_several_steps_is_folded_as_a_whole():
    assert told(steps_of(["a", "b", "c"] * 9)) == [
        *"abcabc", "… and so on, these 3 steps 6 times", *"abc",
    ]  # fmt: skip


def test_a_round_that_is_cut_off_is_told_after_the_last_whole_one():
    assert told(steps_of([*["a", "b"] * 9, "a"]))[-3:] == ["a", "b", "a"]


def test_a_few_rounds_are_all_told():
    texts = ["a", "b"] * 5

    assert told(steps_of(texts)) == texts


def test_a_marked_step_is_never_folded_away():
    steps = folded(steps_of(["turn"] * 100, at_50=Mark.WRONG))

    assert [step.events for step in steps if step.mark] == [(50,)]
    assert [step.kind for step in steps].count(StepKind.GAP) == 2


def test_a_fold_stands_for_all_its_events():
    steps = folded(steps_of(["turn"] * 100))

    assert [number for step in steps for number in step.events] == list(range(100))
