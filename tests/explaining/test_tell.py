"""The story of a whole run: what is said of each thing that can happen, and what is not."""

import textwrap
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asynclearn.explaining.story import StepKind
from asynclearn.explaining.tell import tell
from asynclearn.sandbox.outcome import Ending, Outcome
from asynclearn.sandbox.trace import Event, Trace, What

MADE = ("", "created", 9, {"task": "Task-1", "function": "main"})
ROWS = {"function": "rows", "call": 7}


def told(outcome, source=""):
    story = tell(outcome, textwrap.dedent(source))
    return [story.sentence(step) for step in story.steps]


def test_a_whole_run_is_told_from_the_first_turn_to_the_last(run_of):
    source, outcome = run_of("break")

    story = tell(outcome, source)

    assert story.sentence(story.steps[0]) == "`main()` begins."
    assert story.sentence(story.steps[-1]) == "`main()` is done."
    assert [lane.title for lane in story.lanes][:2] == ["main()", "closing rows()"]


def test_a_closing_task_that_is_cancelled_goes_on_where_it_waited(run_of):
    source, outcome = run_of("flush")

    story = tell(outcome, source)

    sentences = [story.sentence(step) for step in story.steps]
    closing = "The task that closes `rows()`"
    begins = f"{closing} has its first turn: it raises `GeneratorExit` at the `yield` where "
    assert f"{begins}`rows()` had stopped." in sentences
    cancelled = f"{closing} goes on with `CancelledError`: `asyncio.run` cancels what is left"
    assert f"{cancelled} at its end." in sentences


def test_a_generator_keeps_its_name_where_the_run_ends_as_its_closing_task_is_made(run_of):
    source, outcome = run_of("break")
    cut = replace(outcome, trace=replace(outcome.trace, events=outcome.trace.events[:13]))

    told_of = " ".join(told(cut, source))

    assert "`rows()`" in told_of
    assert "of `aclose()`" not in told_of


def test_every_printed_line_stands_in_one_step_with_its_number(recorded):
    source, outcome = recorded

    story = tell(outcome, source)

    numbers = [number for step in story.steps for number in step.output_lines]
    assert numbers == list(range(1, outcome.stdout.count("\n") + 1))
    assert "".join(step.printed or "" for step in story.steps) == outcome.stdout


def test_the_details_hold_every_event(recorded):
    source, outcome = recorded

    story = tell(outcome, source)

    told = [number for step in story.details for number in step.events]
    assert told == [event.number for event in outcome.trace.events]


def test_what_asyncio_does_for_itself_is_left_to_the_details(recorded):
    source, outcome = recorded

    story = tell(outcome, source)

    assert not any("shutdown" in story.sentence(step) for step in story.steps)
    assert any("shutdown" in story.sentence(step) for step in story.details)


def test_a_program_without_asyncio_has_a_story_too(written):
    outcome = written(
        (0, "", "entered", 1, {**ROWS, "of": "generator"}),
        ("", "yielded", 2, ROWS),
        ("", "printed", 5, {"text": "one\n", "functions": []}),
        stdout="one\n",
    )

    assert told(outcome) == [
        (
            "The program takes the first item of `rows()`, whose body runs to the `yield` and "
            "stops there."
        ),
        "The program prints `one`.",
    ]


def test_a_thread_is_named(written):
    outcome = written(("thread worker", "printed", 3, {"text": "hi\n"}), stdout="hi\n")

    assert told(outcome) == ["The thread `worker` prints `hi`."]


def test_events_that_were_not_kept_are_said_to_be(written):
    outcome = written(MADE, ("", "left_out", None, {"events": 120}))

    story = tell(outcome, "")

    assert [story.sentence(step) for step in story.steps] == [
        "120 events of this run were not kept."
    ]
    assert story.steps[0].kind is StepKind.GAP


def test_a_run_that_was_killed_says_that_its_end_may_be_missing(written):
    outcome = written(("", "printed", 1, {"text": "a\n"}), stdout="a\n", complete=False)

    assert tell(outcome, "").notes == (
        "The last events of this run may be missing: the program was stopped.",
    )


