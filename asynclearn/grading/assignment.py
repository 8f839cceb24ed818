"""What is asked of the students, and what counts how much: `assignment.toml`.

    title = "Streams"                  # optional
    [[challenge]]
    id = "merge-streams"
    points = 10                        # 1 if it is left out
    [challenge.weights]                # optional: a check counts 1 unless it says otherwise
    check_failing_source = 3
    [[challenge]]
    id = "early-pages"                 # a prediction, from the claims of an exam

Without such a file all `debug` and `design` challenges of the course that anybody handed in count
one point for each check.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from asynclearn.content.challenge import Challenge, Kind, Workshop
from asynclearn.content.problems import advice, guess
from asynclearn.errors import UsageError

FILE_NAME = "assignment.toml"
CLAIM = "claim"
"""What stands for the name of a check where a prediction is graded."""


@dataclass(frozen=True, slots=True)
class Item:
    """One challenge of an assignment."""

    challenge: Challenge
    workshop: Workshop | None
    """None for a prediction, which is graded from the claims of an exam."""
    points: Mapping[str, int]
    """The points for each check, by its name. They are whole numbers: see `shared_out`."""

    @property
    def most(self) -> int:
        """The points for a program that meets every demand."""
        return sum(self.points.values())


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is graded."""

    title: str
    items: tuple[Item, ...]

    @property
    def most(self) -> int:
        """The points for everything."""
        return sum(item.most for item in self.items)


def read_assignment(path: Path, challenges: Sequence[Challenge]) -> Assignment:
    """The assignment in a file. Raises UsageError: what is wrong with it, and what to do."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"`{path}` can't be read: {reason}; check its name and rights") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"`{path}` is no TOML: {error}; correct it there") from error
    _refuse_unknown(path, table, ("title", "challenge"))
    entries = table.get("challenge")
    if not isinstance(entries, list) or not entries:
        raise UsageError(f"`{path}` names no challenge; write `[[challenge]]` with an `id`")
    title = table.get("title", path.parent.resolve().name)
    if not isinstance(title, str):
        raise UsageError(f"`{path}`: `title` is no text; put it in quotes")
    items = tuple(_item(path, entry, challenges) for entry in entries)
    names = [item.challenge.id for item in items]
    if len(set(names)) < len(names):
        raise UsageError(f"`{path}` names a challenge twice; keep one of them")
    return Assignment(title, items)


def whole_course(challenges: Sequence[Challenge], handed_in: frozenset[str]) -> Assignment:
    """All challenges with checks that somebody handed in, a point for each check."""
    items = tuple(
        Item(each, each.workshop, {check.name: 1 for check in each.workshop.checks})
        for each in sorted(challenges, key=lambda each: each.id)
        if each.workshop is not None and each.id in handed_in
    )
    if not items:
        raise UsageError(
            "no submission is for a challenge of this course; name each file `<challenge-id>.py`, "
            "as in `anna/merge-streams.py`"
        )
    return Assignment("asynclearn", items)


def shared_out(points: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Points shared out by weight, in whole numbers that add up: no rounding differs anywhere.

    What is left over goes to the largest remainders, the first check first among equals.
    """
    total = sum(weights.values())
    exact = {name: Fraction(points * weight, total) for name, weight in weights.items()}
    shares = {name: int(share) for name, share in exact.items()}
    left = points - sum(shares.values())
    for name in sorted(exact, key=lambda name: shares[name] - exact[name])[:left]:
        shares[name] += 1
    return shares


def _item(path: Path, entry: Any, challenges: Sequence[Challenge]) -> Item:  # noqa: ANN401 - TOML
    if not isinstance(entry, dict):
        raise UsageError(f"`{path}`: `challenge` is no table; write `[[challenge]]`")
    _refuse_unknown(path, entry, ("id", "points", "weights"))
    name = entry.get("id")
    if not isinstance(name, str):
        raise UsageError(f'`{path}`: a `[[challenge]]` has no `id`; write `id = "merge-streams"`')
    found = [each for each in challenges if each.id == name]
    if not found:
        meant = guess(name, (each.id for each in challenges))
        fix = f"did you mean `{meant}`?" if meant else "`asynclearn list` shows all"
        raise UsageError(f"`{path}`: there is no challenge `{name}`; {fix}")
    workshop = found[0].workshop
    if found[0].kind is Kind.ESTIMATE:
        raise UsageError(f"`{path}`: `{name}` is an estimate, which differs by machine; remove it")
    names = [CLAIM] if workshop is None else [check.name for check in workshop.checks]
    weights = dict.fromkeys(names, 1)
    for check, weight in _table(path, entry.get("weights", {})).items():
        if check not in weights:
            raise UsageError(f"`{path}`: `{name}` has no check `{check}`; {advice(check, names)}")
        weights[check] = _whole(path, f"the weight of `{check}`", weight, least=0)
    if not sum(weights.values()):
        raise UsageError(f"`{path}`: no check of `{name}` counts; give one a weight")
    points = _whole(path, f"`points` of `{name}`", entry.get("points", 1), least=1)
    return Item(found[0], workshop, shared_out(points, weights))


def _table(path: Path, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise UsageError(f"`{path}`: `weights` is no table; write `[challenge.weights]`")
    return value


def _whole(path: Path, what: str, value: object, *, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise UsageError(f"`{path}`: {what} is {value!r}; write a whole number from {least} on")
    return value


def _refuse_unknown(path: Path, table: Mapping[str, object], known: Sequence[str]) -> None:
    for name in table:
        if name not in known:
            raise UsageError(f"`{path}`: `{name}` is not known; {advice(name, known)}")
