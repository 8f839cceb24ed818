"""The zygote's life: fork a supervisor for each socket that comes, and bury it."""

import gc
import json
import os
import select
import signal
import socket
import struct
from contextlib import suppress

from . import channel, checking, descendants, watch
from .modules import forget_all_but, outlive_the_end
from .supervisor import Lifeline, supervise
from .tiers import Tier, best_tier
from .unseen import hide_classes

ORDER = struct.Struct("!cI")
"""What is said to the zygote: what to do, and which run it is about."""
SPARE, END = b"s", b"e"


def live_until_closed(
    number: int, tiers: list[str], title: tuple[int, ...], modules: set[str]
) -> None:
    """Serve until the other end closes. It returns in a program only, ready to be run.

    `modules` are those that a program will find imported.
    """
    orders = socket.socket(fileno=number)
    orders.set_inheritable(False)
    checking.be_ready()
    _restore_signals()
    tier = best_tier(tiers, title)
    tier.enter()
    watch.be_ready()
    told = {"layers": list(tier.layers), "no_loopback": tier.no_loopback}
    orders.sendall(json.dumps(told).encode() + b"\n")
    os.chdir("/")
    # What is here now is never looked at again by a child's garbage collections: they would write
    # to each object, and so get a copy of nearly each page. It halves the time of a run.
    gc.collect()
    hide_classes()
    outlive_the_end()
    forget_all_but(modules)
    gc.freeze()
    _Zygote(orders, tier).serve()


def _restore_signals() -> None:
    """Handle signals as an interpreter does that a shell starts.

    Whoever runs us in the background may ignore SIGINT, and Python then leaves it at that.
    """
    for number in signal.valid_signals():
        kept = number in {signal.SIGPIPE, signal.SIGXFSZ}  # which Python itself ignores
        if not kept and signal.getsignal(number) is signal.SIG_IGN:
            interrupts = number == signal.SIGINT
            signal.signal(number, signal.default_int_handler if interrupts else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


class _Zygote:
    def __init__(self, orders: socket.socket, tier: Tier) -> None:
        self._orders = orders
        self._tier = tier
        self._supervisors: dict[int, int] = {}
        """Process ids by the number of their run."""
        self._lifeline = Lifeline()
        # A child's end wakes the poll through a pipe (signal.set_wakeup_fd). pidfd_open(2) would be
        # newer, but macOS has none.
        self._woken, self._wakes = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._wakes, False)

    def serve(self) -> None:
        """Return in a program only."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self._orders, select.POLLIN)
        poll.register(self._woken, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if self._woken in ready:
                with suppress(BlockingIOError):
                    os.read(self._woken, 4096)
                self._bury()
            if self._orders.fileno() in ready and self._obey():
                return

    def _obey(self) -> bool:
        """Do what is said; True in a program."""
        data, descriptors = channel.receive_some(self._orders, ORDER.size, 1)
        if len(data) < ORDER.size:
            os._exit(0)  # whoever started us has closed the socket, or is dead
        what, run = ORDER.unpack(data)
        if what == END:
            if run in self._supervisors:
                os.kill(self._supervisors[run], signal.SIGKILL)
            return False
        with socket.socket(fileno=descriptors[0]) as control:
            pid = self._tier.fork()
            if pid == 0:
                self._forget()
                supervise(control, self._lifeline, self._tier)
                return True
        self._supervisors[run] = pid
        return False

    def _forget(self) -> None:
        """Close in a child what belongs to the zygote."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._orders.close()
        os.close(self._woken)
        os.close(self._wakes)
        self._lifeline.hold()

    def _bury(self) -> None:
        """Take note of the supervisors that ended, and end what one of them left.

        One that was killed left its run to us, the next subreaper above it.
        """
        ended = set()
        with suppress(ChildProcessError):
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                ended.add(pid)
        self._supervisors = {run: pid for run, pid in self._supervisors.items() if pid not in ended}
        if ended:
            descendants.end_orphans(set(self._supervisors.values()))
