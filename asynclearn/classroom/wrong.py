"""What was answered wrongly, the same put together as judging would."""

from collections import Counter
from collections.abc import Iterable, Sequence

from asynclearn.classroom.results import Asks, WrongAnswer
from asynclearn.errors import ClaimError
from asynclearn.judging.claim import Claim, ClaimedEnding
from asynclearn.judging.estimate import parse_number
from asynclearn.judging.judge import same_claim, text_lines
from asynclearn.judging.typed import parse_claim


def wrong_answers(
    texts: Iterable[str], asks: Asks, foreseen: Sequence[Claim] = ()
) -> tuple[WrongAnswer, ...]:
    """The wrong answers with how many gave them, the most common first."""
    found = Counter(_number(text) if asks is Asks.NUMBER else _claim(text) for text in texts)
    answers = [
        WrongAnswer(claim, learners, any(same_claim(claim, each) for each in foreseen))
        for claim, learners in found.items()
    ]
    answers.sort(key=lambda each: (-each.learners, each.claim.stdout, str(each.claim.ending)))
    return tuple(answers)


def _claim(text: str) -> Claim:
    """The claim without all that never counts, so that equal ones are the same."""
    try:
        claim = parse_claim(text)
    except ClaimError:
        claim = Claim(text)
    lines = text_lines(claim.stdout)
    exception = claim.ending.exception
    bare = None if exception is None else exception.rpartition(".")[2]
    ending = ClaimedEnding(claim.ending.finish, bare, claim.ending.exit_code)
    return Claim("".join(f"{line}\n" for line in lines), ending)


def _number(text: str) -> Claim:
    try:
        return Claim(f"{parse_number(text):g}")
    except ClaimError:
        return Claim(text.strip())
