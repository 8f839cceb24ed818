"""A program leaves at once where nobody can tell, and takes its time wherever something shows."""

import subprocess
import sys

import pytest

SLEEPING = """\
import asyncio
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(0))
    print("end")
asyncio.run(main())
"""

WITH_LAST_WORDS = {
    "a generator": """\
def numbers():
    try:
        yield 1
    finally:
        print("closed")
kept = numbers()
next(kept)
""",
    "a coroutine": "async def f(): pass\nkept = f()",
    "a task": """\
import asyncio
async def forever(): await asyncio.Event().wait()
loop = asyncio.new_event_loop()
kept = loop.create_task(forever())
loop.run_until_complete(asyncio.sleep(0))
""",
    "an exception nobody took": """\
import asyncio
loop = asyncio.new_event_loop()
kept = loop.create_future()
kept.set_exception(ValueError("mine"))
loop.close()
""",
    "a loop that is open": """\
import asyncio, warnings
warnings.simplefilter("always")
loop = asyncio.new_event_loop()
""",
    "a file with a buffer": "kept = open(1, 'w', closefd=False)\nkept.write('late')",
    "a finaliser by another name": """\
kind = type("Kind", (), {"__de" + "l__": lambda self: print("freed")})
kept = kind()
cycle = kind()
cycle.itself = cycle
""",
    "logging at its end": """\
import logging, logging.handlers, sys
target = logging.StreamHandler(sys.stdout)
logging.getLogger().addHandler(logging.handlers.MemoryHandler(100, target=target))
logging.warning("late")
""",
    "a number for the shell": "import argparse\nargparse.ArgumentParser().parse_args(['-x'])",
    "a number from within a function": "def f(): raise SystemExit(3)\nf()",
    "a stdout of its own": """\
import sys
class Late:
    def __init__(self, out): self.out, self.text = out, ""
    def write(self, text): self.text += text
    def flush(self): self.out.write(f"flushed {len(self.text)}\\n")
sys.stdout = Late(sys.stdout)
print("text")
""",
    "a stdout that can't be written": "import os\nprint('lost', end='')\nos.close(1)",
}


@pytest.mark.parametrize("source", WITH_LAST_WORDS.values(), ids=WITH_LAST_WORDS)
def test_what_is_said_at_the_very_end_is_said(outcome_of, plain, source):
    outcome, expected = outcome_of(source), plain(source)
    assert outcome.stdout == expected.stdout
    assert outcome.stderr.splitlines()[-1:] == expected.stderr.splitlines()[-1:]
    assert outcome.exit_code == expected.returncode


def torn_down(tmp_path, source):
    """Whether CPython took its modules to pieces at the end, of which `-v` tells."""
    program = tmp_path / "program.py"
    # As in a zygote, whose own objects the collector leaves alone.
    program.write_text(
        "import asyncio, gc\n"
        "from asynclearn.sandbox.inside.leaving import leave_when_unseen\n"
        f"leave_when_unseen({source.encode()!r})\n"
        "gc.freeze()\n"
        f"{source}"
    )
    done = subprocess.run(
        [sys.executable, "-v", program], capture_output=True, text=True, check=False
    )
    assert "import 'asyncio'" in done.stderr
    return "# clear sys." in done.stderr


def test_a_program_that_keeps_nothing_leaves_at_once(tmp_path):
    assert not torn_down(tmp_path, SLEEPING)


@pytest.mark.parametrize(
    "source",
    [
        WITH_LAST_WORDS["a generator"],
        WITH_LAST_WORDS["a number from within a function"],
        "1 / 0",
        "import atexit\natexit.register(print, 'x')",
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
    ],
)
def test_any_other_takes_its_time(tmp_path, source):
    assert torn_down(tmp_path, source)
