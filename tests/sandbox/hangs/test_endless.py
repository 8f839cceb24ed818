"""Programs that go round for ever, and long ones that do not."""

import pytest

from asynclearn.sandbox.outcome import Ending

ENDLESS = {
    "a poll while a thread waits for what nobody does": (
        """\
        import asyncio, threading
        async def main():
            threading.Thread(target=threading.Event().wait, daemon=True).start()
            while True:
                await asyncio.sleep(0.1)
        asyncio.run(main())
        """,
        [4, 5],
    ),
    "a poll after a call in a thread, whose worker stays": (
        """\
        import asyncio
        async def main():
            await asyncio.to_thread(print, "here")
            while True:
                await asyncio.sleep(0.1)
        asyncio.run(main())
        """,
        [4, 5],
    ),
    "a poll of a flag": (
        """\
        import asyncio
        done = False
        async def main():
            while not done:
                await asyncio.sleep(0)
        asyncio.run(main())
        """,
        [4, 5],
    ),
    "a poll with a timer": (
        """\
        import asyncio
        async def main():
            while True:
                await asyncio.sleep(0.1)
        asyncio.run(main())
        """,
        [3, 4],
    ),
    "a heartbeat that nobody cancels": (
        """\
        import asyncio
        async def beat():
            count = 0
            while True:
                await asyncio.sleep(1)
                count += 1
        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(beat())
        asyncio.run(main())
        """,
        [4, 5, 6],
    ),
    "a callback that schedules itself": (
        """\
        import asyncio
        loop = asyncio.new_event_loop()
        def again():
            loop.call_soon(again)
        again()
        loop.run_forever()
        """,
        [4],
    ),
    "ping and pong": (
        """\
        import asyncio
        async def play(mine, other):
            while True:
                ball = await mine.get()
                await other.put(ball)
        async def main():
            one, two = asyncio.Queue(), asyncio.Queue()
            one.put_nowait("ball")
            await asyncio.gather(play(one, two), play(two, one))
        asyncio.run(main())
        """,
        [3, 4, 5],
    ),
    "an async generator without end": (
        """\
        import asyncio
        async def count():
            number = 0
            while True:
                yield number
                number += 1
                await asyncio.sleep(0)
        async def main():
            print([each async for each in count() if each < 5])
        asyncio.run(main())
        """,
        [4, 5, 6, 7, 9],
    ),
    "a program that prints": (
        """\
        import asyncio
        async def main():
            while True:
                print("tick")
                await asyncio.sleep(1)
        asyncio.run(main())
        """,
        [3, 4, 5],
    ),
}


def test_a_poll_is_endless_and_reaches_the_loop(outcome_of):
    source, lines = ENDLESS["a poll with a timer"]
    outcome = outcome_of(source)

    assert outcome.ending is Ending.ENDLESS, outcome
    assert (list(outcome.hang.lines), outcome.hang.reaches_loop) == (lines, True)


def test_a_busy_loop_is_endless_and_does_not_reach_the_loop(outcome_of):
    source, lines = BUSY["a flag that nobody can set"]
    outcome = outcome_of(source)

    assert outcome.ending is Ending.ENDLESS, outcome
    assert (list(outcome.hang.lines), outcome.hang.reaches_loop) == (lines, False)


@pytest.mark.slow
@pytest.mark.parametrize(("source", "lines"), ENDLESS.values(), ids=ENDLESS)
def test_a_loop_that_turns_for_ever_is_endless_with_the_lines_gone_round(outcome_of, source, lines):
    outcome = outcome_of(source)

    assert outcome.ending is Ending.ENDLESS, outcome
    assert list(outcome.hang.lines) == lines
    assert outcome.hang.reaches_loop is True


