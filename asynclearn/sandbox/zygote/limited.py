"""No more than limits: on macOS, and on Linux where nothing else is to be had.

It is also what the other tiers are made of: a sequence of steps, each taken by another process.
"""

import os
import sys

from .title import change_title

if sys.platform == "linux":
    from asynclearn.sandbox.linux import process

_ON_LINUX = sys.platform == "linux"


class Limited:
    """The steps of the weakest tier."""

    name = "limits"
    private = False
    """Whether the folder of a run exists for the run alone, and vanishes with it."""
    own_count = False
    """Whether the kernel counts the processes of each run apart from all others."""
    no_loopback = ""
    """Why programs can't call each other on the loopback network; "" if they can."""

    def __init__(self, title: tuple[int, ...]) -> None:
        self._title = title

    @property
    def layers(self) -> list[str]:
        """What holds, by the names of `layers.py`."""
        return ["limits", *(["memory-watch"] if _ON_LINUX else [])]

    def enter(self) -> None:
        """In the zygote, once: what all runs share."""
        if _ON_LINUX:
            process.adopt_orphans()

    def fork(self) -> int:
        """In the zygote: fork a supervisor."""
        return process.fork_bare() if _ON_LINUX else os.fork()

    def prepare_run(self) -> None:
        """In the supervisor, before it forks the program."""
        if _ON_LINUX:
            process.adopt_orphans()

    def guard_supervisor(self) -> None:
        """In the supervisor, once the program is forked."""
        if _ON_LINUX:
            process.hide()

    def confine(self, supervisor: int) -> None:
        """In the program, before there is a job."""
        if _ON_LINUX:
            process.die_with_parent(supervisor)

    def folder(self, temporary: str) -> str:
        """In the supervisor: the working folder of the run, made in the one for temporary files."""
        # Resolved, as the interpreter shows it in tracebacks: on macOS /var is a link.
        name = f"asynclearn-{os.urandom(8).hex()}"
        path = os.path.join(os.path.realpath(temporary), name)
        os.mkdir(path, 0o700)
        return path

    def confine_in(self, folder: str) -> int | None:  # noqa: ARG002 - not confined here
        """In the program, once its folder is there.

        Gives what its supervisor must have to make calls in its place (`broker`), if that is so.
        """
        return None

    def change_title(self, path: str) -> bool:
        """In the program: have CPython run the file at `path`; False if that can't be done."""
        if not self._title:
            return False
        change_title(self._title, path)
        return True
