"""Reading what may be anything."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from asynclearn.sandbox.inside.recorder import bounds
from asynclearn.sandbox.recorded import read_trace, without_recorder
from asynclearn.sandbox.trace import Event, What

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)
GOOD = [1, 0.5, 2, "Task-1", "printed", 3, {"functions": [["main", 3]], "text": "a\n"}]


def line(*fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def numbered(number: int) -> bytes:
    return line(number, *GOOD[1:])


def test_an_event_is_read_as_it_was_written():
    trace = read_trace(line(*GOOD) + b"!\n")
    expected = Event(1, 0.5, 2, "Task-1", What.PRINTED, 3, GOOD[6])  # type: ignore[arg-type]
    assert trace.events == (expected,)
    assert trace.complete


def test_without_the_last_line_it_is_not_complete():
    assert not read_trace(line(*GOOD)).complete
    assert not read_trace(b"").complete


@given(st.binary())
def test_garbage_is_an_empty_trace(content):
    assert read_trace(content).events == ()


@settings(max_examples=30)
@given(st.lists(VALUES, max_size=8))
def test_forged_events_are_passed_over_or_well_formed(fields):
    content = json.dumps(fields).encode("ascii") + b"\n"
    for event in read_trace(content).events:
        json.dumps(event.as_json(), allow_nan=False)


@settings(max_examples=50)
@given(
    st.tuples(
        st.integers() | st.booleans() | st.floats(),
        st.floats() | st.integers(),
        st.integers(),
        st.text(),
        st.sampled_from([*What]) | st.text(),
        st.none() | st.integers(),
        st.dictionaries(st.text() | st.sampled_from(["who", "number", "line"]), VALUES),
    )
)
def test_nearly_right_events_are_passed_over_or_well_formed(fields):
    for event in read_trace(line(*fields)).events:
        assert event.number >= 0
        assert event.as_json()["who"] == event.who


@given(st.integers(0, 200))
def test_a_record_may_end_anywhere(length):
    whole = numbered(1) + numbered(2) + b"!\n"
    numbers = [event.number for event in read_trace(whole[:length]).events]
    assert numbers == [1, 2][: len(numbers)]


def test_deep_nesting_is_passed_over():
    assert read_trace(b"[" * 100_000 + b"\n").events == ()


def test_a_gap_in_the_numbers_is_told():
    trace = read_trace(numbered(1) + numbered(5))
    gap = trace.events[1]
    assert (gap.number, gap.what, gap.details) == (4, What.LEFT_OUT, {"events": 3})


def test_events_are_sorted_and_those_told_twice_come_once():
    trace = read_trace(b"~" + numbered(3) + numbered(2) + numbered(3) + numbered(1))
    assert [event.number for event in trace.events] == [1, 2, 3]


def test_of_the_end_only_the_last_is_kept():
    content = b"".join(b"~" + numbered(n) for n in range(1, 2 * bounds.END))
    trace = read_trace(content)
    assert len(trace.events) == bounds.END + 1
    assert trace.events[0].what is What.LEFT_OUT


def test_a_forger_gets_no_more_in_than_a_recorder():
    content = b"".join(numbered(n) for n in range(1, 2 * bounds.MOST))
    assert len(read_trace(content).events) <= bounds.MOST + 1


def test_the_recorder_is_taken_out_of_a_traceback():
    folder = bounds.__file__.rpartition("/")[0]
    ours = f'  File "{folder}/stdout.py", line 1, in write\n    return original(text)\n    ^^^^\n'
    text = 'Traceback:\n  File "program.py", line 1, in <module>\n    print(1)\n'
    end = "ValueError: closed\n"
    assert without_recorder(text + ours + end) == text + end
    assert without_recorder(text + end) == text + end


def test_details_of_another_type_than_a_recorder_writes_are_left_out():
    nonsense = {"task": [1], "due": 1e300, "functions": [["main"]], "call": -1, "unknown": 1,
                "cause": {"kind": [], "line": "z", "who": None}, "text": {"kind": "x"}}  # fmt: skip
    [event] = read_trace(line(*GOOD[:6], nonsense | {"on": "sleep"})).events

    assert event.details == {"on": "sleep", "cause": {"who": None}}


def test_what_json_does_not_know_as_a_number_is_left_out():
    [event] = read_trace(
        b'[1, 0.0, 1, "t", "resumed", 1, {"cause": {"kind": "timer", "due": NaN}}]\n'
    ).events

    assert event.details == {"cause": {"kind": "timer"}}


def test_causes_in_causes_are_read_as_deep_as_any_recorder_writes_them():
    nested: object = "x"
    for _ in range(300):
        nested = {"kind": "done", "because": nested}
    [event] = read_trace(line(*GOOD[:6], {"cause": nested})).events

    assert json.dumps(event.as_json()).count("because") < 10
