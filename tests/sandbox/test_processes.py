"""Nothing is left running, whatever the program starts or kills, and however we end."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from asynclearn.errors import SandboxError
from asynclearn.sandbox import supervised, warm
from asynclearn.sandbox.outcome import Clock, Ending, Limits, Outcome, Program
from asynclearn.sandbox.runner import run
from asynclearn.sandbox.zygote.descendants import descendants

# ruff: noqa: ASYNC110 - there is no event for what happens in a foreign process

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the proof reads /proc"),
]

# A daemon that left its parent, session, folder and environment, and says who it is.
DAEMON = """\
import os
import time

reading, writing = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
    os.environ.clear()
    os.write(writing, b"%d" % os.getpid())
    {keep}
    time.sleep(600)
    os._exit(0)
print(os.read(reading, 100).decode())
"""
HOLD_OUTPUT = "pass"
CLOSE_OUTPUT = "os.closerange(0, 256)"


@pytest.mark.parametrize("keep", [HOLD_OUTPUT, CLOSE_OUTPUT])
@pytest.mark.parametrize("name", ["namespaces", "landlock", "limits"])
def test_a_leftover_daemon_is_dead_afterwards_and_delays_nothing(
    outcome_of, rest, tier, name, keep
):
    tier(name)
    outcome = outcome_of(DAEMON.format(keep=keep))
    assert outcome.ending is Ending.FINISHED
    assert outcome.seconds < 10
    rest()


def test_daemons_are_dead_after_a_timeout_too(outcome_of, rest):
    outcome = outcome_of(
        DAEMON.format(keep=HOLD_OUTPUT) + "time.sleep(600)", clock=Clock.REAL, seconds=0.7
    )
    assert outcome.ending is Ending.TIMED_OUT
    rest()


def test_a_grandchild_that_holds_stdout_does_not_delay_the_outcome(outcome_of, rest):
    outcome = outcome_of(
        """\
        import subprocess
        import sys

        child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
        print(child.pid)
        """
    )
    assert outcome.ending is Ending.FINISHED
    rest()


def test_a_program_that_closes_all_descriptors_is_still_told(outcome_of):
    outcome = outcome_of(
        "import os\nprint('before', flush=True)\nos.closerange(0, 256)\nos._exit(3)"
    )
    assert (outcome.ending, outcome.exit_code, outcome.stdout) == (Ending.EXITED, 3, "before\n")


def test_a_program_that_closes_all_descriptors_and_waits_is_timed_out(outcome_of):
    source = "import os, time\nos.closerange(0, 256)\ntime.sleep(600)"
    assert outcome_of(source, clock=Clock.REAL, seconds=0.4).ending is Ending.TIMED_OUT


def test_garbage_on_all_descriptors_changes_only_the_output(outcome_of):
    source = """\
        import os

        for descriptor in range(256):
            try:
                os.write(descriptor, b"\\xff{}\\n" * 100)
            except OSError:
                pass
        os._exit(5)
        """
    outcome = outcome_of(source)
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 5)
    assert outcome.stdout == "\ufffd{}\n" * 100


def test_a_file_of_the_program_under_the_reports_number_gets_no_report(outcome_of):
    source = """\
        import os
        import subprocess
        import sys

        os.closerange(3, 256)
        os.dup2(os.open("mine", os.O_RDWR | os.O_CREAT), 255)
        os.dup2(1, 100)

        class Late:
            def __del__(self):
                os.write(100, b"%d bytes\\n" % os.fstat(255).st_size)

        late = Late()
        raise ValueError
        """
    outcome = outcome_of(source)
    assert outcome.stdout == "0 bytes\n"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGALRM", "SIGUSR1"])
def test_a_signal_to_the_parent_does_nothing(outcome_of, name):
    source = f"""\
        import os
        import signal

        try:
            os.kill(os.getppid(), signal.{name})
        except PermissionError:
            pass
        print("still here")
        """
    outcome = outcome_of(source)
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "still here\n")


# With processes in its folder, in its session, and in neither.
ATTACK_ON_THE_PARENT = """\
import os
import signal
import subprocess
import sys

wait = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
subprocess.Popen(wait)
subprocess.Popen(wait, cwd="/")
subprocess.Popen(wait, start_new_session=True)
try:
    os.kill(os.getppid(), signal.{name})
except PermissionError:
    pass
