"""Programs that do not want to end, and what they leave to go on without them."""

import signal

import pytest

from asynclearn.sandbox.outcome import Ending

pytestmark = pytest.mark.slow

DEAF = """\
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
"""
FOREVER = {
    "deaf sleeper": DEAF + "while True: time.sleep(60)",
    "deaf busy loop": DEAF + "while True: pass",
    "stopped": "os.kill(os.getpid(), signal.SIGSTOP)",
    "stopped group": "os.killpg(os.getpgrp(), signal.SIGSTOP)",
    "c that holds the gil": "libc2 = ctypes.PyDLL(None)\nlibc2.sleep(60)",
    "regular expression": "import re\nre.match('(a*)*b', 'a' * 60)",
    "atexit": "import atexit\natexit.register(time.sleep, 60)",
    "thread": "import threading\nthreading.Thread(target=time.sleep, args=(60,)).start()",
    "finaliser": "class Late:\n    def __del__(self):\n        while True: pass\nlate = Late()",
    "caught exit": "while True:\n    try: sys.exit()\n    except SystemExit: pass",
    "vfork": "pid = libc.vfork()\nwhile True: libc.pause()",
    "deaf event loop": """\
import asyncio
async def main():
    while True:
        try:
            await asyncio.sleep(60)
        except BaseException:
            pass
asyncio.run(main())
""",
    "deaf child": f"if os.fork() == 0:\n    {DEAF.strip().replace(chr(10), chr(10) + '    ')}\n"
    "    time.sleep(60)\nos.wait()",
    "stopped child": "if os.fork() == 0:\n    os.kill(os.getpid(), signal.SIGSTOP)\nos.wait()",
    "own tracer": "if os.fork() == 0:\n    libc.ptrace(0, 0, 0, 0)\n    time.sleep(60)\nos.wait()",
    "fifo": "os.mkfifo('fifo')\nopen('fifo')",
    "lock": "import fcntl\na = open('x', 'w')\nfcntl.flock(a, 2)\nfcntl.flock(open('x'), 2)",
}
DEAF_DAEMON = f"""\
reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
    {DEAF.strip().replace(chr(10), chr(10) + "    ")}
    os.write(writing, b"x")
    KEEP
    time.sleep(60)
os.read(reading, 1)
"""


@pytest.mark.parametrize("source", FOREVER.values(), ids=FOREVER)
def test_a_program_that_does_not_want_to_end_is_timed_out(run_attack, source):
    outcome = run_attack(source, seconds=0.4)
    assert outcome.ending is Ending.TIMED_OUT
    assert outcome.seconds < 15
    assert (outcome.exit_code, outcome.signal) == (None, None)


@pytest.mark.parametrize(
    "keep",
    [
        pytest.param("pass", id="holding the output"),
        pytest.param("os.closerange(0, 256)", id="without descriptors"),
        pytest.param("os.kill(os.getpid(), signal.SIGSTOP)", id="stopped"),
        pytest.param("os.execv('/bin/sleep', ['sleep', '60'])", id="become another"),
        pytest.param("os.environ.clear(); libc.prctl(15, b'sh', 0, 0, 0)", id="disguised"),
    ],
)
def test_a_daemon_is_dead_afterwards_and_delays_nothing(run_attack, keep):
    outcome = run_attack(DEAF_DAEMON.replace("KEEP", keep) + "print('done')")
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "done\n")
    assert outcome.seconds < 15


def test_a_daemon_that_forks_all_the_time_is_dead_afterwards(run_attack):
    source = """\
        if os.fork() == 0:
            end = time.monotonic() + 5
            while time.monotonic() < end:
                if os.fork():
                    os._exit(0)
            os._exit(0)
        time.sleep(0.2)
        """
    assert run_attack(source).ending is Ending.FINISHED


def test_a_sibling_of_the_program_is_dead_afterwards_and_ends_nothing(run_attack):
    source = """\
        # CLONE_PARENT | SIGCHLD (linux/sched.h): a child of the supervisor, not of the program.
        attempt("clone", lambda: syscall(56, 220, 0x8000 | 17, 0, 0, 0, 0) or os._exit(0))
        attempt("clone", lambda: syscall(56, 220, 0x8000 | 17, 0, 0, 0, 0) or time.sleep(60))
        time.sleep(0.2)
        os._exit(5)
        """
    outcome = run_attack(source, seconds=3)
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 5)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_parent_changes_nothing(run_attack, number):
    source = f"""\
        attempt("kill", lambda: os.kill(os.getppid(), {int(number)}))
        time.sleep(0.2)
        tell("still", "here")
        """
    outcome = run_attack(source, seconds=3)
    assert outcome.ending is Ending.FINISHED
    assert outcome.stdout.endswith("still\there\n")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_signal_to_all_meets_only_its_own_processes(run_attack, decoy, host_pids, number):
    source = f"""\
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        if among_its_own(host):
            attempt("all", lambda: os.kill(-1, {int(number)}))
            for pid in visible_pids():
                if pid != os.getpid():
                    attempt(str(pid), lambda: os.kill(pid, {int(number)}))
        attempt("decoy", lambda: os.kill(decoy, {int(number)}))
        tell("still", "here")
        """
    outcome = run_attack(source, given={"host": host_pids, "decoy": decoy.pid}, seconds=3)
    assert outcome.ending is Ending.FINISHED
    assert outcome.stdout.endswith("still\there\n")
    assert "decoy\tDONE" not in outcome.stdout
    assert decoy.poll() is None


def test_the_decoy_can_be_killed_without_a_sandbox(run_unconfined, decoy):
    stdout = run_unconfined("attempt('kill', lambda: os.kill(pid, 9))", given={"pid": decoy.pid})
    assert stdout == "kill\tDONE None\n"
    assert decoy.wait() == -signal.SIGKILL
