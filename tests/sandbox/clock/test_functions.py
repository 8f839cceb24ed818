"""What stands in the place of the functions of C looks and fails like them."""

import pytest

LOOKS = {
    "repr": "print(time.sleep, time.monotonic, repr(time.strftime))",
    "type": "print(type(time.sleep), callable(time.time), time.sleep.__name__)",
    "names": "f = time.perf_counter_ns\nprint(f.__qualname__, f.__module__, f.__self__)",
    "documentation": "print(time.sleep.__doc__, time.localtime.__doc__)",
    "isinstance": "import types\nprint(isinstance(time.time, types.BuiltinFunctionType))",
    "inspect": "from inspect import *\nprint(isbuiltin(time.sleep), isfunction(time.time))",
    "signature": """\
import inspect
for function in (time.sleep, time.monotonic, time.strftime):
    try:
        print(inspect.signature(function))
    except ValueError as error:
        print(error)
""",
    "pickle": """\
import pickle
print(pickle.dumps(time.sleep), pickle.loads(pickle.dumps(time.time)))
""",
    "no method": "class T:\n    clock = time.perf_counter\nprint(type(T().clock()))",
    "attributes": "try:\n    time.sleep.x = 1\nexcept AttributeError as e:\n    print(type(e))",
    "weak reference": "import weakref\nprint(weakref.ref(time.sleep)() is time.sleep)",
    "bound by others": "import sched, timeit\nprint(timeit.default_timer is time.perf_counter)",
    "modules": "import sys\nprint(sorted(sys.modules))",
    "threads": "import threading\nprint(threading.Lock, type(threading.Event()._cond._lock))",
    "datetime": """\
from datetime import date, datetime, timedelta, timezone
class Mine(datetime):
    pass
print(type(Mine.now()), type(Mine.today()), type(Mine.utcnow()), type(datetime.now()))
print(datetime.now(timezone(timedelta(hours=2))).tzinfo, type(date.today()))
print(isinstance(datetime.now(), datetime), datetime.fromtimestamp(0, timezone.utc))
""",
    "deprecated": "from datetime import datetime\nprint(type(datetime.utcnow()))",
    "datetime again": "import datetime\nprint(datetime.datetime.now().year > 2000)",
    "in a task": "import asyncio\nasync def main(): time.sleep(-1)\nasyncio.run(main())",
    "in a thread": "import threading\nthreading.Thread(target=time.sleep, args=('x',)).start()",
    "interrupted": """\
import signal
signal.setitimer(signal.ITIMER_REAL, 0.05)
signal.signal(signal.SIGALRM, signal.default_int_handler)
time.sleep(10)
""",
    "interrupted wait": """\
import signal, threading
signal.setitimer(signal.ITIMER_REAL, 0.05)
signal.signal(signal.SIGALRM, signal.default_int_handler)
threading.Event().wait(10)
""",
    "interrupted loop": """\
import asyncio, signal
signal.setitimer(signal.ITIMER_REAL, 0.05)
signal.signal(signal.SIGALRM, signal.default_int_handler)
asyncio.new_event_loop().run_forever()
""",
    "patched by the program": """\
import asyncio
from unittest import mock
async def main():
    with mock.patch("time.monotonic", return_value=5.0):
        print(asyncio.get_running_loop().time())
asyncio.run(main())
""",
}
WRONG_CALLS = [
    "time.sleep('x')",
    "time.sleep(-1)",
    "time.sleep(float('nan'))",
    "time.sleep(float('inf'))",
    "time.sleep(None)",
    "time.sleep()",
    "time.sleep(1, 2)",
    "time.sleep(seconds=1)",
    "time.monotonic(1)",
    "time.clock_gettime('x')",
    "time.clock_gettime(99)",
    "time.localtime('x')",
    "time.strftime()",
    "time.strftime(1)",
    "time.asctime(None)",
    "__import__('datetime').datetime.now(1)",
    "__import__('datetime').datetime.now(1, 2)",
    "__import__('datetime').datetime.utcnow(1)",
]
CASES = LOOKS | {call: f"def call():\n    {call}\ncall()" for call in WRONG_CALLS}


@pytest.mark.parametrize("source", CASES.values(), ids=CASES.keys())
def test_it_is_as_plain_python_has_it(outcome_of, plain, source):
    source = f"import asyncio\nimport time\n{source}"
    outcome, expected = outcome_of(source), plain(source)
    assert (outcome.stdout, outcome.stderr) == (expected.stdout, expected.stderr)


def test_a_sleep_takes_any_number(outcome_of):
    source = """\
import time
class Three:
    def __index__(self):
        return 3
before = time.monotonic()
time.sleep(True)
time.sleep(2)
time.sleep(Three())
time.sleep(4.0)
time.sleep(0)
print(round(time.monotonic() - before, 2))
"""
    outcome = outcome_of(source)
    assert outcome.stdout == "10.0\n"
    assert outcome.seconds < 5
