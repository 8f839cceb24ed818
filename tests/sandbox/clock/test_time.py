"""The arithmetic of virtual time, as programs see it."""

import time

import pytest

from asynclearn.sandbox.outcome import Ending


def in_main(body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return f"import asyncio, time\nasync def main():\n{lines}\nasyncio.run(main())\n"


def test_an_hour_of_sleep_takes_no_time(outcome_of):
    outcome = outcome_of(in_main("await asyncio.sleep(3600)\nprint('done')"))
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "done\n")
    assert outcome.virtual_seconds == pytest.approx(3600, abs=0.002)


def test_a_tenth_of_a_second_is_one(outcome_of):
    outcome = outcome_of(in_main("await asyncio.sleep(0.1)"))
    assert outcome.virtual_seconds == pytest.approx(0.1, abs=0.002)


def test_the_real_clock_has_no_virtual_seconds(real_outcome_of):
    outcome = real_outcome_of(in_main("await asyncio.sleep(0.05)"))
    assert outcome.ending is Ending.FINISHED
    assert outcome.virtual_seconds is None
    assert outcome.seconds >= 0.05


CLOCKS = """
names = ["monotonic", "perf_counter", "time"]
loop = asyncio.get_running_loop()
from datetime import date, datetime, timezone
def read():
    return [
        *(getattr(time, name)() for name in names),
        *(getattr(time, name + "_ns")() / 1e9 for name in names),
        time.clock_gettime(time.CLOCK_MONOTONIC),
        time.clock_gettime(time.CLOCK_REALTIME),
        time.clock_gettime_ns(time.CLOCK_MONOTONIC) / 1e9,
        time.clock_gettime_ns(time.CLOCK_REALTIME) / 1e9,
        loop.time(),
        datetime.now().timestamp(),
        datetime.now(timezone.utc).timestamp(),
        datetime.today().timestamp(),
        time.mktime(time.localtime()),
        time.mktime(time.localtime(None)),
        time.mktime(time.strptime(time.ctime())),
        time.mktime(time.strptime(time.asctime())),
        time.mktime(time.strptime(time.strftime("%Y%m%d%H%M%S"), "%Y%m%d%H%M%S")),
        __import__("calendar").timegm(time.gmtime()),
    ]
before = read()
await asyncio.sleep(7200)
time.sleep(1800)
print({round(b - a, -1) for a, b in zip(before, read())})
"""


def test_all_clocks_agree(outcome_of):
    assert outcome_of(in_main(CLOCKS)).stdout == "{9000.0}\n"


def test_the_wall_clock_starts_from_the_real_one(outcome_of):
    said = float(outcome_of("import time; print(time.time())").stdout)
    assert said == pytest.approx(time.time(), abs=30)


def test_time_never_stands_still(outcome_of):
    source = "import time\nreads = [time.monotonic_ns() for _ in range(9)]\n"
    source += "print(all(a < b for a, b in zip(reads, reads[1:])))"
    assert outcome_of(source).stdout == "True\n"


def test_equal_sleeps_end_in_the_order_in_which_they_began(outcome_of):
    body = """
async def one(name):
    await asyncio.sleep(0.1)
    print(name, end=" ")
await asyncio.gather(*map(one, "abcdefghijkl"))
"""
    assert outcome_of(in_main(body)).stdout == "a b c d e f g h i j k l "


def test_timers_set_together_share_a_turn(outcome_of):
    """As with epoll, which rounds up to a millisecond: both wake before either goes on."""
    body = """
async def one(name):
    await asyncio.sleep(0.1)
    print(name, end=" ")
    await asyncio.sleep(0)
    print(name, end=" ")
await asyncio.gather(one("a"), one("b"), one("c"))
"""
    assert outcome_of(in_main(body)).stdout == "a b c a b c "


