"""What the hook calls, and how it leaves the interpreter as it found it."""

import json
import os
import sys

from asynclearn.sandbox.inside.entry import move_in
from asynclearn.sandbox.inside.report import REPORT, TRACE

from .checking import take_over
from .modules import forget_all_but
from .output import flush_by_line

__all__ = ["forget_all_but", "live", "start_fresh"]


def live(settings: str, modules: set[str]) -> None:
    """Be the zygote. It returns in a child that is about to become a program, and only there.

    `modules` are those that the program will find imported.
    Without a socket to get orders from, tell the layers that a run would have, and end.
    """
    # Not at the top: a fresh interpreter has no use for them.
    from .life import live_until_closed  # noqa: PLC0415
    from .tiers import told_layers  # noqa: PLC0415
    from .title import find_title  # noqa: PLC0415

    try:
        chosen = json.loads(settings)
        title = find_title()
        if "orders" in chosen:
            live_until_closed(chosen["orders"], chosen["tiers"], title, modules)
            return
        os.write(1, json.dumps(told_layers(chosen["tiers"], title)).encode())
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - else the interpreter would go on without us
        # Whoever started us reads it from there.
        os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
        os._exit(1)


def start_fresh(settings: str) -> set[str]:
    """Prepare an interpreter that was started for one program only; gives modules that stay."""
    job = json.loads(settings)
    os.set_inheritable(REPORT, False)  # noqa: FBT003 - its only form
    if job["traced"]:
        os.set_inheritable(TRACE, False)  # noqa: FBT003
    # CPython makes the name absolute for __main__ and its code objects, though not for sys.argv.
    path = os.path.join(os.getcwd(), sys.orig_argv[-1])
    flush_by_line()
    move_in(job, path)
    return take_over(REPORT)
