"""Threads take part in virtual time; what they really do takes its real time."""

import pytest

from asynclearn.sandbox.outcome import Ending

PRELUDE = "import asyncio, queue, threading, time\nstart = time.monotonic()\n"
PRELUDE += "def since(): return round(time.monotonic() - start, 1)\n"

# Source, what it prints, and the virtual seconds that it takes.
PROGRAMS = {
    "sleep in to_thread": (
        """
async def main():
    await asyncio.gather(asyncio.to_thread(time.sleep, 60), asyncio.sleep(30))
    print(since())
asyncio.run(main())
""",
        "60.0\n",
    ),
    "sleeps in one pool, in order": (
        """
def nap(seconds):
    time.sleep(seconds)
    print(seconds, end=" ")
async def main():
    async def tick():
        await asyncio.sleep(25)
        print("tick", end=" ")
    await asyncio.gather(tick(), *(asyncio.to_thread(nap, n) for n in (40, 30, 20, 10)))
asyncio.run(main())
""",
        "10 20 tick 30 40 ",
    ),
    "a loop's timer before a thread's": (
        """
async def main():
    thread = asyncio.create_task(asyncio.to_thread(time.sleep, 5))
    thread.add_done_callback(lambda _: print("thread"))
    await asyncio.sleep(0)
    await asyncio.sleep(5)
    print("loop")
    await thread
asyncio.run(main())
""",
        "loop\nthread\n",
    ),
    "a thread and its join": (
        """
thread = threading.Thread(target=time.sleep, args=(60,))
thread.start()
thread.join()
print(since())
""",
        "60.0\n",
    ),
    "two threads": (
        """
def nap(name, seconds):
    for _ in range(3):
        time.sleep(seconds)
        print(name, since())
threads = [threading.Thread(target=nap, args=each) for each in (("a", 10), ("b", 16))]
for thread in threads: thread.start()
for thread in threads: thread.join()
""",
        "a 10.0\nb 16.0\na 20.0\na 30.0\nb 32.0\nb 48.0\n",
    ),
    "timeouts of waits": (
        """
print(threading.Event().wait(10), since())
try:
    queue.Queue().get(timeout=10)
except queue.Empty:
    print("empty", since())
print(threading.Semaphore(0).acquire(timeout=10), since())
condition = threading.Condition()
with condition:
    print(condition.wait_for(lambda: False, timeout=10), since())
try:
    __import__("concurrent.futures").futures.Future().result(timeout=10)
except TimeoutError:
    print("timeout", since())
""",
        "False 10.0\nempty 20.0\nFalse 30.0\nFalse 40.0\ntimeout 50.0\n",
    ),
    "an event set in time": (
        """
event = threading.Event()
def later():
    time.sleep(10)
    event.set()
threading.Thread(target=later).start()
print(event.wait(20), since())
""",
        "True 10.0\n",
    ),
    "a queue between threads": (
        """
items = queue.Queue()
def produce():
    for n in range(3):
        time.sleep(10)
        items.put(n)
    items.put(None)
threading.Thread(target=produce).start()
while (item := items.get()) is not None:
    print(item, since())
""",
        "0 10.0\n1 20.0\n2 30.0\n",
    ),
    "a timer": ("threading.Timer(10, lambda: print(since())).start()\n", "10.0\n"),
    "run_coroutine_threadsafe": (
        """
async def answer():
    await asyncio.sleep(10)
    return since()
def ask(loop):
    time.sleep(5)
    print(asyncio.run_coroutine_threadsafe(answer(), loop).result())
async def main():
    await asyncio.to_thread(ask, asyncio.get_running_loop())
asyncio.run(main())
""",
        "15.0\n",
    ),
    "call_soon_threadsafe": (
        """
async def main():
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    def later():
        time.sleep(10)
        loop.call_soon_threadsafe(event.set)
    threading.Thread(target=later).start()
    await event.wait()
    print(since())
asyncio.run(main())
""",
        "10.0\n",
    ),
    "two loops in two threads": (
        """
async def tick(name, seconds):
    for _ in range(3):
        await asyncio.sleep(seconds)
        print(name, since())
other = threading.Thread(target=lambda: asyncio.run(tick("b", 16)))
other.start()
asyncio.run(tick("a", 10))
other.join()
""",
        "a 10.0\nb 16.0\na 20.0\na 30.0\nb 32.0\nb 48.0\n",
    ),
    "a pool that is shut down": (
        """
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
calls = [pool.submit(time.sleep, 0.1) for _ in range(3)]
pool.shutdown(wait=False, cancel_futures=True)
calls[0].result()
async def main():
    await asyncio.sleep(3600)
asyncio.run(main())
print([call.cancelled() for call in calls])
""",
        "[False, True, True]\n",
    ),
    "two pools": (
        """
from concurrent.futures import ThreadPoolExecutor, as_completed
with ThreadPoolExecutor(2) as pool:
    naps = {pool.submit(time.sleep, n / 100): n for n in (30, 10, 20)}
    print([naps[each] for each in as_completed(naps)])
with ThreadPoolExecutor(2) as pool:
    print(list(pool.map(lambda n: n * n, range(4))))
""",
        "[10, 30, 20]\n[0, 1, 4, 9]\n",
    ),
}


@pytest.mark.parametrize(("source", "printed"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_threads_take_part(outcome_of, source, printed):
    outcome = outcome_of(PRELUDE + source)
    assert (outcome.stdout, outcome.stderr) == (printed, "")
    assert outcome.seconds < 5


def test_a_thread_at_work_takes_its_time(outcome_of):
    source = """
async def tick():
    while True:
        await asyncio.sleep(0.05)
        ticks.append(since())
def work():
    end = time.process_time() + 0.4
    while time.process_time() < end: pass
ticks = []
async def main():
    task = asyncio.create_task(tick())
    await asyncio.to_thread(work)
asyncio.run(main())
# The loop gets fewer turns than it wants, as the thread holds the interpreter's lock.
print(len(ticks) >= 2, since() > 0.35)
"""
    assert outcome_of(PRELUDE + source).stdout == "True True\n"


def test_a_thread_of_its_own_making_takes_its_time(outcome_of):
    """`_thread` tells nobody: its sleep is a real one, and nothing jumps ahead of it."""
    source = """
import _thread
def later():
    time.sleep(0.1)
    print("thread")
async def main():
    _thread.start_new_thread(later, ())
    await asyncio.sleep(0.5)
    print("loop")
asyncio.run(main())
"""
    assert outcome_of(PRELUDE + source).stdout == "thread\nloop\n"


def test_a_stack_in_a_thread_shows_nothing_of_ours(outcome_of, plain):
    source = """\
import asyncio, threading, traceback
thread = threading.Thread(target=traceback.print_stack)
thread.start()
thread.join()
asyncio.run(asyncio.to_thread(traceback.print_stack))
"""
    outcome = outcome_of(source)
    assert outcome.stderr.count("program.py") == 0
    assert outcome.stderr == plain(source).stderr


def test_a_signal_handler_may_look_at_the_clock(outcome_of):
    source = """\
import signal, time
signal.signal(signal.SIGALRM, lambda *_: time.monotonic())
signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
for _ in range(30_000): time.monotonic()
signal.setitimer(signal.ITIMER_REAL, 0)
print("done")
"""
    outcome = outcome_of(source)
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "done\n")
