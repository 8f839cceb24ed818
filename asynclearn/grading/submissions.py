"""Finding the students' files, and reading them with care: they are not trusted either."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asynclearn.errors import UsageError

MOST_BYTES = 1_000_000
"""A larger file is no program that a student wrote, and is not read."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What one student handed in."""

    student: str
    folder: Path
    files: tuple[str, ...]
    """The ids of the challenges for which there is a file of that name, whatever it may be."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One file: its source, or why it can't be graded."""

    source: str = ""
    refused: str = ""


def find_submissions(root: Path) -> tuple[Submission, ...]:
    """One student's folder if it holds programs itself, else a folder for each student.

    A folder that holds other files and no folders is one student's, too, who missed the point.
    Raises UsageError if there is nothing to grade.
    """
    try:
        if not root.is_dir():
            raise UsageError(f"`{root}` is no folder; name the folder that holds the submissions")
        found = _submissions(root)
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"`{root}` can't be read: {reason}; check its name and rights") from error
    if not found:
        raise UsageError(
            f"`{root}` holds no submissions; a student's folder has files such as "
            "`merge-streams.py`"
        )
    return found


def read_submission(folder: Path, challenge_id: str) -> Handed:
    """A student's file for a challenge."""
    return read_text(folder / f"{challenge_id}.py")


def read_text(path: Path) -> Handed:
    """A file as text. Nothing that it may be is an error of ours.

    No link is followed, and nothing but an ordinary file is opened: a named pipe would never end.
    """
    # Opened first and looked at then, so that nothing can be put in its place in between.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return Handed(refused="nothing was handed in")
    except OSError as error:
        if path.is_symlink():
            return Handed(refused="it is a link; hand in the file itself")
        return Handed(refused=f"it can't be read: {error.strerror}")
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Handed(refused="it is no file")
        if status.st_size > MOST_BYTES:
            return Handed(refused=f"it is larger than {MOST_BYTES:,} bytes")
        content = os.read(descriptor, MOST_BYTES)
    except OSError as error:
        return Handed(refused=f"it can't be read: {error.strerror}")
    finally:
        os.close(descriptor)
    try:
        return Handed(source=content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Handed(refused="it is not UTF-8 text; save it as UTF-8")


def _submissions(root: Path) -> tuple[Submission, ...]:
    names = tuple(_programs(root))
    if names:
        return (Submission(root.resolve().name, root, names),)
    found = tuple(
        Submission(folder.name, folder, tuple(_programs(folder))) for folder in _folders(root)
    )
    if not found and any(path.is_file() for path in root.iterdir()):
        return (Submission(root.resolve().name, root, ()),)
    return found


def _programs(folder: Path) -> Iterator[str]:
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    for path in paths:
        if path.suffix in (".py", ".jsonl") and not path.name.startswith("."):
            yield path.stem


def _folders(root: Path) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        # A link would lead out of the folder that was handed in.
        if path.is_dir() and not path.is_symlink() and not path.name.startswith((".", "__")):
            yield path
