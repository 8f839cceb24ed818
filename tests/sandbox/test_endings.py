import signal
import sys

import pytest

from asynclearn.sandbox.outcome import Clock, Ending, RaisedException


def test_a_program_that_ends_is_finished(outcome_of):
    outcome = outcome_of("print('hi')")
    assert outcome.ending is Ending.FINISHED
    assert (outcome.stdout, outcome.stderr) == ("hi\n", "")
    assert (outcome.exit_code, outcome.exception, outcome.signal) == (0, None, None)
    assert not outcome.truncated
    assert "limits" in outcome.confined
    assert 0 < outcome.seconds < 20


def test_an_uncaught_exception_is_raised_with_type_message_and_line(outcome_of):
    outcome = outcome_of("import json\n\n\ndef parse():\n    json.loads('{')\n\n\nparse()\n")
    assert outcome.ending is Ending.RAISED
    assert outcome.exit_code == 1
    assert outcome.exception is not None
    assert outcome.exception.type == "JSONDecodeError"
    assert outcome.exception.message.startswith("Expecting property name")
    assert outcome.exception.line == 5, "the last line of the program, not of the json module"


def test_the_line_of_an_asyncio_program_is_where_the_task_raised(outcome_of):
    outcome = outcome_of(
        """\
        import asyncio

        async def fail():
            await asyncio.sleep(0)
            raise ValueError("no")

        async def main():
            await asyncio.create_task(fail())

        asyncio.run(main())
        """
    )
    assert outcome.exception == RaisedException("ValueError", "no", 5)


def test_an_exception_group_is_raised_at_the_task_group(outcome_of):
    outcome = outcome_of(
        """\
        import asyncio

        async def fail():
            raise KeyError("no")

        async def main():
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(fail())

        asyncio.run(main())
        """
    )
    assert outcome.exception == RaisedException(
        "ExceptionGroup", "unhandled errors in a TaskGroup (1 sub-exception)", 7
    )


def test_a_syntax_error_is_raised_at_its_line(outcome_of):
    outcome = outcome_of("print('never')\n\ndef (:\n")
    assert outcome.ending is Ending.RAISED
    assert outcome.stdout == ""
    assert outcome.exception == RaisedException(
        "SyntaxError", "invalid syntax (program.py, line 3)", 3
    )


def test_a_syntax_error_of_other_code_is_raised_where_that_was_compiled(outcome_of):
    outcome = outcome_of("\ncompile('(', '<other>', 'exec')")
    assert outcome.exception is not None
    assert outcome.exception.line == 2


def test_an_exception_without_a_printable_message_is_raised(outcome_of):
    outcome = outcome_of(
        """\
        class Odd(Exception):
            def __str__(self):
                raise SystemExit(7)

        raise Odd
        """
    )
    assert outcome.exception == RaisedException("Odd", "<exception str() failed>", 5)


def test_a_message_of_any_characters_is_told_in_full(outcome_of):
    text = 'ü "quoted" \\ \n 🐍 \x00 \x1b[31m'
    outcome = outcome_of(f"raise ValueError({text!r})")
    assert outcome.exception == RaisedException("ValueError", text, 1)


def test_an_endless_message_is_cut(outcome_of):
    outcome = outcome_of("raise ValueError('🐍' * 100_000)")
    assert outcome.exception == RaisedException("ValueError", "🐍" * 4000, 1)


def test_a_lone_surrogate_in_a_message_is_replaced(outcome_of):
    outcome = outcome_of("raise ValueError('\\ud800')")
    assert outcome.exception == RaisedException("ValueError", "?", 1)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("import sys; sys.exit(3)", 3),
        ("import os; os._exit(3)", 3),
        ("import sys; sys.exit('text')", 1),
        ("raise SystemExit(1)", 1),
        ("import sys; sys.exit(True)", 1),
        ("import os; os._exit(137)", 137),
    ],
)
def test_a_program_that_exits_with_a_code_is_exited(outcome_of, statement, code):
    outcome = outcome_of(statement)
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, code)
    assert outcome.exception is None


@pytest.mark.parametrize("statement", ["import sys; sys.exit()", "raise SystemExit(0)"])
def test_a_program_that_exits_with_0_is_finished(outcome_of, statement):
    assert outcome_of(statement).ending is Ending.FINISHED


def test_a_program_that_exits_1_while_it_handles_an_exception_is_exited(outcome_of):
    outcome = outcome_of("try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise SystemExit(1)")
    assert (outcome.ending, outcome.exception) == (Ending.EXITED, None)


def test_an_exception_in_a_forked_child_is_none_of_the_program(outcome_of):
    outcome = outcome_of(
        """\
        import os
        import sys

        if os.fork() == 0:
            raise ValueError("the child's own")
        os.wait()
        sys.exit(1)
        """
    )
    assert (outcome.ending, outcome.exception) == (Ending.EXITED, None)
    assert "ValueError: the child's own" in outcome.stderr


def test_an_exception_in_a_thread_or_a_forgotten_task_does_not_end_the_program(outcome_of):
    outcome = outcome_of(
        """\
        import threading

        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        """
    )
    assert outcome.ending is Ending.FINISHED
    assert "ZeroDivisionError" in outcome.stderr