def test_many_short_sleeps_take_longer_than_a_long_one(outcome_of):
    body = """
async def short():
    for _ in range(8):
        await asyncio.sleep(0.1)
    print("8 times 0.1")
async def long():
    await asyncio.sleep(0.8)
    print("0.8")
await asyncio.gather(short(), long())
"""
    assert outcome_of(in_main(body)).stdout == "0.8\n8 times 0.1\n"


def test_a_blocking_sleep_blocks_the_loop(outcome_of):
    body = """
async def tick():
    for n in range(3):
        print("tick", n)
        await asyncio.sleep(0.1)
task = asyncio.create_task(tick())
await asyncio.sleep(0.05)
time.sleep(1)
print("awake")
await task
"""
    assert outcome_of(in_main(body)).stdout == "tick 0\nawake\ntick 1\ntick 2\n"


@pytest.mark.parametrize(
    "loop",
    [
        "while time.perf_counter() < end: pass",
        "while time.time() < wall: pass",
        "while loop.time() < end: pass",
        "while time.monotonic() < end: await asyncio.sleep(0)",
        "while not task.done(): await asyncio.sleep(0)",
    ],
)
def test_a_loop_that_waits_for_the_clock_ends(outcome_of, loop):
    body = f"""
loop = asyncio.get_running_loop()
end, wall = time.monotonic() + 1, time.time() + 1
task = asyncio.create_task(asyncio.sleep(1))
{loop}
print("done")
"""
    outcome = outcome_of(in_main(body))
    assert outcome.stdout == "done\n"
    assert outcome.virtual_seconds == pytest.approx(1, abs=0.05)


def test_a_storm_of_turns_is_no_wait(outcome_of):
    body = "for _ in range(15_000): await asyncio.sleep(0)\nprint('done')"
    outcome = outcome_of(in_main(body))
    assert outcome.stdout == "done\n"
    assert outcome.virtual_seconds < 0.1


def test_a_timer_at_infinity_is_none(outcome_of):
    body = """
forever = asyncio.create_task(asyncio.sleep(float("inf")))
await asyncio.sleep(100_000)
forever.cancel()
print("still waiting" if not forever.done() else "over")
"""
    outcome = outcome_of(in_main(body))
    assert outcome.stdout == "still waiting\n"
    assert outcome.virtual_seconds == pytest.approx(100_000, abs=0.01)


def test_nothing_but_infinity_waits_for_real(outcome_of):
    outcome = outcome_of(in_main("await asyncio.sleep(float('inf'))"), seconds=1)
    assert outcome.ending in {Ending.TIMED_OUT, Ending.STUCK}


def test_years_are_one_jump(outcome_of):
    outcome = outcome_of(in_main("await asyncio.sleep(10 * 365 * 86400)\nprint('done')"))
    assert outcome.stdout == "done\n"


def test_timeouts_and_absolute_timers_are_kept(outcome_of):
    body = """
loop = asyncio.get_running_loop()
start = loop.time()
loop.call_at(start + 2, print, "at 2")
try:
    async with asyncio.timeout(3):
        await asyncio.Event().wait()
except TimeoutError:
    print("timeout", round(loop.time() - start, 2))
try:
    await asyncio.wait_for(asyncio.sleep(9), 1)
except TimeoutError:
    print("wait_for", round(loop.time() - start, 2))
"""
    assert outcome_of(in_main(body)).stdout == "at 2\ntimeout 3.0\nwait_for 4.0\n"


def test_no_slow_callback_is_reported_that_is_not_slow(outcome_of):
    body = "loop = asyncio.get_running_loop()\nloop.set_debug(True)\nawait asyncio.sleep(50)"
    outcome = outcome_of(in_main(body))
    assert (outcome.stdout, outcome.stderr) == ("", "")


def test_a_slow_callback_is_reported(outcome_of):
    body = "loop = asyncio.get_running_loop()\nloop.set_debug(True)\nawait asyncio.sleep(0)\n"
    outcome = outcome_of(in_main(body + "time.sleep(0.3)\nawait asyncio.sleep(0)"))
    assert "took 0.300 seconds" in outcome.stderr
