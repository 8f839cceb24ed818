"""Programs that only look stuck, or endless: each must end as it would by itself."""

import sys

import pytest

from asynclearn.sandbox.outcome import Clock, Ending

ENDING = {
    "a sleep": "import time\ntime.sleep(0.4)",
    "a sleep in asyncio": "import asyncio\nasyncio.run(asyncio.sleep(0.4))",
    "a thread that sleeps": (
        "import threading, time\n"
        "thread = threading.Thread(target=time.sleep, args=(0.4,))\nthread.start()\nthread.join()"
    ),
    "a raw thread": """\
        import _thread, asyncio, time
        async def main():
            loop, event = asyncio.get_running_loop(), asyncio.Event()
            def work():
                time.sleep(0.4)
                loop.call_soon_threadsafe(event.set)
            _thread.start_new_thread(work, ())
            await event.wait()
        asyncio.run(main())
        """,
    "an executor job": """\
        import asyncio, time
        async def main():
            await asyncio.to_thread(time.sleep, 0.4)
        asyncio.run(main())
        """,
    "an executor job while the loop spins": """\
        import asyncio, threading
        async def main():
            job = asyncio.create_task(asyncio.to_thread(threading.Event().wait, 1.5))
            while not job.done():
                await asyncio.sleep(0)
        asyncio.run(main())
        """,
    "run_forever that a thread ends": """\
        import asyncio, threading
        loop = asyncio.new_event_loop()
        threading.Timer(0.4, loop.call_soon_threadsafe, [loop.stop]).start()
        loop.run_forever()
        loop.close()
        """,
    "a loop in a thread": """\
        import asyncio, threading
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        async def work():
            await asyncio.sleep(0.4)
        asyncio.run_coroutine_threadsafe(work(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        """,
    "two loops": """\
        import asyncio, threading, time
        def other():
            time.sleep(0.4)
            first.call_soon_threadsafe(event.set)
        async def main():
            global first, event
            first, event = asyncio.get_running_loop(), asyncio.Event()
            thread = threading.Thread(target=lambda: asyncio.run(asyncio.to_thread(other)))
            thread.start()
            await event.wait()
            await asyncio.to_thread(thread.join)
        asyncio.run(main())
        """,
    "an alarm with a handler": """\
        import asyncio, signal
        async def main():
            event = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGALRM, event.set)
            signal.setitimer(signal.ITIMER_REAL, 0.4)
            await event.wait()
        asyncio.run(main())
        """,
    "signal.pause": """\
        import signal
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        signal.pause()
        """,
    "sigwait": """\
        import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        signal.sigwait([signal.SIGALRM])
        """,
    "a busy loop that an alarm ends": """\
        import signal
        done = []
        signal.signal(signal.SIGALRM, lambda *_: done.append(1))
        signal.setitimer(signal.ITIMER_REAL, 1.2)
        while not done:
            pass
        """,
    "a busy loop that a thread ends": """\
        import threading
        timer = threading.Timer(1.2, lambda: done.append(1))
        done = []
        timer.start()
        while not done:
            pass
        """,
    "a busy loop on the clock": """\
        import time
        end = time.perf_counter() + 1.2
        while time.perf_counter() < end:
            pass
        """,
    "a timer of processor time": """\
        import signal
        done = []
        signal.signal(signal.SIGVTALRM, lambda *_: done.append(1))
        print(signal.setitimer(signal.ITIMER_VIRTUAL, 0.9))
        while not done:
            pass
        """,
    "a signal from a child": """\
        import asyncio, os, signal, subprocess, sys
        async def main():
            event = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, event.set)
            script = f"sleep 0.4; kill -USR1 {os.getpid()}"
            child = subprocess.Popen(["/bin/sh", "-c", script])
            await event.wait()
            child.wait()
        asyncio.run(main())
        """,
    "a child process": """\
        import asyncio
        async def main():
            process = await asyncio.create_subprocess_exec("/bin/sleep", "0.4")
            await process.wait()
        asyncio.run(main())
        """,
    "a pipe from a child": """\
        import subprocess
        print(subprocess.run(["/bin/sh", "-c", "sleep 0.4; echo hi"], capture_output=True).stdout)
        """,
    "a grandchild that holds a socket": """\
        import asyncio, os, socket, time
        async def main():
            mine, other = socket.socketpair()
            if (child := os.fork()) == 0:
                if os.fork() == 0:
                    time.sleep(0.4)
                    other.send(b"x")
                os._exit(0)
            os.waitpid(child, 0)
            mine.setblocking(False)
            print(await asyncio.get_running_loop().sock_recv(mine, 1))
            mine.close()
            other.close()
        asyncio.run(main())
        """,
    "an eventfd of a thread": """\
        import asyncio, os, threading
        async def main():
            number, event = os.eventfd(0), asyncio.Event()
            asyncio.get_running_loop().add_reader(number, event.set)
            threading.Timer(0.4, os.eventfd_write, [number, 1]).start()
            await event.wait()
        asyncio.run(main())
        """,
    "add_reader on a pipe of a thread": """\
        import asyncio, os, threading
        async def main():
            reading, writing = os.pipe()
            event = asyncio.Event()
            asyncio.get_running_loop().add_reader(reading, event.set)
            threading.Timer(0.4, os.write, [writing, b"x"]).start()
            await event.wait()
        asyncio.run(main())
        """,
    "a server with a client in a thread": """\
        import asyncio, socket, threading, time
        async def main():
            done = asyncio.Event()
            async def answer(reader, writer):
                writer.close()
                done.set()
            server = await asyncio.start_server(answer, "127.0.0.1", 0)
            def call():
                time.sleep(0.4)
                socket.create_connection(server.sockets[0].getsockname()).close()
            threading.Thread(target=call).start()
            await done.wait()
            server.close()
        asyncio.run(main())
        """,
    "small writes that the kernel holds back": """\
        import socket
        server = socket.create_server(("127.0.0.1", 0))
        client = socket.create_connection(server.getsockname())
        other, _ = server.accept()
        for _ in range(20):
            client.send(b"a")
            client.send(b"b")
            print(len(other.recv(1)), len(other.recv(1)))
            other.send(b"c")
            client.recv(1)
        """,
    "a connection to an address that does not answer": """\
        import asyncio, socket
        async def main():
            try:
                await asyncio.wait_for(asyncio.open_connection("127.0.0.1", 9), 1)
            except OSError:
                print("refused")
        asyncio.run(main())
        """,
    "a process of multiprocessing": """\
        import multiprocessing, time
        if __name__ == "__main__":
            queue = multiprocessing.get_context("fork").SimpleQueue()
            def work():
                time.sleep(0.4)
                queue.put("done")
            process = multiprocessing.get_context("fork").Process(target=work)
            process.start()
            print(queue.get())
            process.join()
        """,
    "a program that ends itself at exit": """\
        import atexit, threading, time
        threading.Thread(target=time.sleep, args=(0.4,)).start()
        atexit.register(time.sleep, 0.2)
        """,
    "input without any": """\
        try:
            input()
        except EOFError:
            print("nothing")
        """,
}