BUSY = {
    "a flag that nobody can set, in a program that reads elsewhere": (
        """\
        import asyncio
        async def first_line(reader):
            return await reader.readline()
        async def main():
            done = False
            while not done:
                pass
        asyncio.run(main())
        """,
        [6, 7],
    ),
    "a flag that nobody can set, after a call in a thread": (
        """\
        import asyncio
        async def main():
            await asyncio.to_thread(print, "here")
            done = False
            while not done:
                pass
        asyncio.run(main())
        """,
        [5, 6],
    ),
    "an `async for` over a source that never waits": (
        """\
        import asyncio
        async def ticks():
            n = 0
            while True:
                yield n
                n += 1
        async def main():
            async for n in ticks():
                if n < 3:
                    print(n)
        asyncio.run(main())
        """,
        [4, 5, 6, 8, 9, 10],
    ),
    "nothing": ("while True:\n    pass", [1, 2]),
    "nothing on one line": ("while True: pass", [1]),
    "a flag that nobody can set": (
        """\
        import asyncio
        flag = False
        async def set_flag():
            global flag
            flag = True
        async def main():
            task = asyncio.create_task(set_flag())
            while not flag:
                pass
        asyncio.run(main())
        """,
        [8, 9],
    ),
    "a task that never gets its turn": (
        """\
        import asyncio
        async def main():
            task = asyncio.create_task(asyncio.sleep(0))
            while not task.done():
                pass
        asyncio.run(main())
        """,
        [4, 5],
    ),
    "an async generator that never suspends": (
        """\
        import asyncio
        async def count():
            number = 0
            while True:
                yield number
                number += 1
        async def main():
            async for number in count():
                if number < 0:
                    break
        asyncio.run(main())
        """,
        [4, 5, 6, 8, 9, 10],
    ),
    "a counter of itertools": (
        "import itertools\nfor number in itertools.count():\n    number += 1",
        [2, 3],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("source", "lines"), BUSY.values(), ids=BUSY)
def test_a_loop_that_never_reaches_the_event_loop_is_told_apart(outcome_of, source, lines):
    outcome = outcome_of(source)

    assert outcome.ending is Ending.ENDLESS, outcome
    assert list(outcome.hang.lines) == lines
    assert outcome.hang.reaches_loop is False


def test_a_loop_that_changes_nothing_is_proven_endless(outcome_of):
    outcome = outcome_of(BUSY["a task that never gets its turn"][0])

    assert outcome.ending is Ending.ENDLESS
    assert outcome.hang.sentence == (
        "Its loop changes nothing that it looks at, so it goes round for ever."
    )


def test_a_condition_with_effects_is_none_that_changes_nothing(outcome_of):
    source = """\
        class Count:
            left = 3_000_000
            def __bool__(self):
                self.left -= 1
                return self.left == 0
        count = Count()
        while not count:
            pass
        """

    assert outcome_of(source).ending is Ending.FINISHED


def test_a_program_that_floods_prints_too_much(outcome_of):
    assert outcome_of("while True:\n    print('x' * 100)").ending is Ending.TOO_MUCH_OUTPUT


FINITE = {
    "many long sleeps": """\
        import asyncio
        async def main():
            for _ in range(3000):
                await asyncio.sleep(60)
        asyncio.run(main())
        """,
    "many turns": """\
        import asyncio
        async def main():
            for _ in range(30_000):
                await asyncio.sleep(0)
        asyncio.run(main())
        """,
    "six million steps": "count = 0\nfor number in range(6_000_000):\n    count += number",
    "three million steps of a while": "n = 0\nwhile n < 3_000_000:\n    n += 1",
    "a class attribute": """\
        import asyncio
        class Count:
            value = 0
        async def main():
            while Count.value < 5000:
                Count.value += 1
                await asyncio.sleep(0)
        asyncio.run(main())
        """,
    "a mutable default": """\
        import asyncio
        def count(seen=[]):
            seen.append(None)
            return len(seen)
        async def main():
            while count() < 5000:
                await asyncio.sleep(0)
        asyncio.run(main())
        """,
    "a context variable": """\
        import asyncio, contextvars
        count = contextvars.ContextVar("count", default=0)
        async def main():
            while count.get() < 5000:
                count.set(count.get() + 1)
                await asyncio.sleep(0)
        asyncio.run(main())
        """,
    "an iterator": """\
        import asyncio
        async def main():
            numbers = iter(range(5000))
            while next(numbers, None) is not None:
                await asyncio.sleep(0)
        asyncio.run(main())
        """,
    "chance": """\
        import asyncio, random
        async def main():
            random.seed(1)
            while random.random() > 0.0005:
                await asyncio.sleep(0)
        asyncio.run(main())
        """,
    "the clock": """\
        import asyncio
        async def main():
            loop = asyncio.get_running_loop()
            end = loop.time() + 3600
            while loop.time() < end:
                await asyncio.sleep(10)
        asyncio.run(main())
        """,
    "a timer that ends a poll": """\
        import asyncio
        async def main():
            beat = asyncio.create_task(hearts())
            try:
                async with asyncio.timeout(60):
                    while True:
                        await asyncio.sleep(0)
            except TimeoutError:
                beat.cancel()
        async def hearts():
            while True:
                await asyncio.sleep(10)
        asyncio.run(main())
        """,
    "a file that another function fills, read by way of a third": """\
        import asyncio, pathlib
        path = pathlib.Path("steps")
        def step():
            with path.open("a") as file:
                file.write("x")
            return look()
        def look():
            return path.read_text()
        async def main():
            while len(step()) < 10_500:
                await asyncio.sleep(1)
        asyncio.run(main())
        """,
    "a thread that is woken each time": """\
        import asyncio, threading
        bell, steps = threading.Semaphore(0), []
        def count():
            while len(steps) < 11_000:
                bell.acquire()
                steps.append(None)
        async def main():
            threading.Thread(target=count).start()
            while len(steps) < 11_000:
                bell.release()
                await asyncio.sleep(1)
        asyncio.run(main())
        """,
    "a thread that is asked each time": """\
        import asyncio
        steps = iter(range(11_000))
        async def main():
            await asyncio.sleep(1)
            while await asyncio.to_thread(next, steps, None) is not None:
                await asyncio.sleep(1)
        asyncio.run(main())
        """,
    "processor time": """\
        import time
        end = time.process_time() + 1
        while time.process_time() < end:
            pass
        """,
}


@pytest.mark.slow
@pytest.mark.parametrize("source", FINITE.values(), ids=FINITE)
def test_a_program_that_is_merely_long_finishes(outcome_of, source):
    assert outcome_of(source).ending is Ending.FINISHED
