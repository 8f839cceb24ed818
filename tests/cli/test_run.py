"""`asynclearn run`: an ending of each kind, as JSON and in words."""

import json
import subprocess
import sys
from typing import NamedTuple

import pytest

from asynclearn.cli.app import run as run_command

PROGRAMS = {
    "finished": 'print("done")',
    "raised": "import asyncio\n\nasync def main():\n    raise KeyError('x')\n\nasyncio.run(main())",
    "exited": "raise SystemExit(3)",
    "stuck": "import asyncio\nasyncio.run(asyncio.Event().wait())",
    "endless": "import asyncio\nloop = asyncio.new_event_loop()\n"
    "def again():\n    loop.call_soon(again)\nagain()\nloop.run_forever()",
    "timed_out": "import time\nwhile time.time() > 0:\n    pass",
    "out_of_memory": "kept = []\nwhile True:\n    kept.append(bytearray(10_000_000))",
    "too_much_output": 'while True:\n    print("again" * 100)',
    "crashed": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
}


class Done(NamedTuple):
    """What a command has left behind."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run_file(capsys):
    def run_file(path, *options):
        code = run_command(["run", str(path), *options])
        return Done(code, *capsys.readouterr())

    return run_file


@pytest.fixture
def run(run_file, tmp_path):
    def run(source, *options):
        path = tmp_path / "program.py"
        path.write_text(source)
        return run_file(path, *options)

    return run


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(each, marks=pytest.mark.slow) if each == "timed_out" else each
        for each in PROGRAMS
    ],
)
def test_json_names_the_ending_of_each_kind_of_program(run, ending):
    done = run(PROGRAMS[ending], "--json", "--timeout", "2" if ending == "timed_out" else "30")

    assert json.loads(done.stdout)["ending"] == ending
    assert done.returncode == (0 if ending == "finished" else 1)


def test_sleep_takes_no_time_unless_the_real_clock_is_asked_for(run):
    source = "import asyncio\nasyncio.run(asyncio.sleep(60))"

    virtual = json.loads(run(source, "--json").stdout)
    real = json.loads(run(source, "--json", "--clock", "real", "--timeout", "0.5").stdout)

    assert (virtual["ending"], round(virtual["virtual_seconds"])) == ("finished", 60)
    assert (real["ending"], real["virtual_seconds"]) == ("timed_out", None)


def test_json_holds_all_that_was_seen(run):
    told = json.loads(run(PROGRAMS["raised"], "--json").stdout)

    assert 0 < told.pop("seconds") < 30
    assert 0 <= told.pop("virtual_seconds") < 0.01
    assert told.pop("stderr").endswith("KeyError: 'x'\n")
    assert "limits" in told.pop("confined")
    assert told == {
        "stdout": "",
        "ending": "raised",
        "exception": {"type": "KeyError", "message": "'x'", "line": 4},
        "exit_code": 1,
        "signal": None,
        "truncated": False,
        "waiting": [],
        "cycle": [],
        "lines": [],
        "reaches_loop": None,
    }


def test_json_tells_who_waits_for_what(run):
    source = (
        "import asyncio\n\nasync def main():\n    lock = asyncio.Lock()\n    async with lock:\n"
    )
    source += "        await lock.acquire()\n\nasyncio.run(main())\n"
    told = json.loads(run(source, "--json").stdout)

    assert told["waiting"] == [
        {
            "task": "task `main()`",
            "line": 6,
            "awaiting": "`lock.acquire()` held by this task itself",
            "function": "main",
            "expression": "await lock.acquire()",
            "waits_for": ["task `main()`"],
        }
    ]
    assert told["cycle"] == ["task `main()`"]


def test_a_hang_is_told_with_its_reason(run):
    done = run(
        "import asyncio\nasync def main():\n    await asyncio.Event().wait()\nasyncio.run(main())"
    )

    assert done.returncode == 1
    assert done.stderr.startswith("It is stuck: nothing can ever wake it.\n")
    assert (
        "Task `main()` waits at line 3: `event.wait()`, and nobody is left to call" in done.stderr
    )


def test_without_json_the_output_is_the_programs_own_and_the_ending_is_said(run):
    done = run("print('one')\nraise SystemExit(3)")

    assert (done.stdout, done.stderr) == ("one\n", "It exited with code 3.\n")


def test_a_file_with_another_encoding_is_read_as_python_reads_it(tmp_path, environment):
    path = tmp_path / "latin.py"
    path.write_bytes("# coding: latin-1\nprint('Grüße')\n".encode("latin-1"))

    done = subprocess.run(
        [sys.executable, "-m", "asynclearn", "run", str(path)],
        capture_output=True,
        env=environment,
        check=False,
        timeout=60,
    )

    assert done.stdout.decode() == "Grüße\n"


def test_a_file_that_is_no_text_is_wrong_use(tmp_path, run_file):
    path = tmp_path / "picture.py"
    path.write_bytes(b"\x89PNG\r\n\xff\xfe")

    done = run_file(path)

    assert done.returncode == 2
    assert f"`{path}` is not Python text" in done.stderr
    assert "Traceback" not in done.stderr
