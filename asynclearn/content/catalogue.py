"""What there is to ask, without reading more than must be read: an entry for each challenge.

To read a thousand challenges takes seconds, so what a quiz chooses by is kept in a cache. A
challenge that breaks the grammar has no entry and stops nobody; its problems are told.
"""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from asynclearn.content.cache import Cache, mark_of
from asynclearn.content.challenge import Challenge, Kind
from asynclearn.content.course import Course
from asynclearn.content.library import challenge_files, parse_challenge, repeated_challenges
from asynclearn.errors import ContentError, Problem

MANY = 100
"""To read so many files takes half a second or more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What has to be known of a challenge to choose it."""

    id: str
    kind: Kind
    level: int
    lesson: int
    topics: tuple[str, ...]
    title: str
    digest: str
    """That of its program."""
    python: str | None
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The challenges of a course that can be read."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    """Why some others can't."""
    paths: Mapping[str, Path] = field(default_factory=dict)
    """The file of each entry, by the challenge's id."""
    cache: Cache | None = None
    tag: str = ""
    """That of the course: see `Course.tag`."""
    option: str = ""
    """Likewise: see `Course.option`."""

    def command(self, rest: str) -> str:
        """What has to be typed, such as `asynclearn --course acme quiz` for `quiz`."""
        return f"asynclearn {self.option}{rest}"

    def find(self, question: str, digest: str) -> Entry | None:
        """The challenge with this program, wherever it has moved to; else the one of this id."""
        same = [entry for entry in self.entries if entry.digest == digest]
        named = [entry for entry in self.entries if entry.id == question]
        both = [entry for entry in same if entry.id == question]
        return next(iter([*both, *same, *named]), None)

    def read(self, entry: Entry) -> Challenge:
        """The whole challenge, as its file says now. Raises ContentError or OSError."""
        return _read(self.paths[entry.id], self.cache)


def entry_of(challenge: Challenge) -> Entry:
    """The entry of a challenge."""
    return Entry(
        id=challenge.id,
        kind=challenge.kind,
        level=challenge.level,
        lesson=challenge.lesson,
        topics=challenge.topics,
        title=challenge.title,
        digest=challenge.snippet.digest,
        python=challenge.python,
        needs=challenge.needs,
    )


def read_catalogue(
    course: Course,
    caches: Path | None = None,
    *,
    say_it_takes_long: Callable[[int], None] | None = None,
) -> Catalogue:
    """The entries of a course, in order of their files; `caches` is a folder to keep them in.

    `say_it_takes_long` is handed how many files are read if nothing is known of a large course.
    """
    cache = None if caches is None else Cache(caches, course)
    known = {} if cache is None else cache.index()
    files = challenge_files(course)
    if say_it_takes_long is not None and not known and len(files) >= MANY:
        say_it_takes_long(len(files))
    made: dict[str, Entry] = {}
    entries: dict[str, Entry] = {}
    paths: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in files:
        try:
            mark = mark_of(path)
            entry = _thaw_entry(known.get(mark)) or entry_of(_read(path, cache))
        except ContentError as error:
            problems.extend(error.problems)
            continue
        except OSError as error:
            message = f"it can't be read: {error.strerror or error}; check its rights"
            problems.append(Problem(path, 1, message, "unreadable"))
            continue
        made[mark] = entry
        entries.setdefault(entry.id, entry)
        paths.setdefault(entry.id, path)
    problems.extend(repeated_challenges(files))
    if cache is not None and made.keys() != known.keys():
        cache.keep_index({mark: astuple(entry) for mark, entry in made.items()})
    return Catalogue(
        tuple(entries.values()), tuple(problems), paths, cache, course.tag, course.option
    )


def _read(path: Path, cache: Cache | None) -> Challenge:
    if cache is None:
        return parse_challenge(path)
    mark = mark_of(path)
    kept = cache.challenge(mark)
    if kept is not None:
        return kept
    challenge = parse_challenge(path)
    if mark_of(path) == mark:
        # Else it was changed while it was read.
        cache.keep_challenge(mark, challenge)
    return challenge


def _thaw_entry(values: list[Any] | None) -> Entry | None:
    if values is None:
        return None
    try:
        name, kind, level, lesson, topics, title, digest, python, needs = values
        return Entry(
            name, Kind(kind), level, lesson, tuple(topics), title, digest, python, tuple(needs)
        )
    except (ValueError, TypeError):
        return None
