"""The life of a generator: first use, each `yield`, and by whom it is closed."""

from asynclearn.sandbox.trace import What

GENERATOR = """\
import asyncio
async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("cleanup")
"""
LIFE = (
    What.FIRST_USED,
    What.ENTERED,
    What.YIELDED,
    What.CONTINUED,
    What.THROWN,
    What.DROPPED,
    What.RETURNED,
    What.UNWOUND,
)


def life(events):
    """What happened to the generator, in order."""
    return [
        (event.what, event.line)
        for event in events
        if event.what in LIFE and event.details["function"] == "numbers"
    ]


def closing(events):
    [event] = [event for event in events if event.what is What.THROWN]
    return event.details["by"]


def test_a_generator_read_to_its_end_returns(events_of):
    source = (
        GENERATOR + "async def main():\n    async for _ in numbers(): pass\nasyncio.run(main())"
    )
    assert life(events_of(source)) == [
        (What.FIRST_USED, None),
        (What.ENTERED, 2),
        (What.YIELDED, 4),
        (What.CONTINUED, 4),
        (What.YIELDED, 5),
        (What.CONTINUED, 5),
        (What.RETURNED, 7),
    ]


def test_all_events_of_one_call_have_its_number(events_of):
    source = (
        GENERATOR
        + """\
async def main():
    a, b = numbers(), numbers()
    await anext(b)
    await anext(a)
    await b.aclose()
    await a.aclose()
asyncio.run(main())
"""
    )
    events = [each for each in events_of(source) if each.details.get("function") == "numbers"]
    calls = [each.details["call"] for each in events]
    first, second = calls[0], calls[3]
    assert first != second
    assert calls == [first] * 3 + [second] * 3 + [first] * 2 + [second] * 2


def test_aclose_says_who_called_it_and_where(events_of):
    source = (
        GENERATOR
        + """\
async def main():
    generator = numbers()
    await anext(generator)
    await generator.aclose()
asyncio.run(main())
"""
    )
    events = events_of(source)
    assert closing(events) == {"kind": "aclose", "who": "Task-1", "line": 11}
    assert life(events)[-2:] == [(What.THROWN, 4), (What.UNWOUND, 7)]


def test_a_dropped_generator_is_closed_by_a_task_of_the_hook(events_of):
    source = (
        GENERATOR
        + """\
async def main():
    async for _ in numbers():
        break
    print("after")
    await asyncio.sleep(0.01)
asyncio.run(main())
"""
    )
    events = events_of(source)
    [dropped] = [each for each in events if each.what is What.DROPPED]
    assert (dropped.who, dropped.line) == ("Task-1", 4)
    assert closing(events)["kind"] == "dropped"
    closes = [each for each in events if each.details.get("closes") == "numbers"]
    assert [each.details["call"] for each in closes] == [dropped.details["call"]]
    resumed = [each for each in events if each.what is What.RESUMED and each.who == "Task-2"]
    assert resumed[0].details["cause"] == {
        "kind": "dropped",
        "who": "Task-1",
        "function": "numbers",
        "call": dropped.details["call"],
    }


def test_what_is_left_is_closed_by_the_shutdown(events_of):
    source = (
        GENERATOR
        + """\
kept = numbers()
async def main():
    await anext(kept)
asyncio.run(main())
"""
    )
    events = events_of(source)
    assert closing(events) == {"kind": "shutdown"}
    assert [each.details["of"] for each in events if each.what is What.SHUTDOWN] == [
        "async_generators"
    ]


def test_awaits_inside_a_generator_are_no_yields(events_of):
    source = """\
import asyncio
async def numbers():
    await asyncio.sleep(0)
    yield 1
    await asyncio.sleep(0)
async def main():
    async for _ in numbers(): pass
asyncio.run(main())
"""
    found = [what for what, _ in life(events_of(source))]
    assert found == [
        What.FIRST_USED,
        What.ENTERED,
        What.YIELDED,
        What.CONTINUED,
        What.RETURNED,
    ]


def test_plain_generators_are_recorded_without_a_loop(events_of):
    source = "def numbers():\n    yield 1\n    yield 2\nfor n in numbers(): print(n)"
    assert life(events_of(source)) == [
        (What.ENTERED, 1),
        (What.YIELDED, 2),
        (What.CONTINUED, 2),
        (What.YIELDED, 3),
        (What.CONTINUED, 3),
        (What.RETURNED, 3),
    ]


def test_an_exception_thrown_in_and_caught_goes_on_to_the_next_yield(events_of):
    source = """\
def numbers():
    while True:
        try:
            yield 1
        except ValueError:
            pass
generator = numbers()
next(generator)
generator.throw(ValueError)
generator.throw(ValueError)
"""
    found = [what for what, _ in life(events_of(source))]
    assert found[:6] == [
        What.ENTERED,
        What.YIELDED,
        What.THROWN,
        What.YIELDED,
        What.THROWN,
        What.YIELDED,
    ]
