"""The supervisor's life: read the job, start the program, watch it, end it, report."""

import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from itertools import islice

from . import linux
from .descendants import LINUX, descendants, end_all, memory_bytes
from .folder import remove_folder
from .start import CannotStartError, Job, favour_supervisor, start

_CONTROL = 0
_LOOK_SECONDS = 0.02
_LOOK_SHARE = 0.1
"""The part of its time that the supervisor may spend on looking at the processes."""
_REPORT_BYTES = 64 * 1024


def main() -> None:
    """One run, from the job on standard input to the report on descriptor `argv[1]`."""
    result = int(sys.argv[1])
    os.set_inheritable(result, False)  # noqa: FBT003 - its only form
    _ignore_signals()
    linux.adopt_orphans()
    linux.hide_descriptors()
    if not (line := _read_line()):
        return
    job = Job(**json.loads(line))
    favour_supervisor()
    watch = _Watch(job)
    try:
        watch.start()
        _say(result, {"started": watch.program})
        why = watch.until_over()
        end_all(watch.program)
        seconds = time.monotonic() - watch.started
        report = watch.whole_report()
        status = watch.status
        _say(result, {"why": why, "status": status, "seconds": seconds, "report": report})
    except CannotStartError as error:
        _say(result, {"error": str(error)})
    finally:
        # Said before done: nobody has to wait for an answer while a million files are removed.
        remove_folder(job.folder)
    # Nothing is left to finalise, and the interpreter would take some milliseconds to see that.
    os._exit(0)


def _ignore_signals() -> None:
    """Let a program's `os.kill(os.getppid(), SIGTERM)` do nothing.

    SIGKILL and SIGSTOP can't be ignored: see `runner.py` for what then happens.
    """
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
        with suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)


def _read_line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        if not (more := os.read(_CONTROL, 65536)):
            return b""
        line += more
    return line


def _say(result: int, message: dict[str, object]) -> None:
    line = json.dumps(message).encode() + b"\n"
    with suppress(BrokenPipeError):  # whoever wanted to know is dead
        while line:
            line = line[os.write(result, line) :]


class _Watch:
    """The program while it runs."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.program = 0
        self.started = 0.0
        self.status: int | None = None
        """The program's wait status, once it ended."""
        self._report = bytearray()
        self._report_end = -1
        # A child's end wakes the poll through a pipe (signal.set_wakeup_fd). pidfd_open(2) would be
        # newer, but macOS has none.
        self._woken, woken_end = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(woken_end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(woken_end, warn_on_full_buffer=False)

    def start(self) -> None:
        self.started = time.monotonic()
        self.program, self._report_end = start(self.job)

    def until_over(self) -> str:
        """Wait until the program ended or has to end, and say why."""
        poll = select.poll()
        poll.register(_CONTROL, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        poll.register(self._report_end, select.POLLIN)
        deadline = self.started + self.job.seconds
        next_look = self.started
        while True:
            if self._ended():
                return "ended"
            now = time.monotonic()
            if now >= deadline:
                return "seconds"
            if now >= next_look:
                if (why := self._look()) is not None:
                    return why
                spent = time.monotonic() - now
                next_look = now + max(_LOOK_SECONDS, spent / _LOOK_SHARE)
            pause = max(0.0, min(deadline, next_look) - time.monotonic())
            ready = {descriptor for descriptor, _ in poll.poll(pause * 1000 + 1)}
            if _CONTROL in ready:
                return "stopped"
            if self._woken in ready:
                os.read(self._woken, 4096)
            if self._report_end in ready and not self._read_report():
                poll.unregister(self._report_end)

    def _ended(self) -> bool:
        """Bury all that died, orphans too; whether the program itself is among them."""
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == self.program:
                    self.status = status
                if pid == 0:
                    break
        return self.status is not None

    def _look(self) -> str | None:
        """The limit that the processes together are over, if any."""
        if not LINUX:
            return None
        most = 2 * self.job.processes
        pids = list(islice(descendants(os.getpid()), most + 1))
        if len(pids) > most:
            return "processes"
        if memory_bytes(pids, self.job.memory_bytes) > self.job.memory_bytes:
            return "memory"
        return None

    def _read_report(self) -> bool:
        """Take what the report pipe holds; False at its end. Of too much the last part counts."""
        try:
            more = os.read(self._report_end, _REPORT_BYTES)
        except BlockingIOError:
            return True
        self._report += more
        del self._report[:-_REPORT_BYTES]
        return bool(more)

    def whole_report(self) -> str:
        """All that the hook reported, once every process that could write is dead."""
        before = -1
        while len(self._report) != before:
            before = len(self._report)
            self._read_report()
        return self._report.decode(errors="replace")
