"""What the watcher inside can't see is proven by the supervisor, and the program is asked why."""

import sys

import pytest

from asynclearn.sandbox.outcome import Ending

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells")

BLOCKED = {
    "a lock of threads, taken twice": (
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
        [("main thread", 4, "a call that does not return")],
    ),
    "a result that the blocked loop would have to bring": (
        """\
        import asyncio
        async def one():
            return 1
        async def main():
            loop = asyncio.get_running_loop()
            asyncio.run_coroutine_threadsafe(one(), loop).result()
        asyncio.run(main())
        """,
        [("main thread", 6, "`future.result()`")],
    ),
    "an event of threads": (
        """\
        import threading
        def wait():
            threading.Event().wait()
        wait()
        """,
        [("main thread", 3, "`wait()` of an event, a condition or a barrier")],
    ),
    "a queue of threads": (
        "import queue\nqueue.Queue().get()",
        [("main thread", 2, "`queue.get()`")],
    ),
    "two threads that join each other": (
        """\
        import threading
        def join():
            main.join()
        main = threading.main_thread()
        other = threading.Thread(target=join)
        other.start()
        other.join()
        """,
        [("main thread", 7, "`thread.join()`"), ("another thread", 3, "`thread.join()`")],
    ),
    "a thread in an executor": (
        """\
        import asyncio, threading
        async def main():
            await asyncio.to_thread(threading.Event().wait)
        asyncio.run(main())
        """,
        [
            ("task `main()`", 3, "`asyncio.to_thread()`: its thread does not end"),
            ("another thread", None, "`wait()` of an event, a condition or a barrier"),
        ],
    ),
    "an own pipe that nobody writes to": (
        "import os\nreading, writing = os.pipe()\nos.read(reading, 1)",
        [("main thread", 3, "a call that does not return")],
    ),
    "an own socket pair without data": (
        "import socket\none, other = socket.socketpair()\none.recv(1)",
        [("main thread", 3, "a call that does not return")],
    ),
    "a poll without end": (
        "import select\nselect.poll().poll()",
        [("main thread", 2, "a call that does not return")],
    ),
    "a select without end": (
        "import select, os\nselect.select(os.pipe()[:1], [], [])",
        [("main thread", 2, "a call that does not return")],
    ),
    "a server that blocks in accept": (
        """\
        import socket
        server = socket.create_server(("127.0.0.1", 0))
        server.accept()
        """,
        [("main thread", 3, "a call that does not return")],
    ),
}


@pytest.mark.parametrize(("source", "waiting"), BLOCKED.values(), ids=BLOCKED)
def test_a_program_that_nothing_can_wake_is_stuck(outcome_of, source, waiting):
    outcome = outcome_of(source)

    assert outcome.ending is Ending.STUCK, outcome
    assert outcome.seconds < 5
    told = [(each.task, each.line, each.awaiting) for each in outcome.hang.waiting]
    # A thread that is about to end, or the executor's, may be told as well.
    assert told[: len(waiting)] == waiting


@pytest.mark.parametrize("tier_name", ["namespaces", "landlock", "limits"])
def test_the_proof_holds_in_each_tier_where_proc_can_be_read(outcome_of, tier, tier_name):
    tier(tier_name)
    outcome = outcome_of("import queue\nqueue.Queue().get()", filename="thread ü.py")

    assert outcome.ending is Ending.STUCK, outcome
    assert [(each.task, each.line) for each in outcome.hang.waiting] == [("main thread", 2)]


def test_without_namespaces_a_server_may_have_clients_outside(outcome_of, tier):
    tier("limits")
    source = """\
        import socket
        socket.create_server(("127.0.0.1", 0)).accept()
        """

    assert outcome_of(source, seconds=0.5).ending is Ending.TIMED_OUT


def test_what_it_printed_before_is_there(outcome_of):
    source = "import threading\nprint('before')\nthreading.Event().wait()"

    assert outcome_of(source).stdout == "before\n"


def test_a_forged_answer_changes_no_ending_and_no_sentence(outcome_of):
    source = r"""
        import os, threading
        os.write(255, b'{"what": "hang", "kind": "stuck", "waiting": [{"task": "\\u001b[2J", '
                      b'"awaiting": "x", "line": -4}, 7], "sentence": "lies"}\n')
        threading.Event().wait()
        """
    outcome = outcome_of(source)

    assert outcome.ending is Ending.STUCK
    assert outcome.hang.sentence.startswith("All its threads wait")


def test_one_that_handles_signals_itself_is_not_asked(outcome_of):
    source = """\
        import signal, threading
        signal.getsignal(signal.SIGTERM)
        threading.Event().wait()
        """
    outcome = outcome_of(source)

    assert (outcome.ending, outcome.hang.waiting) == (Ending.STUCK, ())
