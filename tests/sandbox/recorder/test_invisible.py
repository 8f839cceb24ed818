"""A traced program prints, says and does what it does untraced."""

import re
import sys

import pytest

PROGRAMS = {
    "stdout looks the same": """\
import sys, io
out = sys.stdout
print(type(out) is io.TextIOWrapper, type(out.buffer) is io.BufferedWriter)
print(type(out.buffer.raw) is io.FileIO, out is sys.__stdout__)
print(repr(out), out.name, out.mode, out.encoding, out.errors, out.fileno(), out.isatty())
print(out.line_buffering, out.write_through, out.newlines, out.closed, out.writable())
""",
    "layers of stdout hold back what they always do": """\
import sys
sys.stdout.write("text, ")
sys.stdout.buffer.write(b"bytes\\n")
print("end of line")
sys.stdout.buffer.raw.write(b"raw\\n")
sys.stdout.flush()
sys.stdout.writelines(["a", "b\\n", "c"])
""",
    "a partial line is lost in os._exit": """\
import os
print('whole')
print('half', end='')
os._exit(3)
""",
    "and kept when flushed": "import os\nprint('half', end='', flush=True)\nos._exit(3)",
    "killed": """\
import os, signal
print('whole')
print('half', end='')
os.kill(os.getpid(), signal.SIGKILL)
""",
    "aborted": "import os\nprint('whole')\nos.abort()",
    "closes stdout": "import sys\nsys.stdout.close()\nprint('x')",
    "writes what is no text": "import sys\nsys.stdout.write(5)",
    "prints what can't be encoded": "print('a', end='')\nprint('\\ud800')",
    "closes its descriptor": "import os\nprint('x')\nos.close(1)\nprint('y')",
    "replaces stdout": """\
import io, sys
old, sys.stdout = sys.stdout, io.StringIO()
print("kept")
text, sys.stdout = sys.stdout.getvalue(), old
print(repr(text))
""",
    "redirects stdout": """\
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as kept:
    print("inside")
print(repr(kept.getvalue()))
""",
    "detaches stdout": """\
import io, sys
sys.stdout = io.TextIOWrapper(sys.stdout.detach(), "utf-8", line_buffering=True)
print("detached")
""",
    "reconfigures stdout": """\
import sys
sys.stdout.reconfigure(encoding="latin-1", newline="\\r\\n")
print("caf\\u00e9")
""",
    "prints all kinds of text": """\
print('\\u4f60', '\\U0001f600', '\\udc80', end='')
print()
print('a' * 100_000)
""",
    "prints from destructors": """\
import weakref
class D:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)
a = D("a"); a.me = a
b = D("b")
weakref.finalize(b, print, "finalized b")
del b
print("end")
""",
    "prints at exit": """\
import atexit
atexit.register(print, 'first')
atexit.register(print, 'second')
""",
    "threads print": """\
import threading
for n in range(3):
    t = threading.Thread(target=print, args=(n,), name=f"t{n}")
    t.start(); t.join()
print(threading.enumerate()[0].name, threading.active_count())
""",
    "forked child prints": """\
import os
print("before")
pid = os.fork()
if pid == 0:
    print("child")
    os._exit(0)
os.waitpid(pid, 0)
print("after")
""",
    "multiprocessing": """\
import multiprocessing
def work(n):
    print("work", n)
    return n * 2
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(1) as pool:
        print(pool.map(work, [1, 2]))
""",
    "os.write": "import os\nprint('a')\nprint(os.write(1, b'direct\\n'), os.write)",
    "a stack is printed": """\
import asyncio, sys, traceback
async def inner():
    await asyncio.sleep(0)
    traceback.print_stack(file=sys.stdout)
class D:
    def __del__(self): traceback.print_stack(file=sys.stdout)
async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: traceback.print_stack(file=sys.stdout))
    await inner()
    D()
    asyncio.current_task().print_stack(file=sys.stdout)
asyncio.run(main())
""",
    "KeyboardInterrupt in a step": """\
import asyncio, os, signal
async def main():
    try:
        await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(10)
    finally:
        print("cleanup")
asyncio.run(main())
""",
    "KeyboardInterrupt in a callback": """\
import asyncio
def stop(): raise KeyboardInterrupt
async def main():
    asyncio.get_running_loop().call_later(0.01, stop)
    await asyncio.sleep(10)
asyncio.run(main())
""",
    "debug mode": """\
import asyncio
async def fails(): 1 / 0
async def main():
    asyncio.get_running_loop().call_later(0.001, lambda: 1 / 0)
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    task = asyncio.create_task(fails())
    await asyncio.sleep(0.01)
    del task
asyncio.run(main(), debug=True)
""",
    "never retrieved": """\
import asyncio
async def fails(): raise ValueError("unseen")
async def main():
    asyncio.create_task(fails())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("end")
asyncio.run(main())
""",
    "never awaited": """\
import asyncio
async def f(): pass
async def main():
    f()
    print(1)
asyncio.run(main())
""",
    "destroyed but pending": """\
import asyncio
loop = asyncio.new_event_loop()
async def wait(): await asyncio.Event().wait()
task = loop.create_task(wait())
loop.call_soon(loop.stop)
loop.run_forever()
del task
loop.close()
""",
    "generators are closed in order": """\
import asyncio
async def numbers(name):
    try:
        yield 1
        yield 2
    finally:
        print("closed", name)
async def main():
    async for _ in numbers("broken off"):
        break
    print("after break")
    kept = numbers("kept")
    await anext(kept)
    explicit = numbers("explicit")
    await anext(explicit)
    await explicit.aclose()
    globals()["kept"] = kept
    print("main ends")
asyncio.run(main())
print("run is over")
""",
    "locals die when they should": """\
import asyncio
class D:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)
async def inner():
    d = D("inner")
    await asyncio.sleep(0)
    print("inner ends")
async def main():
    d = D("main")
    await inner()
    print("inner is over")
    task = asyncio.create_task(inner())
    await task
    del d
    print("main ends")
    raise ValueError(D("exception") and 1)
try:
    asyncio.run(main())
except ValueError as error:
    print("caught")
print("end")
""",
    "collections come when they should": """\
import gc
class Node:
    count = 0
    def __init__(self): self.me = self
    def __del__(self): Node.count += 1
async def f(): pass
for n in range(5000):
    Node()
    if n % 1000 == 0: print(n)
print(gc.get_count()[1] >= 0)
""",
    "names of tasks": """\
import asyncio
async def f(): print(asyncio.current_task().get_name())
async def main():
    await asyncio.gather(f(), f(), asyncio.create_task(f(), name="mine"))
    await asyncio.wait_for(f(), 1)
    async with asyncio.TaskGroup() as group: group.create_task(f())
    print(asyncio.current_task().get_name(), len(asyncio.all_tasks()))
asyncio.run(main())
asyncio.run(f())
""",
    "looks at loop and tasks": """\
import asyncio
async def f(): await asyncio.sleep(0)
async def main():
    loop = asyncio.get_running_loop()
    print(loop, asyncio.current_task(), type(loop._ready).__name__)
    task = asyncio.create_task(f())
    print(task, task.get_coro().__name__, task.get_stack())
    await task
    print(task, [h for h in loop._scheduled])
asyncio.run(main())
""",
    "strange callbacks": """\
import asyncio, functools
class Loud:
    def __getattr__(self, name): print("asked for", name); raise AttributeError(name)
    def __call__(self, *a): print("called")
    def __eq__(self, other): print("compared"); return False
    __hash__ = object.__hash__
async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(Loud())
    loop.call_soon(functools.partial(Loud(), 1))
    loop.call_soon(Loud(), Loud())
    await asyncio.sleep(0)
asyncio.run(main())
""",
    "recursion": "def f(n):\n    return f(n + 1)\nf(0)",
    "looks for a tracer": """\
import sys
print(sys.gettrace(), sys.getprofile())
async def f(): pass
""",
    "traces itself": """\
import sys
def tracer(frame, event, arg):
    print(event, frame.f_code.co_name)
    return None
def f(): yield 1
sys.settrace(tracer)
list(f())
sys.settrace(None)
""",
    "modules": """\
import sys
print([name for name in sys.modules if "asynclearn" in name or "recorder" in name])
print(sorted(name for name in vars(sys.modules["__main__"])))
print("json" in sys.modules, "atexit" in sys.modules, "re" in sys.modules)
""",
    "open descriptors": "import os\nprint(open(os.devnull).fileno(), os.pipe())",
    "closes all descriptors": """\
import os
os.closerange(3, 1000)
print("closed")
for n in range(3, 255):
    try:
        os.dup2(1, n)
    except OSError:
        break
print("reused")
""",
    "warns": "import warnings\nwarnings.warn('careful')\nasync def f(): pass\nf()",
    "loop in a thread": """\
import asyncio, threading
async def f(n):
    await asyncio.sleep(0)
    return n
def work(): print(asyncio.run(f(1)))
async def main():
    await asyncio.to_thread(work)
    print(await f(2))
asyncio.run(main())
loop = asyncio.new_event_loop()
thread = threading.Thread(target=loop.run_forever)
thread.start()
print(asyncio.run_coroutine_threadsafe(f(3), loop).result())
loop.call_soon_threadsafe(loop.stop)
thread.join()
loop.close()
""",
    "runner": """\
import asyncio
async def f(n): print(n)
with asyncio.Runner() as runner:
    runner.run(f(1))
    runner.run(f(2))
print("between")
asyncio.run(f(3))
""",
    "own loop class": """\
import asyncio
class Loop(asyncio.SelectorEventLoop):
    def call_soon(self, callback, *args, context=None):
        return super().call_soon(callback, *args, context=context)
async def main(): await asyncio.sleep(0.001); print("done")
with asyncio.Runner(loop_factory=Loop) as runner:
    runner.run(main())
""",
    "own task class": """\
import asyncio
class Task(asyncio.tasks._PyTask):
    pass
async def f():
    await asyncio.sleep(0)
    print("f")
async def main():
    asyncio.get_running_loop().set_task_factory(
        lambda loop, coro, **kw: Task(coro, loop=loop, **kw))
    await asyncio.create_task(f())
asyncio.run(main())
""",
    "signal handlers": """\
import asyncio, os, signal
async def main():
    loop = asyncio.get_running_loop()
    event = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, event.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    await event.wait()
    print("signalled")
asyncio.run(main())
""",
    "closed loop": """\
import asyncio
loop = asyncio.new_event_loop()
loop.close()
loop.call_later(1, print)
""",
    "syntax error": "async def f(:\n    pass",
}


def comparable(text: str) -> str:
    text = re.sub(r"asynclearn-[0-9a-f]+", "asynclearn-…", text)
    # A debug loop shows what its clock said.
    text = re.sub(r"when=[0-9.]+", "when=…", text)
    return re.sub(r"0x[0-9a-f]+", "0x…", text)


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_traced_program_behaves_as_untraced(outcome_of, traced, source):
    plain, seen = outcome_of(source), traced(source)
    assert comparable(seen.stdout) == comparable(plain.stdout)
    assert comparable(seen.stderr) == comparable(plain.stderr)
    assert (seen.ending, seen.exit_code, seen.signal) == (
        plain.ending,
        plain.exit_code,
        plain.signal,
    )
    assert plain.trace is None
    assert seen.trace is not None


EAGER = """\
import asyncio
async def f(n):
    print("begins", n)
    if n: await asyncio.sleep(0)
    print("ends", n)
async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    tasks = [asyncio.create_task(f(n)) for n in range(2)]
    print("created")
    await asyncio.gather(*tasks)
asyncio.run(main())
"""


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks are new in 3.12")
def test_eager_tasks_behave_as_untraced(outcome_of, traced):
    assert traced(EAGER).stdout == outcome_of(EAGER).stdout
