"""Tracebacks without what is not the learner's."""

import pytest

from asynclearn.terminal.tracebacks import of_the_program

PLAIN = (
    """\
before
Traceback (most recent call last):
  File "page.md", line 8, in <module>
    asyncio.run(main())
  File "/usr/lib/python3.13/asyncio/runners.py", line 190, in run
    return runner.run(main)
           ~~~~~~~~~~^^^^^^
  File "/usr/lib/python3.13/asyncio/runners.py", line 118, in run
    return self._loop.run_until_complete(task)
  File "page.md", line 3, in main
    raise ValueError("no")
ValueError: no
""",
    """\
before
Traceback (most recent call last):
  File "page.md", line 8, in <module>
    asyncio.run(main())
  … 2 lines of Python's own …
  File "page.md", line 3, in main
    raise ValueError("no")
ValueError: no
""",
)
LAST = (
    """\
Traceback (most recent call last):
  File "page.md", line 1, in <module>
    import nowhere
  File "<frozen importlib._bootstrap>", line 1, in _find
ModuleNotFoundError: nowhere
""",
    """\
Traceback (most recent call last):
  File "page.md", line 1, in <module>
    import nowhere
  … 1 line of Python's own …
ModuleNotFoundError: nowhere
""",
)
GROUP = (
    """\
  + Exception Group Traceback (most recent call last):
  |   File "page.md", line 8, in <module>
  |     asyncio.run(f())
  |   File "/usr/lib/python3.11/asyncio/taskgroups.py", line 145, in __aexit__
  |     raise me from None
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "page.md", line 7, in h
    |     raise ValueError("x")
    | ValueError: x
    +------------------------------------
""",
    """\
  + Exception Group Traceback (most recent call last):
  |   File "page.md", line 8, in <module>
  |     asyncio.run(f())
  |   … 1 line of Python's own …
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "page.md", line 7, in h
    |     raise ValueError("x")
    | ValueError: x
    +------------------------------------
""",
)


@pytest.mark.parametrize(("whole", "shown"), [PLAIN, LAST, GROUP], ids=["plain", "last", "group"])
def test_of_the_library_only_the_number_of_lines_is_told(whole, shown):
    assert of_the_program(whole) == shown


@pytest.mark.parametrize("text", ["", "one\n", 'File "page.md", line 3\n  x\n', "  deep\n|\n"])
def test_what_is_no_line_of_the_library_stays(text):
    assert of_the_program(text) == text
