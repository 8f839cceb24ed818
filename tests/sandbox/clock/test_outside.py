"""Whatever comes from outside the event loop comes in its real time, and nothing overtakes it."""

import pytest

from asynclearn.sandbox.outcome import Ending

pytestmark = pytest.mark.slow

PRELUDE = "import asyncio, os, signal, socket, sys, threading, time\nstart = time.monotonic()\n"

STREAMS = """
async def answer(reader, writer):
    while line := await reader.readline():
        await asyncio.sleep(0.2)
        writer.write(line.upper())
        await writer.drain()
    writer.close()
async def ask(reader, writer):
    for word in (b"one", b"two", b"three"):
        writer.write(word + b"\\n")
        print((await asyncio.wait_for(reader.readline(), 1)).decode().strip())
    writer.close()
    await writer.wait_closed()
"""

PROGRAMS = {
    "client and server in one program": (
        STREAMS
        + """
async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        await ask(*await asyncio.open_connection(*server.sockets[0].getsockname()))
asyncio.run(main())
""",
        "ONE\nTWO\nTHREE\n",
    ),
    "a Unix socket": (
        STREAMS
        + """
async def main():
    server = await asyncio.start_unix_server(answer, "socket")
    async with server:
        await ask(*await asyncio.open_unix_connection("socket"))
asyncio.run(main())
""",
        "ONE\nTWO\nTHREE\n",
    ),
    "a client in a thread": (
        STREAMS
        + """
def ask_blocking(address):
    with socket.create_connection(address) as connection:
        time.sleep(0.1)
        connection.sendall(b"hello\\n")
        print(connection.recv(100).decode().strip())
async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        await asyncio.to_thread(ask_blocking, server.sockets[0].getsockname())
asyncio.run(main())
""",
        "HELLO\n",
    ),
    "a subprocess": (
        """
async def tick():
    await asyncio.sleep(30)
    print("never")
async def main():
    asyncio.create_task(tick())
    code = "import time; time.sleep(0.2); print('child')"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    print(await process.wait())
asyncio.run(main())
""",
        "child\n0\n",
    ),
    "a child that is waited for by sleeping": (
        """
child = os.fork()
if not child:
    time.sleep(0.2)
    os._exit(7)
time.sleep(1)
print(os.waitstatus_to_exitcode(os.waitpid(child, os.WNOHANG)[1]))
""",
        "7\n",
    ),
    "the time that a child takes": (
        """
import subprocess
subprocess.run([sys.executable, "-S", "-c", "import time; time.sleep(0.4)"])
print(time.monotonic() - start >= 0.4)
""",
        "True\n",
    ),
    "a zombie beside a living child": (
        """
if not os.fork():
    os._exit(0)
os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
living = os.fork()
if not living:
    time.sleep(0.2)
    os._exit(7)
async def main():
    await asyncio.sleep(0.6)
    print(os.waitpid(living, os.WNOHANG)[0] == living)
asyncio.run(main())
""",
        "True\n",
    ),
    "an alarm in the loop": (
        """
async def main():
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGALRM, event.set)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    await asyncio.wait_for(event.wait(), 30)
    print("alarm")
asyncio.run(main())
""",
        "alarm\n",
    ),
    "an alarm in a blocking sleep": (
        """
signal.signal(signal.SIGALRM, lambda *_: print("alarm", time.monotonic() - start < 5))
signal.setitimer(signal.ITIMER_REAL, 0.1)
time.sleep(0.3)
""",
        "alarm True\n",
    ),
    "a pipe that a grandchild holds": (
        """
reading, writing = os.pipe()
if not (child := os.fork()):
    if not os.fork():
        time.sleep(0.2)
        os.write(writing, b"x")
    os._exit(0)
os.waitpid(child, 0)
async def main():
    event = asyncio.Event()
    asyncio.get_running_loop().add_reader(reading, event.set)
    await asyncio.wait_for(event.wait(), 30)
    print("read", time.monotonic() - start < 5)
asyncio.run(main())
""",
        "read True\n",
    ),
    "a pipe of its own": (
        """
reading, writing = os.pipe()
async def main():
    loop = asyncio.get_running_loop()
    loop.add_reader(reading, lambda: print(os.read(reading, 9)))
    loop.call_later(3600, os.write, writing, b"x")
    await asyncio.sleep(7200)
asyncio.run(main())
""",
        "b'x'\n",
    ),
    "a process pool": (
        """
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
async def main():
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        nap = asyncio.get_running_loop().run_in_executor(pool, time.sleep, 0.2)
        timer = asyncio.create_task(asyncio.sleep(20))
        done, _ = await asyncio.wait({nap, timer}, return_when=asyncio.FIRST_COMPLETED)
        print(nap in done, timer in done)
asyncio.run(main())
""",
        "True False\n",
    ),
}


