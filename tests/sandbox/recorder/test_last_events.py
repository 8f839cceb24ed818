"""A run that somebody else has to end keeps its last events as well."""

from asynclearn.sandbox.outcome import Clock, Ending
from asynclearn.sandbox.trace import What

DEADLOCK = """\
    import asyncio

    async def take(fork, other_fork):  # a word that leaves the proof to the supervisor
        async with fork:
            await asyncio.sleep(0.1)
            async with other_fork:
                print("both")

    async def main():
        left, right = asyncio.Lock(), asyncio.Lock()
        await asyncio.gather(take(left, right), take(right, left))

    asyncio.run(main())
    """
LATE = """\
    import asyncio

    async def main():
        await asyncio.sleep(0.01)
        await asyncio.sleep(60)

    asyncio.run(main())
    """


def waits(outcome):
    return [
        (event.line, event.details["on"])
        for event in outcome.trace.events
        if event.what is What.SUSPENDED
    ]


def test_a_deadlock_that_the_supervisor_proves_keeps_the_last_waits(traced):
    outcome = traced(DEADLOCK)

    assert outcome.ending is Ending.STUCK
    assert waits(outcome)[-2:] == [(6, "Lock.acquire"), (6, "Lock.acquire")]
    assert outcome.trace.complete


def test_a_run_that_is_stopped_in_its_sleep_keeps_the_wait(traced):
    outcome = traced(LATE, clock=Clock.REAL, seconds=1.5)

    assert outcome.ending is Ending.TIMED_OUT
    assert waits(outcome) == [(4, "sleep"), (5, "sleep")]
