"""What a learner reads after a wrong prediction, program by program."""

from dataclasses import replace

import pytest

from asynclearn.explaining.story import Mark, StepKind
from asynclearn.explaining.why import MOST_STEPS, why
from asynclearn.sandbox.outcome import Ending

CALL = {"function": "numbers", "call": 1}


@pytest.fixture
def told(run_of, verdict_on):
    """Title, sentences and notes of the story for a wrong prediction."""

    def tell(name, typed):
        source, outcome = run_of(name)
        story = why(outcome, source, verdict_on(outcome, typed))
        return [story.title, *map(story.sentence, story.steps), *story.notes]

    return tell


def test_a_break_drops_the_generator_and_its_cleanup_has_to_wait_for_a_turn(told):
    assert told("break", "row 1\ncleanup\nreport") == [
        "Output line 2: you said `cleanup`, and it printed `report`. Up to there:",
        "`main()` prints `row 1`.",
        (
            "`main()` drops `rows()` with `break`: asyncio's hook schedules its `aclose()` as a "
            "new task."
        ),
        "`main()` prints `report`.",
        "`main()` waits for `asyncio.sleep` to be over: now others can run.",
        (
            "The task that closes `rows()` has its first turn: it raises `GeneratorExit` at the "
            "`yield` where `rows()` had stopped."
        ),
        "The task that closes `rows()` prints `cleanup`.",
        (
            "Your line `cleanup` does come, as output line 3: the task that closes `rows()` prints "
            "it in line 8."
        ),
        (
            "When `report` was printed, `aclose()` was only scheduled: that task had not had a "
            "turn yet."
        ),
    ]


def test_an_item_taken_by_hand_is_gone_for_the_loop(told):
    typed = "async_generator\nby hand 1\nfirst 1\nfirst 2\nfirst 3\nclosed"

    assert told("tickets", typed) == [
        "Output line 3: you said `first 1`, and it printed `first 2`. Up to there:",
        "`main()` prints `by hand 1`.",
        (
            "`main()` takes the next item of `tickets()`, whose body goes on where it had stopped "
            "in line 5, to the next `yield`."
        ),
        "`main()` prints `first 2`.",
        "Your line `first 1` is never printed.",
    ]


def test_a_generator_that_is_used_up_stays_so_and_the_second_loop_never_runs(told):
    typed = "async_generator\nby hand 1\nfirst 2\nfirst 3\nsecond 1\nsecond 2\nsecond 3\nclosed"

    assert told("tickets", typed) == [
        "Output line 5: you said `second 1`, and it printed `closed`. Up to there:",
        "`main()` prints `first 3`.",
        (
            "`main()` asks `tickets()` for the next item, but the body comes to its end: "
            "`tickets()` is used up for good."
        ),
        "`main()` prints `closed`.",
        "Your line `second 1` is never printed.",
        'Line 14, `print("second", number)`, is never run.',
    ]


def test_only_a_third_request_tells_that_there_are_no_more_items(told):
    assert told("pages", "aiter\nanext\npage 1\nanext\npage 2\ndone") == [
        "Output line 6: you left out `anext`. How it comes to be printed:",
        "`main()` prints `page 2`.",
        "`main()` prints `anext`, in `Pages.__anext__()`, run by line 19.",
        (
            "`main()` comes back from `Pages.__anext__()`, which raises `StopAsyncIteration`: "
            "there are no more items."
        ),
        "`main()` prints `done`.",
        (
            "But `main()`, in `Pages.__anext__()`, line 12, prints `anext`. "
            "Your prediction has no such line here."
        ),
    ]


def test_a_body_that_stands_at_its_yield_never_says_its_last_line(told):
    assert told("messages", "handle pay\nack pay\nhandle ship\nack ship\nend") == [
        "Output line 4: you said `ack ship`, and it printed `end`. Up to there:",
        "`main()` prints `handle ship`.",
        "`main()` prints `end`.",
        "Your line `ack ship` is never printed.",
        "`messages()` was left at the `yield` in line 5: nobody asked it for another item.",
    ]


def test_a_task_that_was_made_has_to_wait_until_another_one_waits(told):
    story = told("bell", "soup\nring\nrice\ncake\nserved")

    assert story[0] == "Output line 2: you said `ring`, and it printed `rice`. Up to there:"
    assert story[-5:] == [
        "`main()` waits for `bell()` to be done: now others can run.",
        "`bell()` has its first turn.",
        "`bell()` prints `ring`.",
        "Your line `ring` does come, as output line 5: `bell()` prints it in line 8.",
        "When `rice` was printed, that task had been made, but had not had its first turn.",
    ]


def test_a_line_that_comes_late_says_what_its_task_waited_for(told):
    story = told("bell_and_queue", "soup\nrice\ncake\nring")

    assert story[-2:] == [
        "Your line `cake` does come, as output line 4: `main()` prints it in line 17.",
        "When `ring` was printed, that task was waiting in line 6 for its next turn.",
    ]


def test_who_wakes_whom_is_said_with_the_line(told):
    assert told("queue", "got pie\nput") == [
        "Output line 1: you said `got pie`, and it printed `put`. Up to there:",
        "`main()` begins.",
        '`main()` makes task "eater": it has to wait for its turn.',
        "`main()` waits for `asyncio.sleep` to be over: now others can run.",
        'Task "eater" has its first turn.',
        'Task "eater" waits for an item in the queue.',
        "`main()` goes on: its sleep is over.",
        "`main()` prints `put`.",
        '`main()` waits for task "eater" to be done.',
        'Task "eater" goes on: `main()`, in line 12, woke it.',
        'Task "eater" prints `got pie`.',
        'Your line `got pie` does come, as output line 2: task "eater" prints it in line 5.',
        "When `put` was printed, that task was waiting in line 5 for an item in the queue.",
    ]


