"""The learner's own files: a plain folder with one program for each challenge."""

import itertools
import os
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from asynclearn.content.blocks import Alert, Block, Heading, Prose
from asynclearn.content.challenge import Challenge
from asynclearn.errors import UsageError

MOST_BYTES = 1_000_000
"""A larger file is not what a learner writes, and is not read."""

_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Work:
    """A learner's file for one challenge."""

    challenge: Challenge
    path: Path

    @property
    def begun(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    def begin(self) -> None:
        """Put the starter there, unless there is a file already."""
        if not self.begun:
            _write(self.path, starter(self.challenge))

    def reset(self) -> Path:
        """Put the starter there again; gives where the file that was there is kept."""
        kept = _free_name(self.path)
        try:
            self.path.rename(kept)
        except OSError as error:
            raise _refused(self.path, error) from error
        self.begin()
        return kept

    def read(self) -> str:
        """What the file holds now. Raises UsageError if that is no program."""
        return read_program(self.path)


def open_work(challenge: Challenge, workspace: Path) -> Work:
    """The learner's file for a challenge, which need not be there yet."""
    return Work(challenge, workspace / f"{challenge.id}.py")


def read_program(path: Path) -> str:
    """A learner's file. Raises UsageError: what is wrong with it, and what to do."""
    try:
        if not path.is_file():
            raise UsageError(f"`{path}` is no file; `asynclearn challenge {path.stem}` makes one")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused(path, error) from error
    if len(content) > MOST_BYTES:
        raise UsageError(f"`{path}` is larger than {MOST_BYTES:,} bytes; keep to one program")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"`{path}` is not UTF-8 text: {error.reason}; save it as UTF-8") from error


def starter(challenge: Challenge) -> str:
    """The program to begin with, with the task as its docstring."""
    demands = [] if challenge.workshop is None else challenge.workshop.checks
    lines = [challenge.title, "", *_task(challenge.question), "", "Demands:", ""]
    for check in demands:
        demand = " ".join(check.demand.split())
        lines += textwrap.wrap(f"- {demand}", _WIDTH, subsequent_indent="  ")
    text = "\n".join(lines).replace('"""', "'''")
    prefix = "r" if "\\" in text else ""
    return f'{prefix}"""{text}\n"""\n\n{challenge.snippet.source}'


def _task(question: tuple[Block, ...]) -> list[str]:
    """The question as text; what is no prose, a program among it, stands in the terminal only."""
    texts = [
        block.text if isinstance(block, Heading) else block.markdown
        for block in question
        if isinstance(block, Heading | Prose | Alert)
    ]
    return "\n\n".join(text.strip() for text in texts).splitlines()


def _free_name(path: Path) -> Path:
    """`name.1.py`, `name.2.py`, … whichever is not there yet."""
    stem = re.sub(r"\.\d+$", "", path.stem)
    names = (path.with_name(f"{stem}.{number}.py") for number in itertools.count(1))
    return next(name for name in names if not os.path.lexists(name))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> UsageError:
    reason = error.strerror or str(error)
    return UsageError(f"`{path}` can't be used: {reason}; `--workspace` names another folder")
