"""Groups of events -> steps."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from asynclearn.explaining.blocking import Block, blocks
from asynclearn.explaining.merging import Group, grouped
from asynclearn.explaining.phrases import clock_time, phrase, text_of
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
        groups = list(grouped(events, self.facts))
        steps = _explain_first_wait([self._step(group) for group in groups])
        return self._with_blocks(steps, events)

    def all_steps(self, events: Sequence[Event]) -> list[Step]:
        """A step for each event."""
        steps = [self._made((event,), phrase(event, self.names), event.line) for event in events]
        return self._with_blocks(steps, events)

    def _with_blocks(self, steps: Sequence[Step], events: Sequence[Event]) -> list[Step]:
        """The steps, told where time moved inside a turn: within one step or between two."""
        told: list[Step] = []
        rest = deque(blocks(events, self.facts, self.code))
        for step in steps:
            while rest and rest[0].after.number <= step.events[0]:
                told.append(self._blocking(rest.popleft()))
            within = []
            while rest and rest[0].after.number <= step.events[-1]:
                within.append(rest.popleft())
            told.append(_blocked(step, within) if within else step)
        return told + [self._blocking(block) for block in rest]

    def _blocking(self, block: Block) -> Step:
        return Step(
            lane=self.names.place(block.before.who),
            kind=StepKind.RUNS,
            text=f"blocks for {clock_time(block.seconds)}: nobody else has a turn",
            seconds=block.before.seconds,
            line=block.line,
            events=(block.before.number,),
        )

    def _step(self, group: Group) -> Step:
        words = WORDS.get(group[0].what)
        if words is None:
            return self._made(group, phrase(group[0], self.names), group[0].line)
        text, line = words(self, group)
        return self._made(group, text, line)

    def _made(self, group: Group, text: str, line: int | None) -> Step:
        first = group[0]
        printed = "".join(text_of(event, "text") for event in group if event.what is What.PRINTED)
        return Step(
            lane=self.names.place(first.who),
            kind=StepKind.PRINTS if printed else _KINDS.get(group[-1].what, StepKind.RUNS),
            text=text,
            seconds=first.seconds,
            line=line,
            printed=printed or None,
            output_lines=tuple(
                number for event in group for number in self.facts.begun.get(event.number, ())
            ),
            events=tuple(event.number for event in group),
        )


def _blocked(step: Step, within: Sequence[Block]) -> Step:
    """A step that says how long nobody else could run meanwhile."""
    lines = {block.line for block in within}
    line = lines.pop() if len(lines) == 1 else None
    who = "it" if line is None else f"line {line}"
    seconds = clock_time(sum(block.seconds for block in within))
    in_all = "" if len(within) == 1 else " in all"
    return replace(
        step, text=f"{step.text}; {who} blocks for {seconds}{in_all}: nobody else has a turn"
    )


def _explain_first_wait(steps: list[Step]) -> list[Step]:
    """Only the first wait says what a wait is for."""
    for place, step in enumerate(steps):
        if step.kind is StepKind.WAITS and step.text.startswith("waits"):
            steps[place] = replace(step, text=f"{step.text}: now others can run")
            break
    return steps
