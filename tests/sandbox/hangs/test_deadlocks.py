"""A deadlock of each kind is known at once, with who waits where for what."""

import pytest

from asynclearn.sandbox.outcome import Ending

DEADLOCKS = {
    "an empty queue": (
        """\
        import asyncio
        async def main():
            orders = asyncio.Queue()
            await orders.get()
        asyncio.run(main())
        """,
        [("task `main()`", 4, "`orders.get()` on an empty queue")],
        [],
    ),
    "a full queue": (
        """\
        import asyncio
        async def main():
            queue = asyncio.Queue(maxsize=1)
            for number in range(3):
                await queue.put(number)
        asyncio.run(main())
        """,
        [("task `main()`", 5, "`queue.put()` on a full queue")],
        [],
    ),
    "items that are not marked done": (
        """\
        import asyncio
        class Shop:
            def __init__(self):
                self.queue = asyncio.Queue()
            async def work(self):
                await self.queue.get()
                await self.queue.get()
                self.queue.task_done()
                await self.queue.get()
        async def main():
            shop = Shop()
            worker = asyncio.create_task(shop.work(), name="worker")
            for number in range(2):
                shop.queue.put_nowait(number)
            await shop.queue.join()
        asyncio.run(main())
        """,
        [
            ("task `main()`", 15, "`shop.queue.join()`: 1 item is not marked done"),
            ("task worker", 9, "`self.queue.get()` on an empty queue"),
        ],
        [],
    ),
    "two items that are not marked done": (
        """\
        import asyncio
        async def main():
            queue = asyncio.Queue()
            queue.put_nowait(1)
            queue.put_nowait(2)
            await queue.join()
        asyncio.run(main())
        """,
        [("task `main()`", 6, "`queue.join()`: 2 items are not marked done")],
        [],
    ),
    "locks in another order": (
        """\
        import asyncio
        fork, spoon = asyncio.Lock(), asyncio.Lock()
        async def eat():
            async with fork:
                await asyncio.sleep(0.1)
                async with spoon:
                    print("never")
        async def stir():
            async with spoon:
                await asyncio.sleep(0.1)
                async with fork:
                    print("never")
        async def main():
            one = asyncio.create_task(eat(), name="A")
            two = asyncio.create_task(stir(), name="B")
            await asyncio.gather(one, two)
        asyncio.run(main())
        """,
        [
            ("task `main()`", 16, "`asyncio.gather()`: task A and task B are not done"),
            ("task A", 6, "`spoon.acquire()` held by task B"),
            ("task B", 11, "`fork.acquire()` held by task A"),
        ],
        ["task A", "task B"],
    ),
    "philosophers": (
        """\
        import asyncio
        async def dine(forks, seat):
            async with forks[seat]:
                await asyncio.sleep(1)
                async with forks[(seat + 1) % 3]:
                    print("never")
        async def main():
            forks = [asyncio.Lock() for _ in range(3)]
            async with asyncio.TaskGroup() as group:
                for seat in range(3):
                    group.create_task(dine(forks, seat))
        asyncio.run(main())
        """,
        [
            (
                "task `main()`",
                9,
                (
                    "the end of its `TaskGroup`: "
                    "task `dine()` 1, task `dine()` 2 and task `dine()` 3 are not done"
                ),
            ),
            ("task `dine()` 1", 5, "`forks[1].acquire()` held by task `dine()` 2"),
            ("task `dine()` 2", 5, "`forks[2].acquire()` held by task `dine()` 3"),
            ("task `dine()` 3", 5, "`forks[0].acquire()` held by task `dine()` 1"),
        ],
        ["task `dine()` 1", "task `dine()` 2", "task `dine()` 3"],
    ),
    "its own lock": (
        """\
        import asyncio
        async def main():
            lock = asyncio.Lock()
            async with lock:
                await lock.acquire()
        asyncio.run(main())
        """,
        [("task `main()`", 5, "`lock.acquire()` held by this task itself")],
        ["task `main()`"],
    ),
    "a lock that was never released": (
        """\
        import asyncio
        async def main():
            lock = asyncio.Lock()
            await lock.acquire()
            await lock.acquire()
        asyncio.run(main())
        """,
        [("task `main()`", 5, "`lock.acquire()`, and nobody is left to release it")],
        [],
    ),
    "an event": (
        """\
        import asyncio
        async def main():
            ready = asyncio.Event()
            await ready.wait()
        asyncio.run(main())
        """,
        [("task `main()`", 4, "`ready.wait()`, and nobody is left to call `ready.set()`")],
        [],
    ),
    "a semaphore": (
        """\
        import asyncio
        async def main():
            slots = asyncio.Semaphore(2)
            for _ in range(3):
                await slots.acquire()
        asyncio.run(main())
        """,
        [("task `main()`", 5, "`slots.acquire()`: all 2 taken")],
        [],
    ),
    "a bounded semaphore": (
        """\
        import asyncio
        async def main():
            slots = asyncio.BoundedSemaphore(1)
            async with slots:
                async with slots:
                    pass
        asyncio.run(main())
        """,
        [("task `main()`", 5, "`slots.acquire()`: the only one is taken")],
        ["task `main()`"],
    ),
    "a condition": (
        """\
        import asyncio
        async def main():
            changed = asyncio.Condition()
            async with changed:
                await changed.wait()
        asyncio.run(main())
        """,
        [("task `main()`", 5, "`changed.wait()`, and nobody is left to call `changed.notify()`")],
        [],
    ),
    "a condition with a predicate": (
        """\
        import asyncio
        async def main():
            changed = asyncio.Condition()
            async with changed:
                await changed.wait_for(lambda: False)
        asyncio.run(main())
        """,
        [
            (
                "task `main()`",
                5,
                "`changed.wait_for()`, and nobody is left to call `changed.notify()`",
            )
        ],
        [],
    ),
    "a barrier": (
        """\
        import asyncio
        async def main():
            barrier = asyncio.Barrier(2)
            await barrier.wait()
        asyncio.run(main())
        """,
        [("task `main()`", 4, "`barrier.wait()`: 1 of 2 has come")],
        [],
    ),
    "tasks that wait for each other": (
        """\
        import asyncio
        async def ask(name):
            await asyncio.sleep(0)
            await tasks[name]
        tasks = {}
        async def main():
            tasks["A"] = asyncio.create_task(ask("B"), name="A")
            tasks["B"] = asyncio.create_task(ask("A"), name="B")
            await asyncio.wait(tasks.values())
        asyncio.run(main())
        """,
        [
            ("task `main()`", 9, "`asyncio.wait()`: task A and task B are not done"),
            ("task A", 4, "task B, which waits for this task"),
            ("task B", 4, "task A, which waits for this task"),
        ],
        ["task A", "task B"],
    ),
    "a task that waits for a task": (
        """\
        import asyncio
        async def inner():
            await asyncio.Event().wait()
        async def main():
            await asyncio.create_task(inner(), name="C")
        asyncio.run(main())
        """,
        [
            ("task `main()`", 5, "task C, which waits for `event.wait()`"),
            ("task C", 3, "`event.wait()`, and nobody is left to call `event.set()`"),
        ],
        [],
    ),
    "gather of itself": (
        """\
        import asyncio
        async def main():
            await asyncio.gather(asyncio.current_task())
        asyncio.run(main())
        """,
        [("task `main()`", 3, "`asyncio.gather()`: this task itself is not done")],
        ["task `main()`"],
    ),
    "a task that shields itself": (
        """\
        import asyncio
        async def main():
            await asyncio.shield(asyncio.current_task())
        asyncio.run(main())
        """,
        [("task `main()`", 3, "`asyncio.shield()` of this task itself")],
        ["task `main()`"],
    ),
    "an async generator that waits for its consumer": (
        """\
        import asyncio
        taken = asyncio.Event()
        async def numbers():
            for number in range(3):
                yield number
                await taken.wait()
        async def main():
            async for number in numbers():
                print(number)
            taken.set()
        asyncio.run(main())
        """,
        [("task `main()`", 6, "`taken.wait()`, and nobody is left to call `taken.set()`")],
        [],
    ),
    "a future that is never set": (
        """\
        import asyncio
        async def main():
            await asyncio.get_running_loop().create_future()
        asyncio.run(main())
        """,
        [("task `main()`", 3, "a future that nobody is left to set")],
        [],
    ),
    "as_completed": (
        """\
        import asyncio
        async def never():
            await asyncio.Event().wait()
        async def main():
            for each in asyncio.as_completed([never()]):
                await each
        asyncio.run(main())
        """,
        [
            ("task `main()`", 6, "`asyncio.as_completed()`: task `never()` is not done"),
            ("task `never()`", 3, "`event.wait()`, and nobody is left to call `event.set()`"),
        ],
        [],
    ),
    "wait_for without a limit": (
        """\
        import asyncio
        async def main():
            queue = asyncio.Queue()
            await asyncio.wait_for(queue.get(), timeout=None)
        asyncio.run(main())
        """,
        [("task `main()`", 4, "`queue.get()` on an empty queue")],
        [],
    ),
    "a sleep without end": (
        """\
        import asyncio
        async def main():
            await asyncio.sleep(float("inf"))
        asyncio.run(main())
        """,
        [("task `main()`", 3, "`asyncio.sleep()` without end")],
        [],
    ),
    "a task that will not be cancelled": (
        """\
        import asyncio
        async def stubborn():
            while True:
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    print("no")
        async def main():
            task = asyncio.create_task(stubborn())
            await asyncio.sleep(0)
        asyncio.run(main())
        """,
        [("task `stubborn()`", 5, "`event.wait()`, and nobody is left to call `event.set()`")],
        [],
    ),
    "a loop with nothing to do": (
        """\
        import asyncio
        asyncio.new_event_loop().run_forever()
        """,
        [],
        [],
    ),
}


