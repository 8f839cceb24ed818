"""Programs that start more than they may. Each is bounded by itself, for a sandbox that fails."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from asynclearn.sandbox.outcome import Ending

pytestmark = pytest.mark.slow

ENDED = {Ending.TIMED_OUT, Ending.OUT_OF_MEMORY}
"""Where forking fails at the limit, a bomb burns until its time is up; where it is only counted,
what it took is too much memory."""


def fork_bomb(body: str) -> str:
    return f"""\
import signal, time
end = time.monotonic() + 4
started = os.getpid()
while time.monotonic() < end:
    try:
        if os.fork() == 0:
            {body}
    except OSError:
        time.sleep(0.001)
    time.sleep(0.002)
"""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("pass", id="plain"),
        pytest.param("os.setsid(); signal.signal(15, signal.SIG_IGN)", id="sessions"),
        pytest.param("os.setpgid(0, 0); os.closerange(0, 256)", id="groups"),
        pytest.param("os.fork(); os.chdir('/'); os.environ.clear()", id="pairs"),
    ],
)
def test_a_fork_bomb_is_ended_and_nothing_of_it_is_left(run_attack, body):
    outcome = run_attack(fork_bomb(body), processes=24, seconds=1)
    assert outcome.ending in ENDED
    assert outcome.seconds < 15


def test_a_bomb_whose_parents_exit_at_once_is_ended(run_attack):
    source = """\
        end = time.monotonic() + 4
        if os.fork() == 0:
            while time.monotonic() < end:
                try:
                    if os.fork():
                        os._exit(0)
                except OSError:
                    pass
            os._exit(0)
        time.sleep(4)
        """
    outcome = run_attack(source, processes=24, seconds=1)
    assert outcome.ending in ENDED
    assert outcome.seconds < 15


def test_a_bomb_of_shells_is_ended(run_attack):
    source = """\
        import subprocess
        script = 'n=$1; [ $n -gt 0 ] && { sh "$0" $((n-1)) & sh "$0" $((n-1)) & }; sleep 4'
        with open("bomb.sh", "w") as file:
            file.write(script)
        subprocess.run(["/bin/sh", "bomb.sh", "6"])
        # The first shell gives up as soon as it can't fork its own sleep; the others go on.
        time.sleep(4)
        """
    outcome = run_attack(source, processes=24, seconds=1)
    assert outcome.ending in ENDED
    assert outcome.seconds < 15


def test_a_bomb_of_vforks_and_clones_is_ended(run_attack):
    source = """\
        import subprocess, sys
        end = time.monotonic() + 4
        children = []
        while time.monotonic() < end:
            try:
                children.append(subprocess.Popen(["/bin/sleep", "5"], close_fds=False))
            except OSError:
                time.sleep(0.001)
            if len(children) > 200:
                time.sleep(5)
        """
    outcome = run_attack(source, processes=24, seconds=1)
    assert outcome.ending in ENDED


def test_a_thread_bomb_meets_the_limit(run_attack):
    source = """\
        import threading
        stop = threading.Event()
        started = 0
        try:
            while started < 500:
                threading.Thread(target=stop.wait).start()
                started += 1
        except RuntimeError:
            print("refused")
        finally:
            stop.set()
        """
    outcome = run_attack(source, processes=24, seconds=2)
    assert outcome.stdout == "refused\n" or outcome.ending in ENDED


def test_a_process_pool_larger_than_the_limit_is_ended_or_refused(run_attack):
    source = """\
        from concurrent.futures import ProcessPoolExecutor
        import multiprocessing
        with ProcessPoolExecutor(60, multiprocessing.get_context("fork")) as pool:
            list(pool.map(time.sleep, [3] * 60))
        """
    outcome = run_attack(source, processes=24, seconds=1.5)
    assert outcome.ending is not Ending.FINISHED
    assert outcome.seconds < 15


def test_a_program_that_becomes_another_for_ever_is_timed_out(run_attack):
    source = """\
        import sys
        os.execv(sys.executable, [sys.executable, "-S", "-c",
            "import os, sys; os.execv(sys.executable, sys.orig_argv)"])
        """
    assert run_attack(source, seconds=0.7).ending is Ending.TIMED_OUT


def test_a_program_that_becomes_sleep_is_timed_out(run_attack):
    outcome = run_attack("os.execv('/bin/sleep', ['sleep', '30'])", seconds=0.5)
    assert outcome.ending is Ending.TIMED_OUT


def test_two_bombs_at_once_do_not_take_each_others_processes(run_attack):
    source = """\
        children = 0
        while children < 12:
            try:
                if os.fork() == 0:
                    time.sleep(0.6)
                    os._exit(0)
                children += 1
            except OSError:
                break
        for _ in range(children):
            os.wait()
        tell("children", children)
        """
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: run_attack(source, processes=24), range(3)))
    assert [outcome.stdout for outcome in outcomes] == ["children\t12\n"] * 3
