"""One run, from the fork of its supervisor to what that has to say in the end."""

import _signal
import os
import select
import signal
import socket
import time
from contextlib import suppress
from typing import Any

from . import channel
from .folder import remove_folder
from .program import STARTED, become_program
from .tiers import Tier
from .watch import Limits, Watch

# Plain numbers, and for the C function: to make members of an enumeration of them takes longer than
# all the calls.
_TO_IGNORE = tuple(
    int(number)
    for number in sorted(signal.valid_signals())
    if number not in {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}
)


class Lifeline:
    """A pipe that nobody writes to: the end of it is the end of whoever held the other end."""

    def __init__(self) -> None:
        self._held, self._end = os.pipe()

    def hold(self) -> None:
        """Be one of those that will see the end."""
        os.close(self._end)

    def fileno(self) -> int:
        """What to poll."""
        return self._held


def supervise(control: socket.socket, lifeline: Lifeline, tier: Tier) -> None:
    """Be a supervisor until the run is over; it returns in the program, ready to be run.

    The program is forked and confined at once, before there is a job: that takes longer than
    anything after it, and is done while nobody waits for it.
    """
    tier.prepare_run()
    jobs, its_jobs = socket.socketpair()
    report, its_report = os.pipe()
    supervisor = os.getpid()
    program = os.fork()
    if program == 0:
        # From here on no copy of the channel that tells the ending exists in the program.
        control.close()
        jobs.close()
        become_program(its_jobs, its_report, supervisor, tier)
        return
    its_jobs.close()
    os.close(its_report)
    status = 1
    try:
        _ignore_signals()
        tier.guard_supervisor()
        _serve(control, lifeline, jobs, Watch(program, report, control.fileno()), tier)
        status = 0
    except BaseException as error:  # noqa: BLE001 - a fork must never return into our own code
        reason = f"{type(error).__name__}: {error}"
        _say(control, {"error": f"the supervisor failed: {reason}"})
    finally:
        # Nothing is left to finalise, and the interpreter would take some milliseconds to see that.
        os._exit(status)


def _ignore_signals() -> None:
    """Let a program's `os.kill(os.getppid(), SIGTERM)` do nothing.

    SIGKILL and SIGSTOP can't be ignored. Number 1 of a pid namespace gets no signal from inside at
    all; what becomes of another supervisor see `life._bury` and `supervised`.

    Not by a mask, though that were a single call: what is blocked is queued.
    """
    for number in _TO_IGNORE:
        _signal.signal(number, _signal.SIG_IGN)


def _serve(
    control: socket.socket, lifeline: Lifeline, jobs: socket.socket, watch: Watch, tier: Tier
) -> None:
    if (received := _wait_for_job(control, lifeline)) is None:
        watch.end_all()
        return
    job, descriptors = received
    limits = Limits(**job["limits"])
    folder = ""
    try:
        folder = job["folder"] = tier.folder(job["temporary"])
        source = job["source"].encode("latin-1")
        watch.begin(limits, folder if tier.private else "", source)
        with suppress(BrokenPipeError):  # it is dead: then it has not started either
            channel.send(jobs, channel.packed(job), descriptors)
        # From here on only the program holds its output, so that we see its end.
        for descriptor in descriptors:
            os.close(descriptor)
        said, listeners = _said(jobs)
        if said != STARTED:
            watch.end_all()
            reason = said.removeprefix(STARTED).decode(errors="replace")
            # A spare that somebody killed before it had a job is no reason not to run the job.
            _say(control, {"error": reason or "it ended before it began", "again": not said})
            return
        if listeners:
            watch.make_calls(listeners[0])
        _say(control, {"started": watch.program, "folder": folder, "private": tier.private})
        why = watch.until_over()
        watch.end_all()
        seconds = time.monotonic() - watch.started
        ending = {"why": why, "status": watch.status, "seconds": seconds}
        report = watch.whole_report()
        _say(control, {**ending, "report": report, "confined": tier.layers})
    except OSError as error:
        watch.end_all()
        _say(control, {"error": str(error)})
    finally:
        # Said before done: nobody has to wait for an answer while a million files are removed.
        if folder and not tier.private:
            remove_folder(folder)


def _wait_for_job(
    control: socket.socket, lifeline: Lifeline
) -> tuple[dict[str, Any], list[int]] | None:
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(lifeline, select.POLLIN)
    ready = [descriptor for descriptor, _ in poll.poll()]
    # If the zygote is dead, a job that is already there is still done.
    if control.fileno() not in ready:
        return None
    with suppress(ConnectionError):
        return channel.receive(control)
    return None


def _said(jobs: socket.socket) -> tuple[bytes, list[int]]:
    """What the program says as it begins: that it has, or why it can't. Then it closes its end.

    A descriptor may come along, by which it can be heard making calls (`broker`).
    """
    said, listeners = b"", []
    with suppress(ConnectionResetError):  # it died before it had read its job
        while True:
            part, passed = channel.receive_some(jobs, 4096, 1)
            if not part:
                break
            said += part
            listeners += passed
    return said, listeners


def _say(control: socket.socket, message: dict[str, object]) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # whoever wanted to know is dead
        channel.send(control, channel.packed(message))
