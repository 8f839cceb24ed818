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
from asynclearn.sandbox import runner, supervised
from asynclearn.sandbox.outcome import Ending, Limits, Outcome, Program
from asynclearn.sandbox.runner import run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the proof reads /proc")

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
def test_a_leftover_daemon_is_dead_afterwards_and_delays_nothing(outcome_of, gone, keep):
    outcome = outcome_of(DAEMON.format(keep=keep))
    assert outcome.ending is Ending.FINISHED
    assert gone(int(outcome.stdout))
    assert outcome.seconds < 10


def test_daemons_are_dead_after_a_timeout_too(outcome_of, gone):
    outcome = outcome_of(DAEMON.format(keep=HOLD_OUTPUT) + "time.sleep(600)", seconds=0.7)
    assert outcome.ending is Ending.TIMED_OUT
    assert gone(int(outcome.stdout))


def test_a_grandchild_that_holds_stdout_does_not_delay_the_outcome(outcome_of, gone):
    outcome = outcome_of(
        """\
        import subprocess
        import sys

        child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
        print(child.pid)
        """
    )
    assert outcome.ending is Ending.FINISHED
    assert gone(int(outcome.stdout))


def test_a_program_that_closes_all_descriptors_is_still_told(outcome_of):
    outcome = outcome_of(
        "import os\nprint('before', flush=True)\nos.closerange(0, 256)\nos._exit(3)"
    )
    assert (outcome.ending, outcome.exit_code, outcome.stdout) == (Ending.EXITED, 3, "before\n")


def test_a_program_that_closes_all_descriptors_and_waits_is_timed_out(outcome_of):
    source = "import os, time\nos.closerange(0, 256)\ntime.sleep(600)"
    assert outcome_of(source, seconds=0.4).ending is Ending.TIMED_OUT


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
    outcome = outcome_of(
        f"import os, signal\nos.kill(os.getppid(), signal.{name})\nprint('still here')"
    )
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "still here\n")


def test_a_program_that_kills_its_parent_is_crashed_and_leaves_nothing(outcome_of, gone, until):
    source = """\
        import os
        import signal
        import subprocess
        import sys

        wait = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
        print(os.getpid(), flush=True)
        print(subprocess.Popen(wait).pid, flush=True)
        print(subprocess.Popen(wait, cwd="/").pid, flush=True)
        print(subprocess.Popen(wait, start_new_session=True).pid, flush=True)
        os.kill(os.getppid(), signal.SIGKILL)
        signal.pause()
        """
    outcome = outcome_of(source)
    assert (outcome.ending, outcome.signal) == (Ending.CRASHED, "SIGKILL")
    pids = [int(line) for line in outcome.stdout.split()]
    assert len(pids) == 4
    until(lambda: all(gone(pid) for pid in pids))


def test_a_program_that_stops_its_parent_is_timed_out_and_leaves_nothing(
    outcome_of, gone, until, monkeypatch
):
    monkeypatch.setattr(supervised, "LATE_SECONDS", 0.5)
    source = """\
        import os
        import signal
        import subprocess
        import sys

        print(os.getpid(), flush=True)
        print(subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"]).pid)
        os.kill(os.getppid(), signal.SIGSTOP)
        signal.pause()
        """
    outcome = outcome_of(source, seconds=0.5)
    assert outcome.ending is Ending.TIMED_OUT
    pids = [int(line) for line in outcome.stdout.split()]
    assert len(pids) == 2
    until(lambda: all(gone(pid) for pid in pids))


def test_a_cancelled_run_leaves_nothing(tmp_path, gone, temporary_folder):
    told = tmp_path / "told"
    os.mkfifo(told)
    source = f"""\
import os
import time

pids = [os.getpid(), os.getppid()]
child = os.fork()
if child:
    with open({str(told)!r}, "w") as file:
        print(*pids, child, file=file)
time.sleep(600)
"""

    async def cancel_once_started() -> list[int]:
        task = asyncio.create_task(run(Program(source), Limits(seconds=600)))
        pids = await asyncio.to_thread(told.read_text)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return [int(pid) for pid in pids.split()]

    pids = asyncio.run(cancel_once_started())
    assert len(pids) == 3
    assert all(gone(pid) for pid in pids)
    assert list(temporary_folder.iterdir()) == []


def test_a_run_cancelled_at_any_of_its_steps_leaves_nothing(temporary_folder, open_descriptors):
    async def cancel_after(steps: int) -> bool:
        task = asyncio.create_task(run(Program("import time; time.sleep(600)")))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return task.cancelled()

    before = open_descriptors()
    for steps in range(12):
        assert asyncio.run(cancel_after(steps))
        assert open_descriptors() == before
        assert list(temporary_folder.iterdir()) == []


def test_killing_the_process_that_runs_programs_leaves_nothing(
    tmp_path, gone, until, temporary_folder
):
    told = tmp_path / "told"
    os.mkfifo(told)
    daemon = DAEMON.format(keep=CLOSE_OUTPUT)
    program = f"""{daemon.replace("print(", "daemon = int(")}
with open({str(told)!r}, "w") as file:
    print(os.getpid(), os.getppid(), daemon, file=file)
time.sleep(600)
"""
    user = f"""
import asyncio
from asynclearn.sandbox.outcome import Limits, Program
from asynclearn.sandbox.runner import run
asyncio.run(run(Program({program!r}), Limits(seconds=600)))
"""
    environment = os.environ | {"TMPDIR": str(temporary_folder)}
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", user], env=environment, cwd=root) as process:
        pids = [int(pid) for pid in told.read_text().split()]
        assert len(pids) == 3
        process.send_signal(signal.SIGKILL)
    until(lambda: all(gone(pid) for pid in pids))
    until(lambda: not any(temporary_folder.iterdir()))


def test_30_runs_at_once_are_all_right_and_leak_no_descriptors(open_descriptors):
    async def all_at_once() -> list[Outcome]:
        programs = [Program(f"print({number})\nraise SystemExit({number})") for number in range(30)]
        return await asyncio.gather(*(run(program, Limits(seconds=60)) for program in programs))

    before = open_descriptors()
    outcomes = asyncio.run(all_at_once())
    assert [outcome.stdout for outcome in outcomes] == [f"{number}\n" for number in range(30)]
    assert [outcome.exit_code for outcome in outcomes] == list(range(30))
    assert open_descriptors() == before


def test_a_run_works_in_a_thread_of_its_own():
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(asyncio.run(run(Program("print(1)")))))
    thread.start()
    thread.join()
    assert outcomes[0].stdout == "1\n"


def test_a_missing_interpreter_is_a_sandbox_error_that_names_it(outcome_of, monkeypatch):
    job = runner._job

    def with_missing_interpreter(folder, name, limits):
        return {**job(folder, name, limits), "command": ["/nonexistent/python"]}

    monkeypatch.setattr(runner, "_job", with_missing_interpreter)
    with pytest.raises(SandboxError, match=r"could not be started: .*No such file.* Check that"):
        outcome_of("print(1)")


def test_a_full_temporary_folder_is_a_sandbox_error(outcome_of, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(SandboxError, match="set TMPDIR to a folder that can be written to"):
        outcome_of("print(1)")


def test_windows_is_a_sandbox_error_that_says_what_to_use(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SandboxError, match="on Windows use WSL"):
        asyncio.run(run(Program("print(1)")))
