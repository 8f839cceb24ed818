"""Why a task got its turn, in words of the program."""

import sys

import pytest

from asynclearn.sandbox.trace import What

HEAD = "import asyncio\n"
TAIL = "\nasyncio.run(main())\n"


def resumptions(events, who):
    """The causes of a task's turns, in order."""
    return [
        event.details["cause"]
        for event in events
        if event.what is What.RESUMED and event.who == who
    ]


def without_due(cause):
    return {name: value for name, value in cause.items() if name != "due"}


@pytest.fixture
def causes_of(events_of):
    """The causes of the turns of the main task, but for the first."""

    def causes(body, who="Task-1"):
        return resumptions(events_of(HEAD + body + TAIL), who)[1 if who == "Task-1" else 0 :]

    return causes


def test_a_first_turn_is_due_to_who_created_the_task(events_of):
    events = events_of(HEAD + "async def main(): pass" + TAIL)
    assert resumptions(events, "Task-1") == [{"kind": "new", "who": "", "line": 3}]
    [created] = [each for each in events if each.what is What.CREATED][:1]
    assert (created.who, created.line) == ("", 3)
    assert created.details == {"task": "Task-1", "function": "main"}


def test_a_task_is_created_under_the_name_that_it_is_given(events_of):
    body = """\
async def f(): pass
async def main():
    asyncio.create_task(f(), name="given")
    await asyncio.sleep(0)
"""
    names = [each.details["task"] for each in events_of(HEAD + body + TAIL, What.CREATED)]
    assert names[:2] == ["Task-1", "given"]


def test_sleep_ends_by_the_timer_that_its_line_set(causes_of):
    [cause] = causes_of("async def main():\n    await asyncio.sleep(0.01)")
    assert without_due(cause) == {"kind": "timer", "who": "Task-1", "line": 3}
    assert cause["due"] > 0


def test_a_bare_yield_only_lets_others_go_first(causes_of):
    assert causes_of("async def main():\n    await asyncio.sleep(0)") == [{"kind": "again"}]


WOKEN = {
    "Event.set": ("asyncio.Event()", "x.wait()", "x.set()"),
    "Queue.put_nowait": ("asyncio.Queue()", "x.get()", "x.put_nowait(1)"),
    "Queue.put": ("asyncio.Queue()", "x.get()", "await x.put(1)"),
    "Semaphore.release": ("asyncio.Semaphore(0)", "x.acquire()", "x.release()"),
}


@pytest.mark.parametrize("did", WOKEN)
def test_a_primitive_is_woken_by_who_did_it_at_a_line(causes_of, did):
    make, wait, do = WOKEN[did]
    body = f"""\
async def other(x):
    {do}
async def main():
    x = {make}
    task = asyncio.create_task(other(x))
    await {wait}
"""
    assert causes_of(body)[0] == {"kind": "woken", "who": "Task-2", "line": 3, "did": did}


def test_a_lock_is_handed_over_by_who_leaves_it(causes_of):
    body = """\
async def holder(lock):
    async with lock:
        await asyncio.sleep(0)
async def main():
    lock = asyncio.Lock()
    task = asyncio.create_task(holder(lock))
    await asyncio.sleep(0)
    await lock.acquire()
"""
    cause = causes_of(body)[1]
    assert cause == {"kind": "woken", "who": "Task-2", "line": 3, "did": "Lock.release"}


def test_an_awaited_task_is_the_cause(causes_of):
    body = "async def f(): pass\nasync def main():\n    await asyncio.create_task(f())"
    assert causes_of(body) == [{"kind": "done", "task": "Task-2"}]


def test_behind_gather_stands_the_task_that_was_done_last(causes_of):
    body = """\
async def f(delay): await asyncio.sleep(delay)
async def main():
    await asyncio.gather(f(0.02), f(0.01))
"""
    assert causes_of(body) == [{"kind": "done", "task": "Task-2"}]


def test_a_callback_of_the_program_wakes_at_its_own_line(causes_of):
    body = """\
async def main():
    event = asyncio.Event()
    def wake():
        event.set()
    asyncio.get_running_loop().call_later(0.001, wake)
    await event.wait()
"""
    assert causes_of(body) == [{"kind": "woken", "who": "callback", "line": 5, "did": "Event.set"}]


def test_a_thread_hands_its_result_over(causes_of):
    body = "import time\nasync def main():\n    await asyncio.to_thread(time.sleep, 0.05)"
    assert causes_of(body)[0]["kind"] == "thread"