def test_an_eager_task_is_said_to_start_at_once(written):
    outcome = written(
        MADE,
        ("Task-1", "created", 3, {"task": "Task-2", "function": "child"}),
        ("Task-2", "entered", 1, {"function": "child", "call": 2, "of": "coroutine"}),
        ("Task-1", "created", 4, {"task": "B", "function": "child"}),
        (2, "B", "resumed", None, {"cause": {"kind": "new", "who": "Task-1", "line": 4}}),
    )

    sentences = told(outcome)
    assert sentences[0] == "`main()` makes `child()` a task, which starts at once."
    assert '`main()` makes task "B": it has to wait for its turn.' in sentences


def test_tasks_of_one_function_are_told_apart(written):
    one = {"task": "Task-2", "function": "main.<locals>.fetch"}
    outcome = written(
        MADE, ("Task-1", "created", 3, one), ("Task-1", "created", 3, {**one, "task": "Task-3"})
    )

    assert told(outcome) == [
        "`main()` makes the tasks `fetch()` 1 and `fetch()` 2: they have to wait for a turn."
    ]


def test_a_cancelled_task_says_who_cancelled_it(written):
    outcome = written(
        MADE,
        ("Task-1", "created", 3, {"task": "Task-2", "function": "job"}),
        (2, "Task-2", "entered", 1, {"function": "job", "call": 2, "of": "coroutine"}),
        ("Task-2", "suspended", 1, {"on": "Event.wait", "functions": [["job", 1]]}),
        (3, "Task-1", "cancel_requested", 4, {"task": "Task-2"}),
        (
            4,
            "Task-2",
            "resumed",
            None,
            {"cause": {"kind": "cancelled", "who": "Task-1", "line": 4}},
        ),
        ("Task-2", "thrown", 1, {"function": "job", "call": 2, "exception": "CancelledError"}),
        ("Task-2", "unwound", 1, {"function": "job", "call": 2, "exception": "CancelledError"}),
        ("Task-2", "cancelled", None),
    )

    assert told(outcome)[2:] == [
        "`job()` waits for the event to be set: now others can run.",
        "`main()` cancels `job()`: it gets `CancelledError` when the turn comes.",
        "`job()` goes on with `CancelledError`: `main()`, in line 4, cancelled it.",
        "`job()` ends as cancelled.",
    ]


def test_the_end_of_asyncio_run_is_told_only_if_it_closes_something(written):
    closing = ("Task-9", "thrown", 5, {**ROWS, "exception": "GeneratorExit"})
    begins = ("", "shutdown", 9, {"of": "async_generators"})

    idle = written(("Task-1", "yielded", 5, ROWS), begins)
    busy = written(("Task-1", "yielded", 5, ROWS), begins, closing)

    assert len(told(idle)) == 1
    assert told(busy)[1] == (
        "The program comes to the end of `asyncio.run`, which closes the async generators that "
        "are left."
    )


def cancelled_by(written, *begun, **cause):
    return told(
        written(
            MADE,
            ("Task-1", "created", 3, {"task": "Task-2", "function": "job"}),
            *begun,
            (9, "Task-2", "resumed", None, {"cause": {"kind": "cancelled", **cause}}),
            ("Task-2", "thrown", 5, {**JOB, "exception": "CancelledError"}),
        )
    )[-1]


JOB = {"function": "job", "call": 2}
BEGUN = (2, "Task-2", "entered", 1, {**JOB, "of": "coroutine"})


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ({"by": "timeout", "line": 5}, "the timeout in line 5 has run out"),
        ({"by": "TaskGroup"}, "`TaskGroup` cancelled it"),
        ({"by": "asyncio.run"}, "`asyncio.run` cancels what is left at its end"),
        ({"who": "Task-1", "line": 7}, "`main()`, in line 7, cancelled it"),
    ],
)
def test_what_cancels_a_task_is_named(written, cause, said):
    assert cancelled_by(written, BEGUN, **cause) == (
        f"`job()` goes on with `CancelledError`: {said}."
    )


def test_a_task_that_is_cancelled_before_its_first_turn_never_begins(written):
    assert cancelled_by(written, who="Task-1") == (
        "`job()` gets `CancelledError` before its body has begun (`main()` cancelled it)."
    )