@pytest.mark.parametrize(("source", "printed"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_what_is_outside_mixes_soundly(outcome_of, source, printed):
    outcome = outcome_of(PRELUDE + source)
    assert (outcome.stdout, outcome.stderr) == (printed, "")


def test_without_proc_all_time_is_real(outcome_of):
    """The kernel's files are what the answers rest on; "perhaps" is the answer without them."""
    source = """
import os
stat = os.stat
def no_stat(path, *more, **options):
    if path == "/proc/self/task":
        raise FileNotFoundError(path)
    return stat(path, *more, **options)
os.stat = no_stat
async def main():
    await asyncio.sleep(0.3)
asyncio.run(main())
"""
    outcome = outcome_of(PRELUDE + source)
    assert outcome.ending is Ending.FINISHED
    assert outcome.seconds >= 0.3


PATIENCE = 20.0
SILENCE = 0.3
"""Seconds. The clock makes up its mind in a twentieth of one."""

FOR_EVER = """\
import asyncio, os, signal, socket, sys, threading, time
async def main():
    {}
    print("waiting", flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
WAITING = {
    "nothing at all": ("pass", True),
    "an infinite timer": ("asyncio.create_task(asyncio.sleep(float('inf')))", True),
    "a pool at rest": ("await asyncio.to_thread(int)", True),
    "a pipe of its own": ("asyncio.get_running_loop().add_reader(os.pipe()[0], print)", True),
    "a signal handler": (
        "asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, print)",
        False,
    ),
    "another signal handler": ("signal.signal(signal.SIGUSR1, lambda *_: None)", False),
    "a server": ("server = await asyncio.start_server(print, '127.0.0.1', 0)", False),
    "a thread": ("threading.Thread(target=time.sleep, args=(60,), daemon=True).start()", None),
    "a thread that waits": (
        "threading.Thread(target=threading.Event().wait, daemon=True).start()",
        False,
    ),
    "a thread of its own making": (
        "__import__('_thread').start_new_thread(time.sleep, (60,))",
        False,
    ),
    "a call in a pool": (
        "asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)",
        False,
    ),
    "a child": ("os.fork() or time.sleep(60)", False),
    "an alarm": ("signal.alarm(60)", False),
    "an end of a pipe": ("r, w = os.pipe(); os.close(w)", True),
    "a socket to nowhere": (
        "s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('', 0)); "  # noqa: ISC004 - one line
        "asyncio.get_running_loop().add_reader(s, print)",
        False,
    ),
}


@pytest.mark.parametrize("clock", ["virtual", "real"])
@pytest.mark.parametrize(("setting", "certain"), WAITING.values(), ids=WAITING.keys())
def test_a_loop_is_idle_for_ever_only_if_nothing_can_wake_it(clocked, clock, setting, certain):
    """The clock is asked in an interpreter of its own, with a watcher that says so and ends it."""
    if certain is None:
        # A thread that sleeps is over at once in virtual time, and then nothing is left.
        certain = clock == "virtual"
    said = clocked(FOR_EVER.format(setting), clock, seconds=PATIENCE if certain else SILENCE)
    assert said == ("idle for ever\n" if certain else "")