@pytest.mark.parametrize(("source", "waiting", "cycle"), DEADLOCKS.values(), ids=DEADLOCKS)
def test_a_deadlock_is_told_with_who_waits_where_for_what(outcome_of, source, waiting, cycle):
    outcome = outcome_of(source)

    assert outcome.ending is Ending.STUCK, outcome
    assert [(each.task, each.line, each.awaiting) for each in outcome.hang.waiting] == waiting
    assert list(outcome.hang.cycle) == cycle
    assert outcome.seconds < 5


@pytest.mark.parametrize("tier_name", ["namespaces", "landlock", "limits"])
def test_a_deadlock_is_told_in_all_tiers(outcome_of, tier, tier_name):
    tier(tier_name)
    outcome = outcome_of(DEADLOCKS["an empty queue"][0])

    assert outcome.ending is Ending.STUCK
    assert outcome.hang.waiting[0].awaiting == "`orders.get()` on an empty queue"


def test_streams_without_data_are_stuck(outcome_of):
    outcome = outcome_of(
        """\
        import asyncio
        async def answer(reader, writer):
            await reader.readline()
        async def main():
            server = await asyncio.start_server(answer, "127.0.0.1", 0)
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            await reader.readexactly(3)
        asyncio.run(main())
        """
    )

    assert outcome.ending is Ending.STUCK, outcome
    assert [(each.line, each.awaiting) for each in outcome.hang.waiting] == [
        (7, "`reader.readexactly()`, and no data can come"),
        (3, "`reader.readline()`, and no data can come"),
    ]