def test_a_keyboard_interrupt_is_raised_though_a_signal_ends_the_interpreter(outcome_of):
    outcome = outcome_of("\nraise KeyboardInterrupt('me')")
    assert outcome.ending is Ending.RAISED
    assert outcome.exception == RaisedException("KeyboardInterrupt", "me", 2)
    assert (outcome.exit_code, outcome.signal) == (None, None)


def test_a_program_that_interrupts_itself_is_raised(outcome_of):
    outcome = outcome_of("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    assert outcome.exception is not None
    assert outcome.exception.type == "KeyboardInterrupt"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("import os; os.abort()", "SIGABRT"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "SIGTERM"),
        (
            "import os, signal; signal.signal(2, signal.SIG_DFL); os.kill(os.getpid(), 2)",
            "SIGINT",
        ),
    ],
)
def test_a_program_that_a_signal_ends_is_crashed(outcome_of, statement, name):
    outcome = outcome_of(f"print('before')\n{statement}")
    assert (outcome.ending, outcome.signal) == (Ending.CRASHED, name)
    assert outcome.exit_code is None
    assert outcome.stdout == "before\n"


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no real-time signals")
def test_a_signal_without_a_name_is_called_by_its_number(outcome_of):
    number = signal.SIGRTMIN + 2
    assert outcome_of(f"import os\nos.kill(os.getpid(), {number})").signal == f"SIG{number}"


def test_a_program_that_waits_too_long_is_timed_out_and_keeps_what_it_printed(outcome_of):
    outcome = outcome_of(
        "import time\nprint('waiting')\ntime.sleep(60)", seconds=0.5, clock=Clock.REAL
    )
    assert outcome.ending is Ending.TIMED_OUT
    assert outcome.stdout == "waiting\n"
    assert (outcome.exit_code, outcome.exception, outcome.signal) == (None, None, None)
    assert 0.5 <= outcome.seconds < 15


def test_a_busy_loop_is_timed_out(outcome_of):
    assert (
        outcome_of("import time\nwhile time.time(): pass", seconds=0.3).ending is Ending.TIMED_OUT
    )


def test_the_cpu_limit_is_a_limit_of_time_too(outcome_of):
    outcome = outcome_of("import os, signal\nos.kill(os.getpid(), signal.SIGXCPU)")
    assert outcome.ending is Ending.TIMED_OUT


def test_a_child_that_ignores_sigterm_is_timed_out(outcome_of):
    source = """\
        import signal
        import time

        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        print("deaf")
        while True:
            time.sleep(60)
        """
    outcome = outcome_of(source, seconds=0.5)
    assert (outcome.ending, outcome.stdout) == (Ending.TIMED_OUT, "deaf\n")


def test_a_thread_that_sleeps_too_long_is_timed_out(outcome_of):
    source = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()"
    assert outcome_of(source, seconds=0.3, clock=Clock.REAL).ending is Ending.TIMED_OUT


def test_a_thread_that_never_ends_is_stuck(outcome_of):
    source = "import threading\nthreading.Thread(target=threading.Event().wait).start()"
    assert outcome_of(source).ending is Ending.STUCK


def test_a_program_that_stops_itself_is_timed_out(outcome_of):
    source = "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"
    assert outcome_of(source, seconds=0.3, clock=Clock.REAL).ending is Ending.TIMED_OUT


def test_a_forged_report_makes_no_failed_run_look_finished(outcome_of):
    forged = '{"what": "exception", "type": "Forged", "message": "me", "line": 1, "exit_code": 0}'
    outcome = outcome_of(f"import os\nos.write(255, b'{forged}\\n')\nos._exit(1)")
    assert outcome.ending is Ending.RAISED
    assert outcome.exception == RaisedException("Forged", "me", 1)


@pytest.mark.parametrize(
    "forged",
    [
        b"\xff\xfe\x00",
        b"[1, 2]\n",
        b"[" * 60_000,
        b'{"what": "exception", "type": 1, "message": [], "line": "x"}\n',
        b'{"what": "exception", "type": "X"}\n',
        b"1" * 10_000,
        b"x" * 1_000_000,
    ],
)
def test_a_garbled_report_counts_as_none(outcome_of, forged):
    # To make the source short, the bytes are printed as a product.
    source = f"import os\ndata = {forged[:50]!r} * {max(1, len(forged) // 50)}\n"
    outcome = outcome_of(source + "while data:\n    data = data[os.write(255, data):]\nos._exit(1)")
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 1)


def test_a_forged_report_does_not_change_what_the_kernel_says(outcome_of):
    forged = '{"what": "exception", "type": "KeyboardInterrupt", "message": "", "line": 1}'
    outcome = outcome_of(f"import os\nos.write(255, b'{forged}\\n')\nos.kill(os.getpid(), 9)")
    assert (outcome.ending, outcome.signal) == (Ending.CRASHED, "SIGKILL")


@pytest.mark.parametrize("seconds", ["-1", "NaN", "Infinity", "1e999", '"1"', "null", "[1]", "x"])
def test_forged_virtual_seconds_that_are_no_time_count_as_none(outcome_of, seconds):
    forged = f'{{"what": "virtual", "seconds": {seconds}}}'
    outcome = outcome_of(f"import os\nos.write(255, {forged.encode()!r})\nos._exit(0)")
    assert (outcome.ending, outcome.virtual_seconds) == (Ending.FINISHED, None)


def test_a_program_that_skips_its_own_end_has_no_virtual_seconds(outcome_of):
    assert outcome_of("import os\nos._exit(0)").virtual_seconds is None
