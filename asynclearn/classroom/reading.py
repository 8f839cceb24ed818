"""Files that learners exported -> what each of them handed in, and what had to be skipped.

A file is what `asynclearn progress export` writes, in either form, or lines of the second one. In
lines, each header begins another learner, so that joined files stay apart; so does another
`learner`, a text that a header or a line may have. The files come from students: nothing in them is
trusted, and nothing that they may be is an error of ours.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asynclearn.errors import ProgressError
from asynclearn.progress import claims_file
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.exchange import ANSWERS_FORMAT, ANSWERS_VERSION, FORMAT, VERSION
from asynclearn.progress.sitting import Doubt
from asynclearn.progress.values import from_json

MOST_BYTES = 100_000_000
"""A larger file is no export of a learner or of a class, and is not read."""
_SUFFIXES = (".json", ".jsonl")
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_WHAT_IT_SHOULD_BE = (
    "give files that `asynclearn progress export FILE` wrote, or folders that hold them"
)


@dataclass(frozen=True, slots=True)
class Handed:
    """One learner's answers, as one file has them."""

    learner: str
    """The id that the file gives the learner; empty for none."""
    attempts: tuple[Attempt, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What all the files hold."""

    handed: tuple[Handed, ...]
    remarks: tuple[str, ...]
    """What was skipped and why, with `path:line` where there is one."""


def read_exports(paths: Iterable[Path]) -> Reading:
    """What these files hold, and all exports in these folders, at any depth.

    The same content counts once. Raises ProgressError for a file that is no export, and for a
    folder that holds none; what else lies in a folder is remarked on.
    """
    handed: list[Handed] = []
    remarks: list[str] = []
    seen: set[bytes] = set()
    for path in paths:
        named = not _is_folder(path)
        held = 0
        for file in [path] if named else _files_in(path):
            try:
                content = _read(file)
                found = _Found(file)
                found.add(content)
            except ProgressError as error:
                if named:
                    raise
                remarks.append(f"{error} It is skipped.")
                continue
            held += 1
            digest = hashlib.sha256(content).digest()
            if digest not in seen:
                seen.add(digest)
                handed += found.handed()
                remarks += found.remarks
        if not held:
            raise ProgressError(f"`{path}` holds no export; {_WHAT_IT_SHOULD_BE}.")
    return Reading(tuple(handed), tuple(remarks))


def _files_in(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in inner)
        if path.suffix in _SUFFIXES and not hidden and _is_ordinary(path):
            yield path


def _is_folder(path: Path) -> bool:
    with suppress(OSError):  # of a name that no file can have
        return path.is_dir()
    return False


def _is_ordinary(path: Path) -> bool:
    """Whether it is a file itself: a link would lead out, and a named pipe would never end."""
    with suppress(OSError):  # in a folder that only lists its files
        return not path.is_symlink() and path.is_file()
    return False


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or error
        raise ProgressError(f"`{path}` can't be read: {reason}; {_WHAT_IT_SHOULD_BE}.") from error
    if len(content) > MOST_BYTES:
        raise ProgressError(f"`{path}` is larger than {MOST_BYTES:,} bytes; give it in parts.")
    return content


@dataclass(slots=True)
class _Found:
    """What is found in one file, document by document."""

    path: Path
    remarks: list[str] = field(default_factory=list)
    _learner: str = ""
    _headers: int = 0
    _sound: int = 0
    """How many documents are what they should be."""
    _held: dict[tuple[int, str], tuple[list[Attempt], list[Doubt]]] = field(default_factory=dict)

    def handed(self) -> list[Handed]:
        """What each learner in it handed in."""
        return [
            Handed(learner, tuple(attempts), tuple(doubts))
            for (_, learner), (attempts, doubts) in self._held.items()
        ]

    def add(self, content: bytes) -> None:
        """All of a file: one document, or one a line. ProgressError if it is no export."""
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._no_export() from error
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            self._add_lines(text)
            if not self._sound:
                raise self._cut_off(text, error) from error
            return
        try:
            self._add_document(document, "")
        except _BROKEN as error:
            raise self._no_export() from error

    def _add_lines(self, text: str) -> None:
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                continue
            try:
                self._add_document(json.loads(line), f":{number}")
            except _BROKEN:
                self.remarks.append(f"{self.path}:{number}: this is no answer; it is skipped.")

    def _add_document(self, found: dict[str, Any], place: str) -> None:
        match found.get("format"):
            case None:
                self._add_line(found)
            case form if form == FORMAT:
                self._must_be_known(found, VERSION)
                self._add_export(found, place)
            case form if form == ANSWERS_FORMAT:
                self._must_be_known(found, ANSWERS_VERSION)
                self._learner = _learner_of(found)
                self._headers += 1
            case form if form == claims_file.FORMAT:
                raise ProgressError(
                    f"`{self.path}` holds the claims of an exam, which nobody has judged; "
                    f"{_WHAT_IT_SHOULD_BE}."
                )
            case _:
                raise ValueError
        self._sound += 1

    def _add_export(self, found: dict[str, Any], place: str) -> None:
        """A whole export: a learner of its own."""
        self._headers += 1
        attempts, doubts = self._hold(_learner_of(found))
        for number, each in enumerate(found["attempts"], 1):
            try:
                attempts.append(from_json(Attempt, each))
            except _BROKEN:
                place_and_number = f"{self.path}{place}: answer {number}"
                self.remarks.append(f"{place_and_number} can't be read; it is skipped.")
        for number, each in enumerate(found["doubts"], 1):
            try:
                doubts.append(from_json(Doubt, each))
            except _BROKEN:
                place_and_number = f"{self.path}{place}: doubt {number}"
                self.remarks.append(f"{place_and_number} can't be read; it is skipped.")

    def _add_line(self, found: dict[str, Any]) -> None:
        learner = _learner_of(found) or self._learner
        if "note" in found:
            doubt = from_json(Doubt, found)
            self._hold(learner)[1].append(doubt)
        else:
            attempt = from_json(Attempt, found)
            self._hold(learner)[0].append(attempt)

    def _hold(self, learner: str) -> tuple[list[Attempt], list[Doubt]]:
        return self._held.setdefault((self._headers, learner), ([], []))

    def _must_be_known(self, found: Mapping[str, Any], version: int) -> None:
        if not isinstance(found["version"], int):
            raise TypeError
        if found["version"] > version:
            raise ProgressError(
                f"`{self.path}` was written by a newer asynclearn; upgrade with "
                "`pip install --upgrade asynclearn`."
            )

    def _no_export(self) -> ProgressError:
        return ProgressError(f"`{self.path}` is no export; {_WHAT_IT_SHOULD_BE}.")

    def _cut_off(self, text: str, error: Exception) -> ProgressError:
        """An export that is not whole is told apart from a file that never was one."""
        line = getattr(error, "lineno", None)
        if line is None or not text.lstrip().startswith(f'{{\n "format": "{FORMAT}"'):
            return self._no_export()
        return ProgressError(
            f"{self.path}:{line}: the export breaks off or was changed here; ask for it again."
        )


def _learner_of(found: Mapping[str, Any]) -> str:
    learner = found.get("learner", "")
    if not isinstance(learner, str):
        raise TypeError
    return learner
