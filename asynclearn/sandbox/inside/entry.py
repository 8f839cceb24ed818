"""How the program's interpreter gets its clock, its watchers and its recorder."""

from collections.abc import Mapping
from typing import Any


def move_in(job: Mapping[str, Any], program: str, report: int, trace: int | None) -> None:
    """Change the interpreter before the program starts, as its job wants it.

    `program` is the path of its file; a hang is told on the descriptor `report`, events go to
    `trace`. If this fails, the run must fail: a half changed interpreter gives nonsense.
    """
