"""What a rule is. The rules are in `rules/`, the engine that asks them in `check`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from asynclearn.authoring.page import Page
from asynclearn.authoring.report import Weight
from asynclearn.authoring.seen import Seen, Tried
from asynclearn.authoring.source.code import Code
from asynclearn.authoring.summary import Overview, Summary
from asynclearn.authoring.variation import Variation


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a rule is broken."""

    line: int
    message: str
    """What is wrong, then what to do; the command in backticks."""
    python: str = ""
    """The version that it shows on, if another could do otherwise. The message need not say it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, known by its name; `explanations/` has a section for each."""

    name: str
    weight: Weight = Weight.ERROR


@dataclass(frozen=True, slots=True)
class PageRule(Rule):
    """Looks at a file without running anything."""

    find: Callable[[Page], Iterable[Mark]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class SeenRule(Rule):
    """Looks at a file and at what its programs did."""

    find: Callable[[Page, Seen], Iterable[Mark]] = lambda *_: ()


@dataclass(frozen=True, slots=True)
class VariedRule(Rule):
    """Has a program whose claim is true run again, otherwise: the claim has to stay true."""

    variations: tuple[Variation, ...] = ()
    concerns: Callable[[Code], bool] = lambda _: True
    """Which programs it could make a difference to, as far as can be told without running them."""
    fix: str = ""
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class TriedRule(Rule):
    """Looks at a workshop and at how its own solutions did in its checks."""

    find: Callable[[Page, Tried], Iterable[Mark]] = lambda *_: ()


@dataclass(frozen=True, slots=True)
class CourseRule(Rule):
    """Looks at a file beside all others of its course; of each there is only its summary."""

    find: Callable[[Summary, Overview], Iterable[Mark]] = lambda *_: ()