def test_a_group_that_cancels_says_which_task_has_failed(written):
    ended = (3, "Task-1", "failed", None, {"exception": "KeyError"})
    because = {"kind": "done", "task": "Task-1"}

    assert "`main()` has ended with `KeyError`, so `TaskGroup` cancelled it" in cancelled_by(
        written, BEGUN, ended, by="TaskGroup", because=because
    )


def test_items_that_are_taken_one_after_the_other_are_one_step(written):
    rounds = [("Task-1", what, 5, ROWS) for _ in range(3) for what in ("continued", "yielded")]
    outcome = written(MADE, ("Task-1", "yielded", 5, ROWS), *rounds)

    assert told(outcome)[1:] == [
        "`main()` takes the next 3 items of `rows()`, one after the other."
    ]


KEPT = """\
    async def main():
        late = rows()
        early = rows()
        async for row in early:
            print(row)
        async for row in late:
            print(row)
"""
AT_ONCE = """\
    async def main():
        async for row in rows():
            print(row)
        async for row in rows():
            print(row)
"""


def test_generators_are_numbered_as_they_are_used_and_that_is_said(written):
    second = {**ROWS, "call": 8}
    outcome = written(MADE, ("Task-1", "yielded", 5, ROWS), ("Task-1", "yielded", 5, second))

    kept, at_once = (tell(outcome, textwrap.dedent(source)) for source in (KEPT, AT_ONCE))

    assert "`rows()` 2" in kept.steps[-1].text
    [note] = kept.notes
    assert note == (
        "The numbers of `rows()` say which was used first, which need not be the one that was "
        "made first."
    )
    assert at_once.notes == ()


def test_the_details_say_as_well_which_function_prints(written):
    functions = [["main", 9], ["Pages.__anext__", 3]]
    outcome = written(MADE, ("Task-1", "printed", 3, {"text": "x\n", "functions": functions}))

    story = tell(outcome, "")

    said = "`main()` prints `x`, in `Pages.__anext__()`, run by line 9."
    assert story.sentence(story.steps[-1]) == story.sentence(story.details[-1]) == said


SURE = """\
    async def main():
        async for row in rows():
            print(row)
            break
        print("after")
"""
UNSURE = {
    "two breaks": SURE.replace(
        "print(row)\n", "print(row)\n            if row:\n                break\n"
    ),
    "a variable holds it": SURE.replace("in rows()", "in held"),
    "something around it may catch": SURE.replace(
        "        async for", "        with suppress(Exception):\n         async for"
    ),
    "another function": SURE.replace("rows()", "lines()"),
}


def left_early(written, last):
    return written(
        MADE,
        ("Task-1", "yielded", 20, {**ROWS, "of": "async_generator"}),
        ("Task-1", "printed", 3, {"text": "x\n"}),
        ("Task-1", "dropped", 20, ROWS),
        ("Task-1", "printed", last, {"text": "after\n"}),
        stdout="x\nafter\n",
    )


def test_a_break_is_named_where_it_is_the_only_way_out_of_the_loop(written):
    story = tell(left_early(written, 5), textwrap.dedent(SURE))

    assert (story.steps[2].line, "with `break`" in story.steps[2].text) == (4, True)


def test_a_break_is_named_where_the_loop_says_nothing_before_it(written):
    outcome = written(
        MADE,
        ("Task-1", "printed", 1, {"text": "before\n"}),
        ("Task-1", "yielded", 20, {**ROWS, "of": "async_generator"}),
        ("Task-1", "dropped", 20, ROWS),
        ("Task-1", "printed", 5, {"text": "after\n"}),
        stdout="before\nafter\n",
    )
    twice = SURE + "\n    other = rows()\n"

    assert "with `break`" in told(outcome, SURE)[2]
    assert "with `break`" not in told(outcome, twice)[2]


@pytest.mark.parametrize("case", UNSURE)
def test_a_break_is_not_named_where_it_is_not_sure(written, case):
    source = UNSURE[case]
    last = 1 + source.split("\n").index('        print("after")')

    assert (
        "`main()` drops the last reference to `rows()`: asyncio's hook schedules its `aclose()` "
        "as a new task."
    ) in told(left_early(written, last), source)