def test_a_cancelled_task_is_resumed_by_who_cancelled_it(events_of):
    body = """\
async def f(): await asyncio.sleep(1)
async def main():
    task = asyncio.create_task(f())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
"""
    events = events_of(HEAD + body + TAIL)
    assert resumptions(events, "Task-2")[1] == {"kind": "cancelled", "who": "Task-1", "line": 6}
    [request] = [each for each in events if each.what is What.CANCEL_REQUESTED]
    assert (request.who, request.line, request.details) == ("Task-1", 6, {"task": "Task-2"})
    assert [each.who for each in events if each.what is What.CANCELLED] == ["Task-2"]


def test_a_task_cancelled_before_its_first_turn_is_known_to_be(events_of):
    body = """\
async def f(): print("never")
async def main():
    task = asyncio.create_task(f())
    task.cancel()
    await asyncio.wait([task])
"""
    [cause] = resumptions(events_of(HEAD + body + TAIL), "Task-2")
    assert cause == {
        "kind": "new",
        "who": "Task-1",
        "line": 4,
        "cancelled": {"who": "Task-1", "line": 5},
    }


def test_behind_a_timeout_stands_its_timer(causes_of):
    body = """\
async def main():
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError:
        pass
"""
    [cause] = causes_of(body)
    assert (cause["kind"], cause["by"], cause["line"]) == ("cancelled", "timeout", 4)
    assert cause["because"]["kind"] == "timer"


def test_behind_a_task_group_stands_the_task_that_failed(events_of):
    body = """\
async def fails():
    raise ValueError
async def waits():
    await asyncio.sleep(1)
async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(waits())
            group.create_task(fails())
    except* ValueError:
        pass
"""
    cause = resumptions(events_of(HEAD + body + TAIL), "Task-2")[-1]
    assert (cause["kind"], cause["by"]) == ("cancelled", "TaskGroup")
    assert cause["because"] == {"kind": "done", "task": "Task-3"}


def test_a_task_that_cancels_itself_is_named(causes_of):
    body = """\
async def main():
    asyncio.current_task().cancel()
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        pass
"""
    assert causes_of(body) == [{"kind": "cancelled", "who": "Task-1", "line": 3}]


def test_what_run_cancels_at_the_end_is_said(events_of):
    body = """\
async def f(): await asyncio.sleep(1)
async def main():
    task = asyncio.create_task(f())
    await asyncio.sleep(0)
"""
    events = events_of(HEAD + body + TAIL)
    assert resumptions(events, "Task-2")[-1]["by"] == "asyncio.run"
    assert [each.details["of"] for each in events if each.what is What.SHUTDOWN] == ["tasks"]


def test_a_signal_comes_from_outside(causes_of):
    body = """\
import os, signal
async def main():
    event = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, event.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await event.wait()
"""
    assert causes_of(body) == [{"kind": "outside"}]


SUSPENSIONS = {
    "sleep": "asyncio.sleep(0.001)",
    "gather": "asyncio.gather(f())",
    "Task": "asyncio.create_task(f())",
    "wait": "asyncio.wait([asyncio.create_task(f())])",
    "to_thread": "asyncio.to_thread(int)",
}


@pytest.mark.parametrize("on", SUSPENSIONS)
def test_what_a_task_waits_for_is_named_as_asyncio_names_it(events_of, on):
    body = f"async def f(): pass\nasync def main():\n    await {SUSPENSIONS[on]}"
    found = [
        event for event in events_of(HEAD + body + TAIL, What.SUSPENDED) if event.who == "Task-1"
    ]
    assert [(each.line, each.details["on"]) for each in found] == [(4, on)]
    assert found[0].details["functions"] == [["main", 4]]


def test_a_failed_task_has_the_name_of_its_exception(events_of):
    body = """\
async def f(): raise KeyError("x")
async def main():
    await asyncio.wait([asyncio.create_task(f())])
"""
    [event] = events_of(HEAD + body + TAIL, What.FAILED)
    assert (event.who, event.details) == ("Task-2", {"exception": "KeyError"})


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks are new in 3.12")
def test_an_eager_task_has_its_first_turn_inside_the_one_that_creates_it(events_of):
    body = """\
async def f():
    print("f")
    await asyncio.sleep(0)
async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    task = asyncio.create_task(f())
    print("main")
    await task
"""
    events = events_of(HEAD + body + TAIL)
    kinds = (What.CREATED, What.RESUMED, What.PRINTED, What.SUSPENDED)
    found = [(each.what, each.who, each.line) for each in events if each.what in kinds]
    assert found[2:8] == [
        (What.CREATED, "Task-1", 7),
        (What.RESUMED, "Task-2", None),
        (What.PRINTED, "Task-2", 3),
        (What.SUSPENDED, "Task-2", 4),
        (What.PRINTED, "Task-1", 8),
        (What.SUSPENDED, "Task-1", 9),
    ]
