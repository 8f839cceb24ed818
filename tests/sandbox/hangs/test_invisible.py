"""What watches a program can't be seen by it, until there is a suspicion."""

import pytest

from asynclearn.sandbox.outcome import Ending

LOOKS = {
    "handlers of real-time signals": (
        "import _signal\n"
        "number = getattr(_signal, 'SIGRTMAX', 64)\n"
        "print([_signal.getsignal(number - step) == 0 for step in range(8)])"
    ),
    "handlers": (
        "import signal\n"
        "for number in sorted(signal.valid_signals()):\n"
        "    print(number, repr(signal.getsignal(number)))"
    ),
    "timers": (
        "import signal\n"
        "print(signal.getitimer(signal.ITIMER_VIRTUAL), signal.getitimer(signal.ITIMER_PROF))"
    ),
    "faulthandler": "import faulthandler\nprint(faulthandler.is_enabled())",
    "tracing": "import sys\nprint(sys.gettrace(), sys.getprofile())",
    "tools": (
        "import sys\n"
        "if sys.version_info >= (3, 12):\n"
        "    print([sys.monitoring.get_tool(number) for number in range(6)])"
    ),
    "modules": (
        "import sys\nprint([name for name in sys.modules if 'learn' in name or 'fault' in name])"
    ),
    "threads": (
        "import threading, os\n"
        "print(len(threading.enumerate()), len(os.listdir('/proc/self/task')))"
    ),
    "an event loop": (
        "import asyncio\n"
        "async def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    print(type(loop).__mro__, type(loop).__init__.__qualname__)\n"
        "asyncio.run(main())"
    ),
    "a debugged loop": (
        "import asyncio\n"
        "async def main():\n"
        "    await asyncio.gather(*(asyncio.sleep(0) for _ in range(3)))\n"
        "asyncio.run(main(), debug=True)"
    ),
    "a crash": "import os\nos.abort()",
}


@pytest.mark.parametrize("source", LOOKS.values(), ids=LOOKS)
def test_a_program_that_looks_for_it_sees_what_it_sees_without(outcome_of, plain, source):
    alone = plain(source)
    outcome = outcome_of(source)

    assert outcome.stdout == alone.stdout
    assert outcome.stderr == alone.stderr


def test_its_own_handlers_and_timers_are_its_own(outcome_of):
    outcome = outcome_of(
        """\
        import signal
        for number in range(signal.SIGRTMIN, signal.SIGRTMAX + 1):
            assert signal.signal(number, lambda *_: print("a signal")) is signal.SIG_DFL
        count = 0
        while count < 8_000_000:
            count += 1
        print("counted")
        """
    )

    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "counted\n")


@pytest.mark.slow
def test_a_computation_is_not_slowed_down_by_being_asked(outcome_of):
    outcome = outcome_of(
        """\
        import sys, time
        begin = time.process_time()
        while time.process_time() < begin + 1:
            pass
        print(sys.gettrace(), sys.version_info < (3, 12) or sys.monitoring.get_tool(4))
        """
    )

    assert outcome.stdout.split()[0] == "None"
