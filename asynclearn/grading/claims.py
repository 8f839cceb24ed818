r"""The claims of an exam (`*.jsonl`), as `asynclearn quiz --exam` writes them: predictions.

    {"format": "asynclearn/claims", "version": 1, …}
    {"question": "early-pages", "digest": "…", "claim": "start\n!hangs", …}

There is no verdict in it that could be believed: the course's own program is run again. A line
that is no claim counts for nothing, and of several claims for a question the first one counts.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from asynclearn.content.challenge import Challenge
from asynclearn.content.expected import match_rule
from asynclearn.errors import ClaimError
from asynclearn.grading.assignment import CLAIM
from asynclearn.grading.submissions import read_text
from asynclearn.judging.demands import Demand, Standing
from asynclearn.judging.judge import judge
from asynclearn.judging.typed import parse_claim
from asynclearn.judging.wording import describe
from asynclearn.running import limits_of, program_of
from asynclearn.sandbox.outcome import Limits, Outcome, Program

Run = Callable[[Program, Limits], Awaitable[Outcome]]
Claims = Mapping[tuple[str, str], str]
"""What was typed, by the question's id and the digest of its program."""

_MOST_FILES = 20


def read_claims(folder: Path) -> Claims:
    """All claims in a student's folder."""
    claims: dict[tuple[str, str], str] = {}
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".jsonl")
    except OSError:
        return {}
    for path in paths[:_MOST_FILES]:
        for line in read_text(path).source.split("\n"):
            match _parsed(line):
                case {"question": str(question), "digest": str(digest), "claim": str(claim)}:
                    claims.setdefault((question, digest), claim)
    return claims


def claim_text(challenge: Challenge) -> str:
    """What is demanded where a claim is."""
    return f"Predict what the program of {challenge.title!r} prints, and how it ends."


async def judge_claim(challenge: Challenge, claims: Claims, run: Run, python: str) -> Demand:
    """A claim about a challenge's program, held against a run of it."""
    snippet = challenge.snippet
    text = claim_text(challenge)
    typed = claims.get((challenge.id, snippet.digest))
    if typed is None:
        return Demand(CLAIM, text, Standing.NOT_REACHED, ("Not graded: there is no claim.",))
    try:
        claim = parse_claim(typed)
    except ClaimError as error:
        return Demand(CLAIM, text, Standing.NOT_MET, (str(error),))
    outcome = await run(program_of(snippet), limits_of(challenge))
    verdict = judge(claim, outcome, match_rule(snippet, python))
    if verdict.right:
        return Demand(CLAIM, text, Standing.MET)
    return Demand(CLAIM, text, Standing.NOT_MET, describe(verdict))


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
