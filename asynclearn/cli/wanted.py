"""What of the courses is to be listed. The command line needs it before anything is read."""

from dataclasses import dataclass
from enum import StrEnum

from asynclearn.content.challenge import Challenge, Kind


class What(StrEnum):
    """What can be listed."""

    LESSONS = "lessons"
    CHALLENGES = "challenges"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which challenges are wanted: of each that is not empty, one has to fit."""

    kinds: tuple[Kind, ...] = ()
    levels: tuple[int, ...] = ()
    lessons: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.levels or self.lessons or self.topics)

    def admits(self, challenge: Challenge) -> bool:
        """Whether it is one of those."""
        return (
            challenge.kind in (self.kinds or (challenge.kind,))
            and challenge.level in (self.levels or (challenge.level,))
            and challenge.lesson in (self.lessons or (challenge.lesson,))
            and not set(self.topics or challenge.topics).isdisjoint(challenge.topics)
        )
