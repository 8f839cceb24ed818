"""What all tests may use: a small course on disk, and a terminal of their own."""

import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

import pexpect
import pyte
import pytest

PATIENCE = 20.0
"""Seconds that a test waits for something to show. Only a failing test waits so long."""

README = """\
---
number: 4
title: A small lesson
summary: Three predictions.
outcomes:
  - Count to three.
prerequisites:
  - None.
---
# A small lesson

What does this print?

```python predict
print("hello")
```

```output
hello
```

It says hello.
"""

PART = """\
# Counting

Counting starts here.

```python predict
for number in (1, 2, 3):
    print("number", number)
```

```output
number 1
number 2
number 3
```

```output wrong
number 0
number 1
number 2
```

> You count from zero. The tuple says where it starts.

The loop takes what stands in the tuple.

## Failing

```python predict
print("before")
raise ValueError("no")
```

```output raises=ValueError
before
```

Nothing catches it.
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one lesson of an opening and one part."""
    folder = tmp_path / "course" / "lessons" / "04-small"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text(README)
    (folder / "part-1-counting.md").write_text(PART)
    return tmp_path / "course"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which the learner's data lies in the test's own folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "ASYNCLEARN_HOME": str(tmp_path / "home"),
        "TERM": "xterm-256color",
        "PYTHONWARNINGS": "error",
    }


class Screen(pyte.Screen):
    """A screen that answers the program's questions about the cursor, as terminals do."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self.answer: Callable[[str], object] = lambda _: None

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Session:
    """A program in a terminal of its own."""

    def __init__(
        self,
        command: list[str],
        environment: Mapping[str, str],
        folder: Path,
        columns: int,
        lines: int,
    ) -> None:
        self.screen = Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.bytes = b""
        self._shown_before = ""
        self.child = pexpect.spawn(
            command[0],
            command[1:],
            env={**environment},
            cwd=str(folder),
            dimensions=(lines, columns),
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None
        self.screen.answer = self.child.send

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def line(self) -> str:
        """The line that the cursor stands in: what is being typed."""
        return self.screen.display[self.screen.cursor.y].rstrip()

    def wait_for(self, text: str) -> str:
        """The screen, as soon as the text stands on it.

        The first text awaited after keys must be one that they bring: for one that stood there
        before, the wait is over before anything has come, and the next keys are typed too early.
        """
        assert text not in self._shown_before, f"{text!r} stood there before the keys"
        while text not in self.text:
            self._read(f"{text!r} did not come")
        self._shown_before = ""
        return self.text

    def wait_for_any(self, *texts: str) -> str:
        """The one of the texts that stands on the screen, as soon as one does."""
        while not (found := [text for text in texts if text in self.text]):
            self._read(f"none of {texts} came")
        self._shown_before = ""
        return found[0]

    def wait_for_line(self, text: str) -> str:
        """The screen, as soon as the text stands in the line of the cursor."""
        while text not in self.line:
            self._read(f"{text!r} did not come to the line of the cursor")
        self._shown_before = ""
        return self.text

    def wait_without(self, text: str) -> str:
        """The screen, as soon as the text does not stand on it any more."""
        while text in self.text:
            self._read(f"{text!r} did not go")
        return self.text

    def press(self, keys: str) -> None:
        """Sends keys as a keyboard would."""
        self._shown_before = self.text
        self.child.send(keys)

    def press_in_its_sleep(self, keys: str) -> None:
        """Sends keys once the program does nothing but wait for them.

        A signal that comes after Python has looked for signals, and before its read(2), is heard
        at the next key only: then the prompt is on the screen already.
        """
        status = Path(f"/proc/{self.child.pid}/stat")
        deadline = time.monotonic() + PATIENCE
        while status.exists() and status.read_text().rpartition(")")[2].split()[0] != "S":
            assert time.monotonic() < deadline, "the program does not come to rest"
        self.press(keys)

    def end(self) -> int | None:
        """The exit code, once the program has ended."""
        try:
            while True:
                self._feed()
        except pexpect.EOF:
            pass
        self.child.close()
        code: int | None = self.child.exitstatus
        return code

    def _read(self, complaint: str) -> None:
        try:
            self._feed()
        except (pexpect.EOF, pexpect.TIMEOUT) as error:
            message = f"{complaint}; the screen shows:\n{self.text}"
            raise AssertionError(message) from error

    def _feed(self) -> None:
        # The stubs say str, but without an encoding pexpect gives bytes.
        data = cast("bytes", self.child.read_nonblocking(4096, timeout=PATIENCE))
        self.bytes += data
        self._stream.feed(data)


@pytest.fixture
def in_terminal(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Session]]:
    """Starts `asynclearn …` in a terminal: `in_terminal("lesson", "4", columns=40)`."""
    sessions: list[Session] = []

    def start(
        *arguments: str,
        columns: int = 80,
        lines: int = 40,
        command: tuple[str, ...] = (sys.executable, "-m", "asynclearn"),
        **more: str,
    ) -> Session:
        session = Session([*command, *arguments], {**environment, **more}, tmp_path, columns, lines)
        sessions.append(session)
        return session

    yield start
    for session in sessions:
        session.child.close(force=True)


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., Path]:
    """Installs packages with courses, as pip does, into a folder to put on Python's path.

    `install("acme", "acme_course", {"acme_course/challenges/a.md": "…"})` gives the folder.
    """
    site = tmp_path / "site"

    def install(name: str, value: str, files: Mapping[str, str], distribution: str = "") -> Path:
        distribution = distribution or name
        about = site / f"{distribution}-1.0.dist-info"
        about.mkdir(parents=True)
        metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n"
        (about / "METADATA").write_text(metadata)
        (about / "entry_points.txt").write_text(f"[asynclearn.courses]\n{name} = {value}\n")
        for path, text in files.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(text)
        return site

    return install


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a dedented file below the test's folder."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return path

    return write
