"""What the programs of a part need beyond the standard library, and what to say without it."""

from collections.abc import Sequence
from importlib.util import find_spec

NOT_PACKAGES = frozenset({"loopback"})
"""Needs that the sandbox meets, wherever it runs."""


def what_is_missing(needs: Sequence[str]) -> str | None:
    """What to tell a learner whose Python lacks some of `needs`; None if it has them all.

    Programs run on the interpreter that asynclearn runs on, so what it finds they find.
    """
    missing = [need for need in needs if need not in NOT_PACKAGES and find_spec(need) is None]
    if not missing:
        return None
    return (
        f"The programs of this part use {' and '.join(missing)}, which this Python does not "
        "have. Some of them will end with ModuleNotFoundError. Install what is missing with "
        f"`pip install {' '.join(missing)}`."
    )
