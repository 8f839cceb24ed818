"""Sentences that both terminals say."""

from asynclearn.content.challenge import Choice

ENDINGS = (
    "If it does not just finish, the last line says how it ends: "
    "!raises ValueError, !hangs or !exits 3."
)
END_MARK = "."
"""A line with only this ends a prediction."""

HINT_MARK = "?"
"""A line with only this asks for a hint."""

NO_HINT = f"There is no further hint; the line with only {HINT_MARK} was taken out."

NO_HINTS = "A lesson has no hints: the text above has all that you need."
"""The answer to the mark for a hint, which is for a quiz; the line itself is taken out."""


def about_choice(chosen: Choice, *, is_why: bool) -> str:
    """Whether a choice is right, as it was asked: why, or something else."""
    answered = "why" if is_why else "it"
    return f"That is {answered}." if chosen.right else f"That is not {answered}."