def test_output_of_a_child_process_does_not_shift_the_lines(written):
    outcome = written(
        ("", "printed", 1, {"text": "one\n"}),
        ("", "printed", 3, {"text": "three\n"}),
        stdout="one\nby a child\nthree\n",
    )

    story = tell(outcome, "")

    assert [step.output_lines for step in story.steps] == [(1,), (3,)]


DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "task": st.sampled_from(["Task-1", "A", "callback"]) | st.integers(),
        "function": st.sampled_from(["main", "rows", "main.<locals>.rows", "<genexpr>", ""]),
        "call": st.integers(0, 3) | st.text(max_size=2),
        "of": st.sampled_from(["generator", "async_generator", "coroutine", "tasks"]),
        "on": st.text(max_size=5),
        "text": st.text(max_size=5) | st.none(),
        "exception": st.text(max_size=5),
        "due": st.floats() | st.text(max_size=2),
        "functions": st.lists(st.tuples(st.text(max_size=2), st.integers()), max_size=3),
        "cause": st.fixed_dictionaries(
            {"kind": st.sampled_from(["new", "timer", "done", "woken", "dropped", "?"])},
            optional={"who": st.text(max_size=3), "line": st.integers(), "task": st.none()},
        )
        | st.text(max_size=2),
    },
)
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["", "Task-1", "A", "callback", "thread x"]),
        st.sampled_from(What),
        st.none() | st.integers(-1, 9),
        DETAILS,
    ),
    max_size=12,
)


@given(EVENTS, st.text(max_size=20))
def test_whatever_a_program_claims_to_have_done_can_be_told(rows, stdout):
    events = tuple(
        Event(number, 0.0, turn, who, what, line, details)
        for number, (turn, who, what, line, details) in enumerate(rows, 1)
    )
    outcome = Outcome(stdout, "", Ending.FINISHED, 0.1, trace=Trace(events))

    story = tell(outcome, SURE)

    assert all(story.sentence(step) for step in (*story.steps, *story.details))


def test_where_the_trace_does_not_tell_nothing_is_said(written):
    outcome = written(
        MADE,
        ("Task-1", "suspended", 3, {"on": "", "functions": []}),
        (2, "Task-1", "resumed", None, {"cause": {}}),
        ("Task-1", "printed", 4, {"text": "x\n"}),
        stdout="x\n",
    )

    assert told(outcome) == [
        "`main()` waits: now others can run.",
        "`main()` goes on.",
        "`main()` prints `x`.",
    ]


def test_a_task_of_asyncios_own_is_left_to_the_details(written):
    pipes = {"task": "Task-2", "function": "BaseSubprocessTransport._connect_pipes"}
    turn = (2, "Task-2", "resumed", None, {"cause": {"kind": "outside"}})
    outcome = written(MADE, ("callback", "created", None, pipes), turn)

    assert told(outcome) == []
    assert len(tell(outcome, "").details) == 3


def test_six_thousand_tasks_that_nobody_goes_by_are_told_in_no_time(written):
    made = [("a", "created", 1, {"task": f"x{each}", "function": "f"}) for each in range(6000)]
    cause = {"kind": "new", "who": "a", "line": 1}
    turns = [(f"y{each}", "resumed", 2, {"cause": cause}) for each in range(6000)]
    begun = time.process_time()

    story = tell(written(*made, *turns), "")

    assert time.process_time() - begun < 5
    assert len(story.steps) == 6001


def test_behind_a_gap_it_is_still_known_what_comes_next(written):
    created = ("Task-1", "created", 4, {"task": "Task-2", "function": "fetch"})
    outcome = written(
        MADE, ("", "left_out", None, {"events": 7}), created, ("Task-2", "finished", None)
    )
    assert outcome.trace is not None
    late = tuple(
        replace(event, number=event.number + 7 * (event.number > 1))
        for event in outcome.trace.events
    )

    story = tell(replace(outcome, trace=replace(outcome.trace, events=late)), "")

    assert "which starts at once" in " ".join(step.text for step in story.steps)
