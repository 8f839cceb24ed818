"""A run that checks a program: what CPython runs then is a stub, which calls our harness.

The learner's file is written beside it, for tracebacks. The checks never are: they come with the
job, and stay in memory. Where a fresh interpreter is started for the run, they go there by a file
that has no name any more.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

STUB = ("examine.py", b"examine()\n")
"""The name and the content of the file that is run. `examine` waits in `__main__`."""

_HANDED_OVER = "ASYNCLEARN_CHECK"


_prepare: Callable[..., Callable[[], object]] | None = None


_stay_alone: Callable[[], None] | None = None


def be_ready() -> None:
    """Import what a check needs: in the zygote, so that each of its runs has it then."""
    global _prepare, _stay_alone  # noqa: PLW0603 - a run can't import it: all modules are forgotten by then
    # Not at the top: a fresh interpreter may have no use for it.
    from asynclearn.sandbox.checks.harness import prepare  # noqa: PLC0415

    _prepare = prepare
    if sys.platform == "linux":
        from asynclearn.sandbox.linux import calls, process, seccomp  # noqa: PLC0415

        if calls.supported():
            program = seccomp.alone()

            def stay_alone() -> None:
                process.forbid_new_privileges()
                seccomp.install(program)

            _stay_alone = stay_alone


def check_of(job: dict[str, Any]) -> dict[str, Any] | None:
    """The check that a job asks for, with all that it needs; None for an ordinary run."""
    if job.get("check") is None:
        return None
    return {"filename": job["filename"], "source": job["source"], "check": job["check"]}


def start_checking(check: dict[str, Any], path: str, report: int) -> None:
    """Have the stub check the program at `path`."""
    assert _prepare is not None  # noqa: S101 - `be_ready` was called
    if _stay_alone is not None:
        _stay_alone()
    job = {"source": check["source"], **check["check"]}
    vars(sys.modules["__main__"])["examine"] = _prepare(job, path, report)


def hand_over(check: dict[str, Any] | None) -> None:
    """Keep the check for the interpreter that is about to be started in this process."""
    if check is None:
        return
    name = f"check-{os.urandom(8).hex()}"
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.unlink(name)
    os.write(descriptor, json.dumps(check).encode("ascii"))
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.set_inheritable(descriptor, True)  # noqa: FBT003 - its only form
    os.environ[_HANDED_OVER] = str(descriptor)


def take_over(report: int) -> set[str]:
    """In that interpreter: take what was handed over, if anything was.

    Gives the modules that stay: the program has to see the same asyncio that we do.
    """
    if _HANDED_OVER not in os.environ:
        return set()
    be_ready()
    with os.fdopen(int(os.environ.pop(_HANDED_OVER)), "rb") as file:
        check = json.load(file)
    start_checking(check, os.path.join(os.getcwd(), check["filename"]), report)
    return {name for name in sys.modules if name.partition(".")[0] != "asynclearn"}
