"""What was read of a course, kept so that it need not be read again.

Everything is kept under a mark of the very bytes that it was made of and of the very code that
made it, so a stale one is never served. Whatever is wrong with a cache, it is only a cache: what
can't be used is made anew, and where nothing can be written nothing is kept.
"""

import hashlib
import json
import os
import sys
from collections.abc import Collection
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from asynclearn.content.challenge import Challenge
from asynclearn.content.course import Course
from asynclearn.content.files import read_bytes, write_bytes

_UNUSABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class Cache:
    """The cache of one course, below a folder for the caches of all."""

    def __init__(self, folder: Path, course: Course) -> None:
        name = hashlib.sha256(str(course.root.absolute()).encode(errors="replace")).hexdigest()[:16]
        self._folder = folder / name
        self._index = self._folder / "index.json"

    def index(self) -> dict[str, list[Any]]:
        """What was kept of each challenge to choose it by, under its mark."""
        try:
            kept = json.loads(self._index.read_bytes())
            return dict(kept["entries"]) if kept["maker"] == self._maker else {}
        except _UNUSABLE:
            return {}

    def keep_index(self, entries: dict[str, Any]) -> None:
        """Keeps these and no others, whole challenges included."""
        text = json.dumps({"maker": self._maker, "entries": entries})
        with suppress(OSError):
            self._write(self._index, text)
            self._forget_all_but(entries)

    def challenge(self, mark: str) -> Challenge | None:
        """The whole challenge, if it was kept."""
        from asynclearn.content.frozen import thaw  # noqa: PLC0415  (only for one that is asked)

        try:
            maker, _, frozen = self._body(mark).read_text(encoding="ascii").partition("\n")
            return thaw(frozen) if maker == self._maker else None
        except _UNUSABLE:
            return None

    def keep_challenge(self, mark: str, challenge: Challenge) -> None:
        """Keeps a whole challenge."""
        from asynclearn.content.frozen import freeze  # noqa: PLC0415  (see above)

        with suppress(OSError):
            self._write(self._body(mark), f"{self._maker}\n{freeze(challenge)}")

    def _body(self, mark: str) -> Path:
        return self._folder / f"{mark}.body"

    def _write(self, path: Path, text: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_bytes(path, text.encode("ascii"))

    def _forget_all_but(self, marks: Collection[str]) -> None:
        for path in self._folder.glob("*.body"):
            if path.stem not in marks:
                path.unlink(missing_ok=True)

    @cached_property
    def _maker(self) -> str:
        """Who made it: this Python, and the very files of our readers."""
        with os.scandir(Path(__file__).parent) as found:
            files = [(each.name, each.stat()) for each in found if each.name.endswith(".py")]
        marks = sorted((name, status.st_size, status.st_mtime_ns) for name, status in files)
        return hashlib.sha256(f"{sys.version} {marks}".encode()).hexdigest()


def mark_of(path: Path) -> str:
    """The mark of a file: its place and its bytes. Raises OSError."""
    name = str(path.absolute()).encode(errors="replace")
    return hashlib.sha256(name + b"\0" + read_bytes(path)).hexdigest()
