"""What those who run are called, in a learner's words: as the learner wrote them."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from asynclearn.explaining.facts import Facts, bare, call_of
from asynclearn.explaining.story import Lane
from asynclearn.sandbox.trace import Event, What

_UNNAMED = re.compile(r"Task-\d+")
_NUMBERED = re.compile(r"(.+\(\))( \d+)")
_THREAD = "thread "
_EXPRESSION = "the generator expression"
_Key = TypeVar("_Key", str, int)


class Names:
    """The lane of each `who` of a trace, in the order in which they are asked for."""

    def __init__(self, facts: Facts) -> None:
        self._titles = _titles(facts)
        self._closers = facts.closers
        self._calls = _calls(facts)
        self._ends = facts.ends
        self._aside = facts.aside
        self._lanes: dict[str, Lane] = {}
        self._places: dict[str, int] = {}

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """All lanes that were asked for."""
        return tuple(self._lanes.values())

    def place(self, who: str) -> int:
        """The place of their lane."""
        if who not in self._lanes:
            self._places[who] = len(self._lanes)
            self._lanes[who] = self.lane(who)
        return self._places[who]

    def lane(self, who: str) -> Lane:
        """Their lane, which need not be in the story."""
        if who in self._closers:
            function, call = self._closers[who]
            name = self._calls.get(call, _function(function))
            return Lane(f"closing {name}", f"the task that closes {_as_code(name)}")
        if who == "":
            return Lane("the program", "the program")
        if who == "callback":
            return Lane("the event loop", "the event loop")
        if who.startswith(_THREAD):
            return Lane(who, f"the thread `{who.removeprefix(_THREAD)}`")
        title = self._titles.get(who, f'task "{who}"')
        if title.startswith("task "):
            return Lane(title, title)
        # As `run` calls them: "task `take()` 1".
        kind = "task " if _NUMBERED.fullmatch(title) else ""
        return Lane(title, f"{kind}{_as_code(title)}")

    def subject(self, who: str) -> str:
        """Who it is, inside a sentence."""
        return self.lane(who).subject

    def end_of(self, task: str) -> str:
        """That a task is done, and how: "`fetch()` has ended with `ValueError`"."""
        event = self._ends.get(task)
        if event is not None and event.what is What.FAILED:
            return f"{self.subject(task)} has ended with `{event.details.get('exception')}`"
        if event is not None and event.what is What.CANCELLED:
            return f"{self.subject(task)} has ended as cancelled"
        return f"{self.subject(task)} is done"

    def only_steps_aside(self, suspended: Event) -> bool:
        """Whether a task only lets others have a turn, as with `sleep(0)`."""
        return suspended.number in self._aside

    def numbered_generators(self) -> list[str]:
        """The functions, as `rows()`, of those generators that are told apart by a number."""
        found = (_NUMBERED.fullmatch(name) for name in self._calls.values())
        return list(dict.fromkeys(each[1] for each in found if each))

    def call(self, event: Event) -> str:
        """The function whose body an event is about, in backticks: `rows()`, or "`rows()` 2"."""
        named = self._calls.get(call_of(event), _function(str(event.details.get("function", ""))))
        return _as_code(named) if "<" not in named else named.replace("<genexpr>()", _EXPRESSION)


def _calls(facts: Facts) -> dict[int, str]:
    """The generators; where several are of one function, they are told apart by a number."""
    functions = {
        call_of(event): _function(str(event.details.get("function", "")))
        for event in facts.events
        # Of the task that closes a generator, the function is `aclose`.
        if call_of(event) in facts.generators and event.what is not What.CREATED
    }
    return _numbered(functions)


def _titles(facts: Facts) -> dict[str, str]:
    """`main()` for a task without a name of its own, `task "A"` for one that has one."""
    functions = {
        task: _function(str(event.details.get("function", "")))
        for task, event in facts.made.items()
        if _UNNAMED.fullmatch(task)
    }
    return _numbered(functions) | {
        task: f'task "{task}"' for task in facts.made if task not in functions
    }


def _numbered(functions: Mapping[_Key, str]) -> dict[_Key, str]:
    """The functions' names, with a number where several have the same."""
    counts = Counter(functions.values())
    seen: Counter[str] = Counter()
    titles = {}
    for task, name in functions.items():
        seen[name] += 1
        titles[task] = name if counts[name] == 1 else f"{name} {seen[name]}"
    return titles


def _as_code(name: str) -> str:
    """A function's name in backticks, with its number behind them."""
    numbered = _NUMBERED.fullmatch(name)
    return f"`{numbered[1]}`{numbered[2]}" if numbered else f"`{name}`"


def _function(name: str) -> str:
    """`rows()` for `main.<locals>.rows`, `Pages.fetch()` for a method."""
    return f"{short(name)}()"


def short(name: str) -> str:
    """A function's name as people say it: without the functions around it."""
    inner = name.rpartition("<locals>.")[2]
    return inner or bare(name)
