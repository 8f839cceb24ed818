import sys

import pytest

from asynclearn.sandbox.outcome import Ending, RaisedException

MEGABYTE = 1024 * 1024
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is watched through /proc")


def test_a_flood_on_stdout_is_too_much_output_and_keeps_what_fits(outcome_of):
    outcome = outcome_of("while True: print('x' * 99)", output_bytes=100_000)
    assert outcome.ending is Ending.TOO_MUCH_OUTPUT
    assert outcome.stdout == ("x" * 99 + "\n") * 1000
    assert outcome.truncated
    assert (outcome.exit_code, outcome.signal) == (None, None)


def test_a_flood_on_stderr_is_too_much_output(outcome_of):
    outcome = outcome_of("import os\nwhile True: os.write(2, b'x' * 10)", output_bytes=50_000)
    assert outcome.ending is Ending.TOO_MUCH_OUTPUT
    assert outcome.stderr == "x" * 50_000


def test_a_line_of_20_mb_is_too_much_output(outcome_of):
    outcome = outcome_of("print('x' * 20_000_000)")
    assert outcome.ending is Ending.TOO_MUCH_OUTPUT
    assert outcome.stdout == "x" * 1_000_000


def test_both_pipes_filled_in_turn_do_not_block_each_other(outcome_of):
    source = """\
        import os

        for _ in range(100):
            os.write(1, b"o" * 4_000)
            os.write(2, b"e" * 4_000)
        """
    outcome = outcome_of(source)
    assert outcome.ending is Ending.FINISHED
    assert outcome.stdout == "o" * 400_000
    assert outcome.stderr == "e" * 400_000


def test_the_limit_is_for_both_streams_together(outcome_of):
    source = "import os\nos.write(1, b'o' * 600)\nos.write(2, b'e' * 600)"
    outcome = outcome_of(source, output_bytes=1000)
    assert outcome.ending is Ending.TOO_MUCH_OUTPUT
    assert len(outcome.stdout) + len(outcome.stderr) == 1000


def test_exactly_as_much_output_as_allowed_is_finished(outcome_of):
    outcome = outcome_of("print('x' * 999)", output_bytes=1000)
    assert (outcome.ending, outcome.truncated) == (Ending.FINISHED, False)


def test_a_character_that_was_cut_in_half_is_dropped(outcome_of):
    outcome = outcome_of("print('ü' * 1000)", output_bytes=101)
    assert outcome.stdout == "ü" * 50


@only_linux
def test_a_program_that_grows_is_out_of_memory(outcome_of):
    source = "kept = []\nwhile True: kept.append(bytearray(b'x' * 1_000_000))"
    outcome = outcome_of(source, memory_bytes=64 * MEGABYTE)
    assert outcome.ending is Ending.OUT_OF_MEMORY
    assert outcome.signal is None


@only_linux
def test_one_huge_allocation_is_out_of_memory_with_its_traceback(outcome_of):
    outcome = outcome_of("print('before')\nkept = bytearray(10 ** 12)")
    assert outcome.ending is Ending.OUT_OF_MEMORY
    assert outcome.exception == RaisedException("MemoryError", "", 2)
    assert outcome.stderr.endswith("MemoryError\n")


@only_linux
def test_the_report_gets_through_when_the_last_byte_is_used_up(outcome_of):
    source = """\
        kept = []
        size = 10_000_000
        while True:
            try:
                kept.append(bytes(size))  # never touched, they take no real memory
            except MemoryError:
                if size < 100:
                    raise
                size //= 2
        """
    outcome = outcome_of(source)
    assert outcome.ending is Ending.OUT_OF_MEMORY
    assert outcome.exception == RaisedException("MemoryError", "", 5)


@only_linux
def test_a_memory_error_that_is_caught_does_no_harm(outcome_of):
    source = "try:\n    bytearray(10 ** 12)\nexcept MemoryError:\n    print('caught')"
    outcome = outcome_of(source)
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "caught\n")


@pytest.mark.parametrize("statement", ["raise MemoryError", "raise MemoryError('by hand')"])
def test_a_memory_error_raised_by_hand_is_raised(outcome_of, statement):
    outcome = outcome_of(f"def fail():\n    {statement}\nfail()")
    assert outcome.ending is Ending.RAISED
    assert outcome.exception is not None
    assert (outcome.exception.type, outcome.exception.line) == ("MemoryError", 2)


