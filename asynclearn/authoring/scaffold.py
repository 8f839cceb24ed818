"""The text of a new challenge, lesson or part: all that can be known, and gaps for the rest.

A gap begins with `TODO:` and says what to write there; `rules/gaps.py` finds them again.
"""

import json
import re
from dataclasses import dataclass

from asynclearn.authoring.claimable import claim_of
from asynclearn.authoring.rules.gaps import MARK
from asynclearn.authoring.samples import (
    CHECK_NAME,
    CHECKS,
    MEASURED,
    PREDICTED,
    SOLUTION,
    STARTER,
)
from asynclearn.content.challenge import Kind
from asynclearn.content.grammar import WORKSHOP_KINDS
from asynclearn.content.writing import fence, output_info, wrong_fence
from asynclearn.judging.claim import FINISHES, Claim, ClaimedEnding, Finish
from asynclearn.sandbox.outcome import Clock, Outcome, Program


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be said of a challenge before it can be begun."""

    slug: str
    kind: Kind
    title: str
    level: int
    lesson: int
    topics: tuple[str, ...]
    clock: Clock = Clock.VIRTUAL
    program: str | None = None
    """The starter, for `debug` and `design`; without one, a sample."""
    solution: str | None = None
    unit: str = ""
    """What an `estimate` is in, and the factor that counts as right."""
    within: float = 0.0


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A file that is complete but for what its program prints."""

    filename: str
    above: str
    """What stands above the program's fence."""
    fence: str
    """The fence's words, such as `python predict`."""
    program: str
    below: str
    clock: Clock = Clock.VIRTUAL
    claimed: bool = True
    """Whether what the program prints is written below it."""
    predicted: bool = True
    """Whether a wrong prediction is, too."""

    @property
    def to_run(self) -> Program:
        """The program at the lines where it will stand, as `check` runs it."""
        lines_above = self.above.count("\n") + 1
        return Program("\n" * lines_above + self.program, self.filename, self.clock)

    def text(self, outcome: Outcome | None) -> str:
        """The whole file. Raises UsageError for an outcome that no `output` can claim."""
        claims = [] if outcome is None or not self.claimed else self._claims(claim_of(outcome))
        blocks = [self.above.rstrip("\n"), fence(self.fence, self.program), *claims, self.below]
        return "\n\n".join(block for block in blocks if block)

    def _claims(self, claim: Claim) -> list[str]:
        told = fence(output_info(claim.ending), claim.stdout)
        if not self.predicted:
            return [told] if claim != Claim("") else []
        mistaken = _mistaken(claim)
        wrong = wrong_fence(mistaken)
        why = "> " + _gap("make this a prediction that people make, and say why it fails")
        return [told, wrong, why]


def scaffold_challenge(plan: Plan) -> Scaffold:
    """A challenge. What belongs to its kind is there, and a gap in each text."""
    samples = {Kind.PREDICT: PREDICTED, Kind.ESTIMATE: MEASURED}
    return Scaffold(
        filename=f"{plan.slug}.md",
        above=_front_matter(plan) + f"# {plan.title}\n\n{_gap(_QUESTIONS[plan.kind])}\n\n",
        fence="python",
        program=samples.get(plan.kind, STARTER) if plan.program is None else plan.program,
        below=_workshop(plan) + _why(plan) + _ENDING,
        clock=plan.clock,
        claimed=plan.kind in (Kind.PREDICT, Kind.DEBUG),
        predicted=plan.kind is Kind.PREDICT,
    )


def scaffold_lesson(number: int, title: str) -> Scaffold:
    """The front page of a lesson."""
    above = f"""\
---
number: {number}
title: {_yaml(title)}
summary: "{_gap("what the lesson is about, in a sentence")}"
outcomes:
  - "{_gap("what people can do afterwards")}"
prerequisites:
  - "{_gap("what they should know before")}"
---
# {title}

{_gap("what is surprising here, and a question to predict")}

"""
    return Scaffold("README.md", above, "python predict", PREDICTED, _PART_ENDING)


def scaffold_part(number: int, slug: str, title: str) -> Scaffold:
    """A part of a lesson."""
    above = f"# {title}\n\n{_gap('one thing to understand, and a question to predict')}\n\n"
    return Scaffold(f"part-{number}-{slug}.md", above, "python predict", PREDICTED, _PART_ENDING)


def _mistaken(claim: Claim) -> Claim:
    """A claim that is wrong, to be replaced: of another ending, or without the last line."""
    if claim.ending.finish is Finish.HANGS:
        return Claim(claim.stdout, FINISHES)
    lines = claim.stdout.split("\n")
    if lines != [""]:
        return Claim("\n".join(lines[:-1]), claim.ending)
    return Claim("", ClaimedEnding(Finish.HANGS))


def _front_matter(plan: Plan) -> str:
    lines = [
        f"kind: {plan.kind}",
        f"level: {plan.level}",
        f"lesson: {plan.lesson}",
        f"topics: [{', '.join(plan.topics)}]",
    ]
    if plan.clock is Clock.REAL:
        lines.append("clock: real")
    if plan.kind is Kind.ESTIMATE:
        lines += [f"unit: {_yaml(plan.unit)}", f"within: {plan.within:g}"]
    return "\n".join(["---", *lines, "---", ""])


def _workshop(plan: Plan) -> str:
    if plan.kind not in WORKSHOP_KINDS:
        return ""
    solution = fence("python", SOLUTION if plan.solution is None else plan.solution)
    wrong = [
        f"## Wrong\n\n{fence(f'python fails={CHECK_NAME}', f'# {_gap(what)}')}\n\n{_WHY_NOT}\n"
        for what in ("a program that misses a demand", "another, which misses it elsewhere")
    ]
    sections = [
        f"## Checks\n\n{fence('python', CHECKS)}\n",
        f"## Solution\n\n{solution}\n",
        *wrong,
    ]
    return "\n".join([*sections, ""])


def _why(plan: Plan) -> str:
    return _WHY if plan.kind is Kind.PREDICT else ""


def _gap(what: str) -> str:
    return f"{MARK} {what}"


def _yaml(text: str) -> str:
    """A text as a YAML scalar; JSON's quotes are YAML's."""
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


_BARE = re.compile(r"\w([\w .()/%-]*\w)?")

_QUESTIONS = {
    Kind.PREDICT: "ask what the program prints, in a sentence or two",
    Kind.ESTIMATE: "ask for the number, and say what is measured",
    Kind.DEBUG: "say what the program should do, and what goes wrong",
    Kind.DESIGN: "say what to write, and what it has to do",
}
_WHY_NOT = "> " + _gap("why it misses")
_WHY = f"""\
## Why

{_gap("ask for the reason, in a sentence")}

- [x] {_gap("the reason")}

  > {_gap("what shows it")}

- [ ] {_gap("what people take for the reason")}

  > {_gap("what speaks against it")}

"""
_ENDING = f"""\
## Hint

{_gap("a nudge: where to look first")}

## Hint

{_gap("nearly the answer")}

## Explanation

{_gap("why it is so, by the lines and names of the program")}
"""
_PART_ENDING = f"{_gap('why it prints that, by the lines and names of the program')}\n"
