"""The nouns of a learner's memory: what was answered, and where they are."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answered question."""

    question: str
    """Where it stands: the lesson's key and the part, such as
    `04-async-generators/part-1-the-protocol`, or a challenge's id. Several courses may have a
    challenge of one id, so only with the digest it says which."""
    digest: str
    """The snippet's digest: a changed program is a new question, changed prose is not."""
    claim: str
    """What was typed, with its ending line."""
    right: bool
    at: datetime
    """When it was answered, with a time zone."""
    share: float = 1.0
    """The share of lines that were right, 0 to 1."""
    near_miss: bool = False
    """Whether it is a near miss, such as another case; judging.verdict says what is one."""
    accepted: bool = False
    """Whether the learner counted a near miss as right."""
    confidence: int | None = None
    """How sure, 1 to 3; None where it was not asked."""
    hints: int = 0
    """How many hints were read before it was locked in."""
    why: bool | None = None
    """Whether the question why was answered rightly; None where it was not asked."""
    sitting: str | None = None
    """The id of the quiz that it was given in; None in a lesson."""

    @property
    def counts(self) -> bool:
        """Whether it counts as right, be it that the learner says so of a near miss."""
        return self.right or self.accepted


@dataclass(frozen=True, slots=True)
class Position:
    """Where a learner is in a lesson."""

    lesson: str
    """The lesson's key: its slug, with `@` and the course unless it is the built-in one."""
    part: str
    """The part's slug."""
    step: str
    """The key of the step in that part; see teaching.steps."""
    ordinal: int
    """The step's place in its part, from 0: used when the key is gone."""
    at: datetime
    done: bool = False
    """Whether the lesson was read to its end."""
    draft: str = ""
    """A prediction that was typed but not locked in."""
