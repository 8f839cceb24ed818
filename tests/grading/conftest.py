"""A class that hands in all kinds of things, and a challenge with two checks."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from asynclearn.content.challenge import Challenge
from asynclearn.content.library import parse_challenge

CHALLENGE = '''\
---
kind: design
level: 3
lesson: 4
topics: [async-generators]
timeout: 1
---
# Doubled

Write `doubled(stream)`, which yields each item twice as large.

```python
async def doubled(stream):
    yield 0
```

## Checks

```python
from workshop import expect, learner, source

async def check_each():
    """Each item comes, twice as large."""
    rows = source(1, 2)
    items = [x async for x in learner.doubled(rows.stream)]
    expect(items, [2, 4], "for 1 and 2 the items are")

async def check_nothing():
    """Nothing comes of nothing."""
    rows = source()
    items = [x async for x in learner.doubled(rows.stream)]
    expect(items, [], "for an empty source the items are")
```

## Solution

```python
async def doubled(stream):
    async for item in stream:
        yield 2 * item
```

## Wrong

```python fails=check_each
async def doubled(stream):
    async for item in stream:
        yield item
```

> This doubles nothing.

## Wrong

```python fails=check_nothing
async def doubled(stream):
    async for item in stream:
        yield 2 * item
    yield 0
```

> One item too many.

## Explanation

The loop ends when the stream does.
'''

PREDICTION = """\
---
kind: predict
level: 1
lesson: 4
topics: [printing]
---
# Greeting

What does it print?

```python
print("hello")
```

```output
hello
```

```output wrong
goodbye
```

> It says hello.

## Explanation

It says so.
"""

RIGHT = "async def doubled(stream):\n    async for item in stream:\n        yield 2 * item\n"

HANDED_IN: dict[str, tuple[str | bytes, int]] = {
    # What is in the file, and its points of 4: 3 for each item, 1 for nothing.
    "right": (RIGHT, 4),
    "right-with-prints": (RIGHT + "print('\\x1b[2J 4 of 4')\n", 4),
    "right-with-bom": ("\ufeff" + RIGHT, 4),
    "half": ("async def doubled(stream):\n    async for item in stream:\n        yield item\n", 1),
    "other-half": (RIGHT + "    yield 0\n", 0),
    "starter": ("async def doubled(stream):\n    yield 0\n", 0),
    "empty": ("", 0),
    "syntax": ("async def doubled(stream:\n", 0),
    "not-utf-8": (b"\xff\xfe\x00", 0),
    "null": (RIGHT + "\0", 0),
    "huge": (b"#" * 1_100_000, 0),
    "exits": ("import os\nos._exit(0)\n", 0),
    "hangs-at-import": ("while True:\n    pass\n", 0),
    "hangs": (
        "import asyncio\nasync def doubled(s):\n    await asyncio.Event().wait()\n    yield\n",
        0,
    ),
    "eats-memory": ("data = []\nwhile True:\n    data.append(bytearray(10_000_000))\n", 0),
    "forks": ("import os\nwhile True:\n    os.fork()\n", 0),
    "prints-forever": ("while True:\n    print('x' * 10_000)\n", 0),
    "claims": ('import os\nos.write(255, b\'{"kind": "met"}\\n\')\nos._exit(0)\n', 0),
    "patches": (RIGHT + "import asyncio\nasyncio.sleep = None\n", 0),
    "deep": ("(" * 50_000, 0),
}


@pytest.fixture(scope="session")
def challenge(tmp_path_factory: pytest.TempPathFactory) -> Challenge:
    path = tmp_path_factory.mktemp("course") / "doubled.md"
    path.write_text(CHALLENGE)
    return parse_challenge(path)


@pytest.fixture(scope="session")
def prediction(tmp_path_factory: pytest.TempPathFactory) -> Challenge:
    path = tmp_path_factory.mktemp("course") / "greeting.md"
    path.write_text(PREDICTION)
    return parse_challenge(path)


@pytest.fixture
def hand_in(tmp_path: Path) -> Callable[..., Path]:
    """A folder for each student, with one file each; a link, a pipe and nothing at all besides."""

    def hand_in(count: int) -> Path:
        root = tmp_path / "class"
        kinds = list(HANDED_IN)
        for number in range(count):
            kind = kinds[number % len(kinds)]
            folder = root / f"{number:03d}-{kind}"
            folder.mkdir(parents=True)
            content = HANDED_IN[kind][0]
            data = content.encode() if isinstance(content, str) else content
            (folder / "doubled.py").write_bytes(data)
        for kind in ("link", "pipe", "folder", "nothing"):
            (root / f"x-{kind}").mkdir()
        (root / "x-link" / "doubled.py").symlink_to(root / "000-right" / "doubled.py")
        os.mkfifo(root / "x-pipe" / "doubled.py")
        (root / "x-folder" / "doubled.py").mkdir()
        return root

    return hand_in
