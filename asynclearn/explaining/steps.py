"""Groups of events -> steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from asynclearn.explaining.merging import Group, grouped
from asynclearn.explaining.phrases import (
    phrase,
    text_of,
)
from asynclearn.explaining.story import Step, StepKind
from asynclearn.explaining.words import WORDS, Witness
from asynclearn.sandbox.trace import Event, What

_KINDS: Mapping[What, StepKind] = {
    What.SUSPENDED: StepKind.WAITS,
    What.PRINTED: StepKind.PRINTS,
    What.THROWN: StepKind.CLOSES,
    What.DROPPED: StepKind.CLOSES,
    What.SHUTDOWN: StepKind.CLOSES,
    What.FINISHED: StepKind.ENDS,
    What.FAILED: StepKind.ENDS,
    What.CANCELLED: StepKind.ENDS,
    What.LEFT_OUT: StepKind.GAP,
}


@dataclass(frozen=True, slots=True)
class Teller(Witness):
    """Tells the steps of one run."""

    def short_steps(self, events: Sequence[Event]) -> list[Step]:
        """The steps of the short version."""
        steps = [self._step(group) for group in grouped(events, self.facts)]
        return _explain_first_wait(steps)

    def all_steps(self, events: Sequence[Event]) -> list[Step]:
        """A step for each event."""
        return [self._made((event,), phrase(event, self.names), event.line) for event in events]

    def _step(self, group: Group) -> Step:
        words = WORDS.get(group[0].what)
        if words is None:
            return self._made(group, phrase(group[0], self.names), group[0].line)
        text, line = words(self, group)
        return self._made(group, text, line)

    def _made(self, group: Group, text: str, line: int | None) -> Step:
        first = group[0]
        printed = "".join(text_of(event, "text") for event in group if event.what is What.PRINTED)
        begun = {event.number for event in group}
        return Step(
            lane=self.names.place(first.who),
            kind=StepKind.PRINTS if printed else _KINDS.get(group[-1].what, StepKind.RUNS),
            text=text,
            seconds=first.seconds,
            line=line,
            printed=printed or None,
            output_lines=tuple(
                each.number for each in self.facts.lines if each.event.number in begun
            ),
            events=tuple(event.number for event in group),
        )


def _explain_first_wait(steps: list[Step]) -> list[Step]:
    """Only the first wait says what a wait is for."""
    for place, step in enumerate(steps):
        if step.kind is StepKind.WAITS and step.text.startswith("waits"):
            steps[place] = replace(step, text=f"{step.text}: now others can run")
            break
    return steps
