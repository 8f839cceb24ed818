"""A program while it runs: the clock, the memory and the number of its processes."""

import os
import select
import signal
import sys
import time
from contextlib import suppress
from itertools import islice

from .descendants import descendants, end_all
from .rlimits import favour_supervisor

if sys.platform == "linux":
    from asynclearn.sandbox.linux import memory

    from .asking import Asking
    from .broker import Broker
    from .stillness import Stillness

_LOOK_SECONDS = 0.02
_LOOK_SHARE = 0.1
"""The part of its time that the supervisor may spend on looking at the processes."""
_LONGEST_PAUSE = 0.1
"""Seconds from one look to the next, however long one takes: that is up to the program, too."""
_REPORT_BYTES = 64 * 1024
_ANSWER_SECONDS = 0.02
"""How long a program that is stuck may take to begin to say where: all its threads only wait."""


def be_ready() -> None:
    """In the zygote, once it is where all runs are: look up what no run has to look up again."""
    if sys.platform == "linux":
        memory.be_ready()


class Limits:
    """What the run may use, as in `outcome.Limits`."""

    def __init__(
        self, *, seconds: float, memory_bytes: int, processes: int, file_bytes: int
    ) -> None:  # dataclasses would take 5 ms to import
        self.seconds = seconds
        self.memory_bytes = memory_bytes
        self.processes = processes
        self.file_bytes = file_bytes


class Watch:
    """The watch over one program, which is a child of this process."""

    def __init__(self, program: int, report: int, control: int) -> None:
        self.program = program
        self.started = 0.0
        self.status: int | None = None
        """The program's wait status, once it ended."""
        self._report_end = report
        self._report = bytearray()
        self._control = control
        os.set_blocking(report, False)
        if sys.platform == "linux":
            self._unseen = memory.Unseen()
            self._broker: Broker | None = None
        # A child's end wakes the poll through a pipe (signal.set_wakeup_fd). pidfd_open(2) would be
        # newer, but macOS has none.
        self._woken, wakes = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(wakes, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)

    def begin(self, limits: Limits, folder: str, source: bytes) -> None:
        """Start the clock. `folder`: that of a run which shares nothing with the machine, or ""."""
        favour_supervisor()
        self._limits = limits
        self._folder = folder
        if sys.platform == "linux":
            self._asking = Asking(self.program, source)
            self._stillness = Stillness(self.program, source, own_network=bool(folder))
        self.started = time.monotonic()

    def make_calls(self, listener: int) -> None:
        """Make those of the program's calls that are heard by this descriptor."""
        if sys.platform == "linux":
            self._broker = Broker(listener)

    def until_over(self) -> str:
        """Wait until the program ended or has to end, and say why."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        poll.register(self._report_end, select.POLLIN)
        self._hear_calls_by(poll)
        deadline = self.started + self._limits.seconds
        next_look = self.started + _LOOK_SECONDS
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
                pause = min(_LONGEST_PAUSE, max(_LOOK_SECONDS, spent / _LOOK_SHARE))
                next_look = now + spent + pause
            pause = max(0.0, min(deadline, next_look) - time.monotonic())
            ready = {descriptor for descriptor, _ in poll.poll(pause * 1000 + 1)}
            if self._control in ready:
                return "stopped"
            if self._woken in ready:
                os.read(self._woken, 4096)
            if self._report_end in ready and not self._read_report():
                poll.unregister(self._report_end)
            self._make_calls_of(ready)

    def _hear_calls_by(self, poll: "select.poll") -> None:
        if sys.platform == "linux" and self._broker is not None:
            poll.register(self._broker, select.POLLIN)

    def _make_calls_of(self, ready: set[int]) -> None:
        if sys.platform == "linux" and self._broker is not None and self._broker.fileno() in ready:
            self._broker.serve()

    def end_all(self) -> None:
        """Leave no process of the run; waitpid(2) proves it."""
        status = end_all(self.program)
        if sys.platform == "linux" and self._broker is not None:
            self._broker.close()
            self._broker = None
        if self.status is None:
            self.status = status

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
        """The limit that the processes together are over, if any, or that nothing can wake them."""
        if sys.platform != "linux":
            return None
        most = 2 * self._limits.processes
        pids = list(islice(descendants(os.getpid()), most + 1))
        if len(pids) > most:
            return "processes"
        most = self._limits.memory_bytes
        most -= memory.used_by_files(self._folder) if self._folder else 0
        callers = None if self._broker is None else self._broker.callers()
        most -= self._unseen.of(pids, own_network=bool(self._folder), callers=callers)
        if memory.used(pids, most) > most:
            return "memory"
        self._asking.ask_if_busy()
        if self._stillness.proven(pids):
            self._hear_why_stuck()
            return "stuck"
        return None

    def _hear_why_stuck(self) -> None:
        """Have the program report where its tasks and threads are, as far as it can."""
        poll = select.poll()
        poll.register(self._report_end, select.POLLIN)
        for _ in self._asking.ask_why_stuck():
            answered = False
            deadline = time.monotonic() + _ANSWER_SECONDS
            while time.monotonic() < deadline:
                if poll.poll(1):
                    if not self._read_report():
                        return
                    answered = True
                elif answered and self._stillness.waits_still():
                    break

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