@pytest.mark.slow
@pytest.mark.parametrize("source", ENDING.values(), ids=ENDING)
def test_a_program_that_only_looks_stuck_finishes(outcome_of, source):
    outcome = outcome_of(source)

    assert outcome.ending is Ending.FINISHED, outcome


UNKNOWN = {
    "a handler of signals": """\
        import asyncio, signal
        async def main():
            event = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, event.set)
            await event.wait()
        asyncio.run(main())
        """,
    "a pause": "import signal\nsignal.pause()",
    "a child that waits for ever": """\
        import subprocess, sys
        subprocess.run([sys.executable, "-c", "import threading; threading.Event().wait()"])
        """,
    "a thread in a long sleep": """\
        import threading, time
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        threading.Event().wait()
        """,
    "a wait with a limit": "import threading\nthreading.Event().wait(60)",
}


@pytest.mark.slow
@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN)
def test_what_can_not_be_proven_is_timed_out(outcome_of, source):
    outcome = outcome_of(source, seconds=0.6, clock=Clock.REAL)
    assert outcome.ending is Ending.TIMED_OUT


@pytest.mark.skipif(sys.platform != "linux", reason="no such signal elsewhere")
@pytest.mark.slow
def test_an_alarm_that_kills_it_is_no_hang(outcome_of):
    outcome = outcome_of("import signal, threading\nsignal.alarm(1)\nthreading.Event().wait()")

    assert (outcome.ending, outcome.signal) == (Ending.CRASHED, "SIGALRM")
