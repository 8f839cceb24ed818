"""Sentences that both terminals say."""

ENDINGS = (
    "If it does not just finish, the last line says how it ends: "
    "!raises ValueError, !hangs or !exits 3."
)
END_MARK = "."
"""A line with only this ends a prediction."""

HINT_MARK = "?"
"""A line with only this asks for a hint."""
