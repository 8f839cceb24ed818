"""`asynclearn quiz --exam` and `--grade`: where the claims lie, and their grades as text."""

import asyncio
from pathlib import Path

from asynclearn.cli.leaving import run_until_left
from asynclearn.cli.quiz import quiz_desk
from asynclearn.cli.settings import Settings, now
from asynclearn.errors import UsageError
from asynclearn.progress.claims_file import read_claims
from asynclearn.teaching.quiz.choosing import Wish
from asynclearn.teaching.quiz.exam import claims_name, take_exam
from asynclearn.teaching.quiz.grading import grade


def hold_exam(  # noqa: PLR0913  (they are the options of the command)
    settings: Settings,
    wish: Wish,
    *,
    seed: int | None,
    minutes: float | None,
    file: Path | None,
    trust: bool,
) -> int:
    """Holds an exam. Gives the exit code."""
    target = file or Path(claims_name(now().astimezone()))
    if target.exists():
        raise UsageError(f"`{target}` is there already; name a new file for the claims")
    with quiz_desk(settings, trust=trust) as desk:
        exam = take_exam(wish, seed, desk, file=target.absolute(), minutes=minutes)
        return run_until_left(exam)


def grade_claims(settings: Settings, file: Path, *, trust: bool) -> int:
    """Prints a line for each question and the sum. 0 if every one is right, else 1."""
    claims = read_claims(file)
    with quiz_desk(settings, trust=trust) as desk:
        graded = asyncio.run(grade(claims, desk))
    for each in graded:
        verdict = "right" if each.right else "wrong"
        remark = f" ({each.remark})" if each.remark else ""
        print(f"{each.asked.question}: {verdict}{remark}")
    right = sum(each.right for each in graded)
    print(f"{right} of {len(graded)} right.")
    return 0 if right == len(graded) else 1
