"""Who printed what, where and when; put together, the pieces are stdout."""

import pytest

from asynclearn.sandbox.inside.recorder import bounds
from asynclearn.sandbox.trace import What

WHOLE = {
    "parts of a line": "print('a', end='')\nprint('b', end='')\nprint('c')",
    "write": "import sys\nsys.stdout.write('a\\nb')",
    "writelines": "import sys\nsys.stdout.writelines(['a', 'b\\n'])",
    "bytes": "import sys\nsys.stdout.buffer.write(b'bytes\\n')",
    "file": "import sys\nsys.stdout.buffer.raw.write(b'raw\\n')",
    "os.write": "import os\nos.write(1, b'direct\\n')",
    "before any loop": """\
import asyncio
print("module")
async def f(): print("f")
asyncio.run(f())
""",
    "a destructor": "class D:\n    def __del__(self): print('gone')\nd = D()",
    "an exit handler": "import atexit\natexit.register(print, 'bye')",
    "a finalizer": "import weakref\nclass D: pass\nd = D()\nweakref.finalize(d, print, 'gone')",
    "os._exit": "import os\nprint('whole')\nprint('half', end='')\nos._exit(0)",
    "killed": "import os\nprint('whole')\nprint('half', end='')\nos.kill(os.getpid(), 9)",
    "a long line": "print('x' * 3000)",
    "not Latin": "print('\u4f60\u597d', '\U0001f600')",
    "threads": """\
import threading
def say(n):
    for k in range(50): print(n, k)
threads = [threading.Thread(target=say, args=(n,)) for n in range(3)]
for t in threads: t.start()
for t in threads: t.join()
""",
}


@pytest.mark.parametrize("source", WHOLE.values(), ids=WHOLE.keys())
def test_the_pieces_together_are_stdout(traced, pieces, source):
    outcome = traced(source)
    assert outcome.stdout
    assert pieces(outcome) == outcome.stdout


def test_a_piece_has_its_line_its_task_and_its_functions(events_of):
    source = """\
        import asyncio

        def say(text):
            print(text)

        async def main():
            say("hello")

        asyncio.run(main())
        """
    [piece] = events_of(source, What.PRINTED)
    assert (piece.line, piece.who, piece.turn) == (4, "Task-1", 1)
    assert piece.details == {"functions": [["main", 7], ["say", 4]], "text": "hello\n"}


def test_parts_of_a_line_belong_to_those_who_wrote_them(events_of):
    source = """\
        import asyncio

        async def say(text, end):
            print(text, end=end)

        async def main():
            await asyncio.gather(say("a", " "), say("b", "\\n"))

        asyncio.run(main())
        """
    found = [(each.who, each.details["text"]) for each in events_of(source, What.PRINTED)]
    assert found == [("Task-2", "a "), ("Task-3", "b\n")]


def test_a_callback_without_a_line_has_that_of_who_asked_for_it(events_of):
    source = """\
        import asyncio

        async def main():
            asyncio.get_running_loop().call_later(0.001, print, "later")
            await asyncio.sleep(0.01)

        asyncio.run(main())
        """
    [piece] = events_of(source, What.PRINTED)
    assert (piece.who, piece.line, piece.details["functions"]) == ("callback", 4, [])


def test_a_thread_is_called_by_its_name(events_of):
    source = """\
        import threading
        thread = threading.Thread(target=lambda: print("x"), name="painter")
        thread.start()
        thread.join()
        """
    [piece] = events_of(source, What.PRINTED)
    assert (piece.who, piece.line) == ("thread painter", 2)


def test_what_a_child_process_prints_is_not_recorded(traced, pieces):
    source = """\
        import os
        print("parent")
        if not (pid := os.fork()):
            print("child")
            os._exit(0)
        os.waitpid(pid, 0)
        print("parent again")
        """
    outcome = traced(source)
    assert outcome.stdout == "parent\nchild\nparent again\n"
    assert pieces(outcome) == "parent\nparent again\n"


def test_a_long_text_is_cut_and_says_so(events_of):
    piece = events_of("print('x' * 10_000)", What.PRINTED)[0]
    assert piece.details["text"] == "x" * bounds.TEXT
    assert piece.details["cut"] == 10_000 - bounds.TEXT


def test_a_killed_program_leaves_an_incomplete_trace_with_all_it_printed(traced):
    outcome = traced("import os\nprint('x')\nos.kill(os.getpid(), 9)")
    assert not outcome.trace.complete
    assert [each.what for each in outcome.trace.events] == [What.PRINTED]


def test_leaving_by_os_exit_is_complete(traced):
    assert traced("import os\nprint('x')\nos._exit(0)").trace.complete


def test_what_goes_around_python_is_missing(traced, pieces):
    source = "import os\nprint('a')\nopen(os.dup(1), 'w').write('b\\n')\nprint('c')"
    outcome = traced(source)
    assert outcome.stdout == "a\nb\nc\n"
    assert pieces(outcome) == "a\nc\n"