def test_all_that_was_printed_is_there_and_nothing_else(outcome_of):
    outcome = outcome_of(
        """\
        import asyncio, sys
        async def main():
            print("a line")
            print("no line", end="")
            print("error", end="", file=sys.stderr)
            try:
                await asyncio.Event().wait()
            finally:
                print("never")
        asyncio.run(main())
        """
    )

    assert (outcome.stdout, outcome.stderr) == ("a line\nno line", "error")
    assert (outcome.exit_code, outcome.exception, outcome.signal) == (None, None, None)


def test_lines_are_those_of_the_file_that_a_snippet_stands_in(outcome_of):
    source = "import asyncio\nasync def main():\n    await asyncio.Event().wait()\n"
    outcome = outcome_of("\n" * 40 + source + "asyncio.run(main())", filename="part-2 ü.md")

    assert [each.line for each in outcome.hang.waiting] == [43]


def test_the_awaited_piece_of_source_is_told(outcome_of):
    outcome = outcome_of(
        "import asyncio\n"
        "async def main():\n"
        "    ü = 1; await asyncio.Event().wait(); print(ü)\n"
        "asyncio.run(main())"
    )

    assert outcome.hang.waiting[0].expression == "await asyncio.Event().wait()"


def test_of_very_many_tasks_the_first_are_told_and_the_rest_is_counted(outcome_of):
    outcome = outcome_of(
        """\
        import asyncio
        async def wait(name):
            await asyncio.Event().wait()
        async def main():
            await asyncio.gather(*(wait(number) for number in range(2000)))
        asyncio.run(main())
        """
    )

    assert outcome.ending is Ending.STUCK
    assert len(outcome.hang.waiting) == 40
    assert outcome.hang.left_out == 1961
    assert outcome.hang.waiting[0].awaiting == (
        "`asyncio.gather()`: task `wait()` 1, task `wait()` 2, task `wait()` 3 and 1997 more "
        "are not done"
    )
