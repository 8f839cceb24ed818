"""The nouns of a course and its lessons, frozen."""

from dataclasses import dataclass
from pathlib import Path

from asynclearn.content.blocks import Allowance, Block, Location


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a lesson. Number 0 is its front page."""

    number: int
    slug: str
    """The file's stem, such as `part-2-async-generators`."""
    title: str
    blocks: tuple[Block, ...]
    location: Location
    needs: tuple[str, ...] = ()
    """What its programs use beyond the standard library, such as `aiohttp`."""
    allowances: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """A folder of `lessons/`."""

    number: int
    slug: str
    """The folder's name, such as `04-async-generators`."""
    title: str
    summary: str
    outcomes: tuple[str, ...]
    prerequisites: tuple[str, ...]
    opening: Part
    parts: tuple[Part, ...]
    """Parts 1, 2, … in order, without the opening."""
    location: Location
    course: str = ""
    """The name of its course; empty for the built-in one."""
    option: str = ""
    """That of its course: see `Course.option`."""

    @property
    def command(self) -> str:
        """What takes this lesson, on the command line."""
        return f"asynclearn {self.option}lesson {self.number}"

    @property
    def key(self) -> str:
        """What a learner's data knows it by, such as `01-tasks@acme`: no two courses share one."""
        return f"{self.slug}@{self.course}" if self.course else self.slug

    @property
    def pages(self) -> tuple[Part, ...]:
        """The opening, then the parts."""
        return (self.opening, *self.parts)


@dataclass(frozen=True, slots=True)
class Course:
    """A folder with `lessons/`, `challenges/` or both."""

    root: Path
    builtin: bool
    """Whether it is the course that asynclearn brings along."""
    name: str = ""
    """What the command line and a learner's data call it."""
    title: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    option: str = ""
    """What has to be typed for this course to be meant, such as `--course acme` with a space behind
    it; empty if it goes without saying."""

    def command(self, rest: str) -> str:
        """What has to be typed, such as `asynclearn --course acme list` for `list`."""
        return f"asynclearn {self.option}{rest}"

    @property
    def tag(self) -> str:
        """What its lessons are marked with in a learner's data; empty for the built-in one."""
        return "" if self.builtin else self.name

    def __str__(self) -> str:
        """Which course it is and where it lies, within a sentence."""
        if self.builtin:
            return "the built-in course"
        return f"the course `{self.name}` (`{self.root}`)"
