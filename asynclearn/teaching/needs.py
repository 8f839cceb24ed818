"""What the programs of a part need beyond the standard library, and what to say without it."""

from collections.abc import Sequence
from importlib.util import find_spec

from asynclearn.content.grammar import LOOPBACK
from asynclearn.sandbox import warm


def what_is_missing(needs: Sequence[str]) -> str | None:
    """What to tell a learner whose computer lacks some of `needs`; None if it has them all."""
    told = []
    if LOOPBACK in needs and (reason := warm.no_loopback()):
        told.append(
            "The programs of this part make connections on this computer, which they can't here: "
            f"{reason}. Some of them will end with an OSError."
        )
    if missing := missing_packages(needs):
        told.append(
            f"The programs of this part use {' and '.join(missing)}, which this Python does not "
            "have. Some of them will end with ModuleNotFoundError. Install what is missing with "
            f"`pip install {' '.join(missing)}`."
        )
    return " ".join(told) or None


def missing_packages(needs: Sequence[str]) -> list[str]:
    """The packages of `needs` that are not installed.

    Programs run on the interpreter that asynclearn runs on, so what it finds they find.
    """
    return [need for need in needs if need != LOOPBACK and find_spec(need) is None]