signal.pause()
"""


@pytest.mark.parametrize("name", ["namespaces", "landlock", "limits"])
def test_a_program_that_kills_its_parent_is_told_and_leaves_nothing(outcome_of, rest, tier, name):
    tier(name)
    outcome = outcome_of(ATTACK_ON_THE_PARENT.format(name="SIGKILL"), seconds=1)
    if "landlock" in outcome.confined:
        assert outcome.ending is Ending.TIMED_OUT
    else:
        assert (outcome.ending, outcome.signal) == (Ending.CRASHED, "SIGKILL")
    rest()


@pytest.mark.parametrize("name", ["namespaces", "limits"])
def test_a_program_that_stops_its_parent_is_timed_out_and_leaves_nothing(
    outcome_of, rest, monkeypatch, tier, name
):
    tier(name)
    monkeypatch.setattr(supervised, "LATE_SECONDS", 0.5)
    outcome = outcome_of(ATTACK_ON_THE_PARENT.format(name="SIGSTOP"), seconds=0.5)
    assert outcome.ending is Ending.TIMED_OUT
    rest()


FAMILY = """\
import os
import time

os.fork()
os.fork()
time.sleep(600)
"""


@pytest.mark.parametrize("name", ["namespaces", "landlock", "limits"])
def test_a_cancelled_run_leaves_nothing(rest, processes, temporary_folder, tier, name):
    tier(name)
    idle = len(rest())

    async def cancel_once_started() -> None:
        task = asyncio.create_task(run(Program(FAMILY, clock=Clock.REAL), Limits(seconds=600)))
        while len(processes()) < idle + 3:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel_once_started())
    assert list(temporary_folder.iterdir()) == []
    rest()


def test_a_run_cancelled_at_any_of_its_steps_leaves_nothing(
    rest, temporary_folder, open_descriptors
):
    async def cancel_after(steps: int) -> bool:
        task = asyncio.create_task(run(Program("import time; time.sleep(600)", clock=Clock.REAL)))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return task.cancelled()

    rest()
    before = open_descriptors()
    for steps in range(12):
        assert asyncio.run(cancel_after(steps))
        assert open_descriptors() == before
        assert list(temporary_folder.iterdir()) == []
    rest()


@pytest.mark.parametrize("name", ["namespaces", "landlock", "limits"])
def test_killing_the_process_that_runs_programs_leaves_nothing(gone, until, temporary_folder, name):
    source = DAEMON.format(keep=CLOSE_OUTPUT) + FAMILY
    user = f"""
import asyncio
from asynclearn.sandbox import warm
from asynclearn.sandbox.outcome import Clock, Limits, Program
from asynclearn.sandbox.runner import run
warm.TIERS = [{name!r}]
asyncio.run(run(Program({source!r}, clock=Clock.REAL), Limits(seconds=600)))
"""
    environment = os.environ | {"TMPDIR": str(temporary_folder)}
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", user], env=environment, cwd=root) as process:
        # Those of a run at rest, the daemon, and what the two forks made.
        count = (4 if name == "namespaces" else 3) + 1 + 3
        until(lambda: len(list(descendants(process.pid))) >= count)
        pids = list(descendants(process.pid))
        process.send_signal(signal.SIGKILL)
    until(lambda: all(gone(pid) for pid in pids))
    until(lambda: not any(temporary_folder.iterdir()))


def test_30_runs_at_once_are_all_right_and_leak_nothing(rest, open_descriptors):
    async def all_at_once() -> list[Outcome]:
        programs = [Program(f"print({number})\nraise SystemExit({number})") for number in range(30)]
        return await asyncio.gather(*(run(program, Limits(seconds=60)) for program in programs))

    rest()
    before = open_descriptors()
    outcomes = asyncio.run(all_at_once())
    rest()
    assert [outcome.stdout for outcome in outcomes] == [f"{number}\n" for number in range(30)]
    assert [outcome.exit_code for outcome in outcomes] == list(range(30))
    assert open_descriptors() == before


@pytest.mark.slow
def test_200_runs_in_a_row_leak_nothing(outcome_of, rest, open_descriptors):
    before = rest()
    descriptors = open_descriptors()
    for number in range(200):
        assert outcome_of(f"print({number})").stdout == f"{number}\n"
    after = rest()
    assert open_descriptors() == descriptors
    assert after[:-2] == before[:-2], "the zygote is still the same one"


def test_runs_work_in_several_threads_at_once(rest):
    outcomes: list[Outcome] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(asyncio.run(run(Program("print(1)")))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.stdout for outcome in outcomes] == ["1\n"] * 4
    rest()


def test_a_missing_interpreter_is_a_sandbox_error_that_names_it(outcome_of, monkeypatch):
    warm.shut_down()
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(SandboxError, match=r"/nonexistent/python could not .*No such file.* Check"):
        outcome_of("print(1)")


def test_a_full_temporary_folder_is_a_sandbox_error(outcome_of, monkeypatch, tmp_path, tier):
    tier("limits")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(SandboxError, match="set TMPDIR to a folder that can be written to"):
        outcome_of("print(1)")


def test_windows_is_a_sandbox_error_that_says_what_to_use(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SandboxError, match="on Windows use WSL"):
        asyncio.run(run(Program("print(1)")))