@only_linux
def test_growth_in_small_steps_that_swallows_memory_errors_is_out_of_memory(outcome_of):
    source = """\
        kept = []
        while True:
            try:
                kept.append(bytes(range(256)) * 40)
            except MemoryError:
                pass
        """
    assert outcome_of(source, memory_bytes=64 * MEGABYTE).ending is Ending.OUT_OF_MEMORY


@only_linux
def test_growth_in_forked_children_counts_together(outcome_of):
    source = """\
        import os
        import time

        for _ in range(8):
            if os.fork() == 0:
                kept = bytearray(b"x" * 20_000_000)
                time.sleep(60)
        time.sleep(60)
        """
    assert outcome_of(source, memory_bytes=96 * MEGABYTE).ending is Ending.OUT_OF_MEMORY


@only_linux
def test_shared_memory_counts(outcome_of):
    source = """\
        import mmap
        import time

        kept = []
        for _ in range(15):
            kept.append(mmap.mmap(-1, 16_000_000))
            for place in range(0, 16_000_000, 4096):
                kept[-1][place] = 1
        time.sleep(60)
        """
    assert outcome_of(source, memory_bytes=96 * MEGABYTE).ending is Ending.OUT_OF_MEMORY


@only_linux
def test_idle_forks_that_share_their_memory_are_no_growth(outcome_of):
    source = """\
        import os

        kept = bytearray(b"x" * 20_000_000)
        reading, writing = os.pipe()
        for _ in range(20):
            if os.fork() == 0:
                os.close(writing)
                os.read(reading, 1)
                os._exit(0)
        import time
        time.sleep(0.3)  # several looks of the supervisor
        os.close(writing)
        for _ in range(20):
            os.wait()
        print("done")
        """
    outcome = outcome_of(source, memory_bytes=96 * MEGABYTE)
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "done\n")


def test_a_full_thread_pool_fits_into_the_default_limits(outcome_of):
    source = """\
        import threading
        from concurrent.futures import ThreadPoolExecutor

        everyone = threading.Barrier(32)
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(lambda _: everyone.wait(), range(32)))
        print("done")
        """
    outcome = outcome_of(source)
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "done\n")


@pytest.mark.slow
@only_linux
@pytest.mark.parametrize("step", ["", "os.setsid()", "os.setsid(); os.chdir('/')"])
def test_a_fork_bomb_is_ended_also_for_root(outcome_of, step):
    # Bounded by itself, too: a failing sandbox must not take the machine along.
    source = f"""\
        import os
        import signal
        import time

        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        start = time.monotonic()
        while time.monotonic() < start + 3:
            try:
                if os.fork() == 0:
                    {step or "pass"}
            except BlockingIOError:
                pass
            time.sleep(0.01)
        """
    outcome = outcome_of(source, processes=10, seconds=3)
    assert outcome.ending in {Ending.OUT_OF_MEMORY, Ending.TIMED_OUT}
    assert outcome.seconds < 10


def test_a_file_can_grow_to_the_limit_only(outcome_of):
    source = """\
        file = open("big", "wb", buffering=0)
        while True:
            file.write(b"x" * 60_000)
        """
    outcome = outcome_of(source, file_bytes=100_000)
    assert outcome.exception is not None
    assert (outcome.exception.type, outcome.exception.line) == ("OSError", 3)
    assert "File too large" in outcome.exception.message


def test_open_files_are_limited(outcome_of):
    outcome = outcome_of("import os\nkept = [os.dup(1) for _ in range(1000)]")
    assert outcome.exception is not None
    assert "Too many open files" in outcome.exception.message


def test_a_crash_writes_no_core_file(outcome_of):
    source = """\
        import os
        import resource

        print(max(resource.getrlimit(resource.RLIMIT_CORE)) <= 1)
        if os.fork() == 0:
            os.abort()
        os.wait()
        print(os.listdir())
        """
    assert outcome_of(source).stdout == "True\n['program.py']\n"


def test_deep_recursion_is_raised_as_ever(outcome_of):
    outcome = outcome_of("def down():\n    down()\ndown()")
    assert outcome.exception is not None
    assert outcome.exception.type == "RecursionError"
