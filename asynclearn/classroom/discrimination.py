"""Whether a question tells those who understand the rest from those who don't.

It is the item-rest correlation: Pearson's, between the answer to the question (1 if right) and how
much better than the class the learner did on all other questions that they have answered. "Better
than the class" is the mean of answer minus share right: learners who happened to get the easy
questions are not taken for the better ones. Where everyone has answered everything, it orders the
learners as the number of other right answers does, and the correlation is the classical one.
"""

from collections.abc import Mapping, Sequence
from statistics import StatisticsError, correlation
from typing import TypeVar

from asynclearn.classroom.results import Refusal

FEWEST_LEARNERS = 30
"""With fewer, it is mostly chance: at 30 a true 0.3 is seen anywhere from -0.1 to 0.6."""
_DIGITS = 12
"""Sums that are equal but for the order of their terms must not differ."""

Question = TypeVar("Question")


def discriminations(
    scores: Sequence[Mapping[Question, bool]],
) -> dict[Question, tuple[int, float | Refusal]]:
    """For each question how many learners can be compared, and the correlation or why not.

    `scores` has for each learner the questions that they have answered, and whether rightly.
    """
    answers: dict[Question, list[bool]] = {}
    for learner in scores:
        for question, right in learner.items():
            answers.setdefault(question, []).append(right)
    shares = {question: sum(given) / len(given) for question, given in answers.items()}
    pairs: dict[Question, list[tuple[int, float]]] = {question: [] for question in answers}
    for learner in scores:
        better = {question: right - shares[question] for question, right in learner.items()}
        total = sum(better.values())
        for question, right in learner.items():
            if len(learner) > 1:
                rest = (total - better[question]) / (len(learner) - 1)
                pairs[question].append((int(right), round(rest, _DIGITS)))
    return {question: (len(found), _correlation(found)) for question, found in pairs.items()}


def _correlation(pairs: list[tuple[int, float]]) -> float | Refusal:
    if len(pairs) < FEWEST_LEARNERS:
        return Refusal.TOO_FEW
    answers, rests = zip(*sorted(pairs), strict=True)
    try:
        return max(-1.0, min(1.0, correlation(answers, rests)))
    except StatisticsError:
        return Refusal.ALIKE