def test_without_a_wrong_line_the_story_goes_from_the_last_one_to_the_end(told):
    assert told("queue", "put\ngot pie\n!raises ValueError") == [
        (
            "Your lines are right. You said that it raises ValueError, but it finished. "
            "From there to the end:"
        ),
        'Task "eater" prints `got pie`.',
        '`main()` goes on: task "eater" is done.',
        "`main()` is done.",
    ]


def test_a_slip_of_the_fingers_is_not_where_a_prediction_goes_wrong(told):
    story = told("break", "row  1\ncleanup\nreport")

    assert story[0] == "Output line 2: you said `cleanup`, and it printed `report`. Up to there:"


def test_where_nothing_but_the_spaces_differ_there_is_nothing_to_explain(run_of, verdict_on):
    source, outcome = run_of("break")

    story = why(outcome, source, verdict_on(outcome, "row  1\nReport\ncleanup"))

    assert story.title == (
        "There is nothing to explain: only the case and spaces differ. The whole run:"
    )
    assert not any(step.mark for step in story.steps)
    assert story.sentence(story.steps[-1]) == "`main()` is done."


def test_a_run_that_got_stuck_is_told_to_its_last_wait(written, verdict_on):
    outcome = replace(
        written(
            ("", "created", 9, {"task": "Task-1", "function": "main"}),
            ("Task-1", "printed", 3, {"text": "one\n"}),
            ("Task-1", "suspended", 4, {"on": "Event.wait", "functions": [["main", 4]]}),
            stdout="one\n",
        ),
        ending=Ending.STUCK,
    )

    story = why(outcome, "", verdict_on(outcome, "one"))

    assert story.title == (
        "Your lines are right. You said that it finishes, but it got stuck, as nothing can wake "
        "it any more. From there to the end:"
    )
    assert "waits for the event to be set" in story.steps[-1].text
    assert story.outcome == outcome


def test_the_ending_belongs_to_a_story_only_if_that_goes_so_far(run_of, verdict_on):
    source, outcome = run_of("break")

    cut = why(outcome, source, verdict_on(outcome, "row 1\ncleanup\nreport"))
    whole = why(outcome, source, verdict_on(outcome, "row 1\nreport\ncleanup\nmore"))

    assert cut.outcome is None
    assert whole.outcome == outcome


def test_the_marks_stand_at_the_lines_where_the_prediction_parts(run_of, verdict_on):
    source, outcome = run_of("break")

    story = why(outcome, source, verdict_on(outcome, "row 1\ncleanup\nreport"))

    marks = {step.mark: step.printed for step in story.steps if step.mark}
    assert marks == {
        Mark.RIGHT: "row 1\n",
        Mark.WRONG: "report\n",
        Mark.EXPECTED: "cleanup\n",
    }


@pytest.mark.parametrize("typed", ["", "nothing of it", "!hangs", "closed\n!exits 3"])
def test_any_prediction_of_any_run_has_a_first_screen(recorded, verdict_on, typed):
    source, outcome = recorded

    story = why(outcome, source, verdict_on(outcome, typed))

    assert 1 <= len(story.steps) <= MOST_STEPS
    assert all(story.sentence(step).endswith(".") for step in (*story.steps, *story.details))


def test_a_long_story_keeps_its_beginning_and_its_end(written, verdict_on):
    turns = [("Task-1", "cancel_requested", line, {"task": "x"}) for line in range(5, 45)]
    rounds = [row for each in turns for row in (each, ("Task-1", "yielded", 4, CALL))]
    outcome = written(
        ("Task-1", "entered", 3, {**CALL, "of": "generator"}),
        *rounds,
        ("Task-1", "printed", 50, {"text": "end\n"}),
        stdout="end\n",
    )

    story = why(outcome, "", verdict_on(outcome, "other"))

    assert len(story.steps) == MOST_STEPS
    [gap] = [step for step in story.steps if step.kind is StepKind.GAP]
    assert story.sentence(gap) == "71 more steps lie between; the details show them."
    assert story.steps[-1].mark is Mark.WRONG
    assert len(story.details) == len(outcome.trace.events)


def test_a_run_that_was_not_recorded_is_said_to_be(run_of, verdict_on):
    source, outcome = run_of("break")
    bare = type(outcome)(outcome.stdout, "", outcome.ending, 0.1)

    story = why(bare, source, verdict_on(bare, "row 1"))

    assert story.steps == ()
    assert story.notes == ("This run was not recorded, so there is nothing to tell.",)


ANEXT_COMES = "Your line `anext` does come, as output line 2:"


@pytest.mark.parametrize(
    ("claim", "comes"),
    [
        (
            "aiter\npage 1\nanext\nanext\npage 2\nanext\ndone",
            "Your line `page 1` does come, as output line 3: `main()` prints it in line 20.",
        ),
        (
            "anext\naiter\npage 1\nanext\npage 2\nanext\ndone",
            f"{ANEXT_COMES} `main()` prints it in `Pages.__anext__()`, line 12.",
        ),
    ],
)
def test_a_line_that_comes_later_is_told_with_the_function_that_prints_it(told, claim, comes):
    assert [each for each in told("pages", claim) if "does come" in each] == [comes]
