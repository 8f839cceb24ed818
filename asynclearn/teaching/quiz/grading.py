"""The claims of an exam, judged by running every program again, by whomever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asynclearn.content.challenge import Challenge
from asynclearn.errors import ClaimError
from asynclearn.progress.attempt import Attempt
from asynclearn.progress.claims_file import Claims, GivenClaim
from asynclearn.progress.sitting import Asked
from asynclearn.teaching.question import run_snippet
from asynclearn.teaching.quiz.judged import Judged, hold_against_run, patient
from asynclearn.teaching.quiz.port import QuizDesk
from asynclearn.teaching.quiz.taking import find_challenge

NO_ANSWER = "no answer"
_READ_ON = (("n", "read on"), ("q", "to the report"))


@dataclass(frozen=True, slots=True)
class Graded:
    """One question of an exam, judged by running it again."""

    asked: Asked
    challenge: Challenge | None
    judged: Judged | None
    attempt: Attempt | None
    remark: str = ""
    """Why it was not judged, or what a grader should know."""

    @property
    def right(self) -> bool:
        """Whether the claim is true; what was not claimed is not."""
        return self.judged is not None and self.judged.right


async def grade(claims: Claims, desk: QuizDesk) -> list[Graded]:
    """Each question of the set, its claim held against a run of this course's own program."""
    given = {claim.question: claim for claim in claims.given}
    by_digest = {claim.digest: claim for claim in claims.given}
    graded = []
    for asked in claims.questions:
        claim = given.get(asked.question) or by_digest.get(asked.digest)
        graded.append(await _grade_one(asked, claim, claims, desk))
    return graded


async def _grade_one(
    asked: Asked, claim: GivenClaim | None, claims: Claims, desk: QuizDesk
) -> Graded:
    said: list[str] = []
    challenge = find_challenge(asked, desk, said.append)
    if challenge is None:
        return Graded(asked, None, None, None, " ".join(said))
    if claim is None:
        return Graded(asked, challenge, None, None, NO_ANSWER)
    if challenge.snippet.digest != claim.digest:
        remark = "the program is not the one that was asked about"
        return Graded(asked, challenge, None, None, remark)
    try:
        judged = await hold_against_run(challenge, claim.claim, desk)
    except ClaimError:
        return Graded(asked, challenge, None, None, "the claim can't be read")
    if judged is None:
        return Graded(asked, challenge, None, None, "it could not be measured on this computer")
    attempt = Attempt(
        question=challenge.id,
        digest=claim.digest,
        claim=claim.claim,
        right=judged.right,
        at=claim.at,
        share=judged.share,
        near_miss=judged.near_miss,
        confidence=claim.confidence,
    )
    return Graded(asked, challenge, judged, attempt, _late(claim.at, claims))


def _late(at: datetime, claims: Claims) -> str:
    if claims.minutes is None or at <= claims.at + timedelta(minutes=claims.minutes):
        return ""
    return "by its date it was given after the time was up"


async def show_graded(graded: Sequence[Graded], desk: QuizDesk) -> None:
    """Each question with its verdict; of what is not right also the program, and why.

    The learner reads on when they have seen enough.
    """
    total = len(graded)
    for number, each in enumerate(graded, 1):
        title = each.asked.question if each.challenge is None else each.challenge.title
        remark = f" ({each.remark})" if each.remark else ""
        sign = "✓" if each.right else "✗"
        desk.terminal.say(f"{sign} Question {number} of {total}, {title}{remark}")
        if each.challenge is not None and not each.right:
            await _show_truth(each.challenge, each.judged, desk)
            if number < total and await desk.terminal.choose(_READ_ON) == "q":
                return


async def _show_truth(challenge: Challenge, judged: Judged | None, desk: QuizDesk) -> None:
    """The program again, what it really does, and the explanation."""
    await desk.terminal.show(challenge.snippet)
    if judged is None:
        outcome = await run_snippet(challenge.snippet, patient(challenge, desk))
        desk.terminal.show_outcome(outcome)
    else:
        judged.show(desk.terminal)
    for block in challenge.explanation:
        await desk.terminal.show(block)
