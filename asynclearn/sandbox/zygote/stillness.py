"""Proof from outside that nothing can ever wake a program. Nothing that it says is used.

It is stuck for ever if, at one moment,
- it is the only process of its run,
- each of its threads waits in the kernel without a time limit, for a lock, for descriptors, or
  for data,
- each of its descriptors is such that only itself could make it ready, and
- no signal can bring it back: it has no timer and, beside what we put there, no handler.

Threads are looked at one after the other. That all of them waited at one moment follows from two
looks between which none of them ran: the kernel counts each time that one is switched to. What the
program may have set up unseen by /proc, an alarm, is looked for in its source.

Everything in doubt counts as not stuck: the time limit is there for that. Where /proc does not tell
(another system, a program that made itself undumpable), nothing is ever stuck.
"""

import os
import re
import stat
from collections.abc import Iterator

from asynclearn.sandbox.inside.hangs.suspicion import ASK, DUMP, TELL

_MACHINES = ("x86_64", "aarch64")
# arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h; for each call which
# argument, counted from 0, must be what for it to wait without limit: a null pointer, or -1 as int.
_NULL, _MINUS_1, _NOTHING = "null", "-1", ""
_CALLS: dict[str, tuple[int | None, int | None, int, str]] = {
    "read": (0, 63, 0, _NOTHING),
    "recvfrom": (45, 207, 0, _NOTHING),
    "recvmsg": (47, 212, 0, _NOTHING),
    "accept": (43, 202, 0, _NOTHING),
    "accept4": (288, 242, 0, _NOTHING),
    "poll": (7, None, 2, _MINUS_1),
    "ppoll": (271, 73, 2, _NULL),
    "select": (23, None, 4, _NULL),
    "pselect6": (270, 72, 4, _NULL),
    "epoll_wait": (232, None, 3, _MINUS_1),
    "epoll_pwait": (281, 22, 3, _MINUS_1),
    "epoll_pwait2": (441, 441, 3, _NULL),
    "futex": (202, 98, 3, _NULL),
}
# include/uapi/linux/futex.h: FUTEX_WAIT and FUTEX_WAIT_BITSET; what is above are flags.
_FUTEX_WAITS = (0, 9)
_FUTEX_COMMAND = 0x7F

_HANDLED = {2, 32, 33, ASK, TELL, DUMP}
"""SIGINT by CPython, two by the C library for its threads (nptl(7)), and ours."""

_ALARMS = re.compile(rb"alarm|setitimer|ctypes|timerfd|timer_create|pidfd|inotify|io_uring")
_HARMLESS = ("anon_inode:[eventpoll]", "anon_inode:[eventfd]", "anon_inode:[eventfd2]", "pipe:[")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/random")
_IN_USE = re.compile(rb"^TCP6?: inuse (\d+)", re.MULTILINE)
_TIME_WAIT = b"06"
"""A connection that is over (include/net/tcp_states.h)."""

_LOOKS = 3
"""Two are the proof. A third leaves the first word to the watcher inside, which knows more."""


class Stillness:
    """A program's way to rest, look by look."""

    def __init__(self, program: int, source: bytes, *, own_network: bool) -> None:
        self._program = program
        self._own_network = own_network
        self._before: object = None
        self._looks = 0
        machine = os.uname().machine
        column = _MACHINES.index(machine) if machine in _MACHINES else None
        known = column is not None and not _ALARMS.search(source)
        self._waiting = _by_number(column or 0) if known else {}

    def proven(self, pids: list[int]) -> bool:
        """Look; whether by now it is certain that nothing can wake it. `pids` are all of the run.

        It is certain at the third look in a row without a change, so they must not come faster
        than a thread may need to be switched to.
        """
        seen = None
        if self._waiting and pids == [self._program]:
            try:
                seen = self._waits()
                if seen is not None and seen != self._before and not self._closed():
                    seen = None
            except (OSError, ValueError, IndexError):
                seen = None
        self._looks = self._looks + 1 if seen is not None and seen == self._before else 1
        self._before = seen
        return seen is not None and self._looks >= _LOOKS

    def waits_still(self) -> bool:
        """Whether all threads wait, at this moment."""
        try:
            return self._waits() is not None
        except (OSError, ValueError, IndexError):
            return True

    def _waits(self) -> list[tuple[str, bytes, bytes]] | None:
        """Where each thread waits for ever, how often it was switched to; None if one can go on."""
        seen = []
        for thread in os.listdir(f"/proc/{self._program}/task"):
            folder = f"/proc/{self._program}/task/{thread}"
            call = read(f"{folder}/syscall")
            if not self._is_endless(call.split()):
                return None
            status = read(f"{folder}/status")
            if b"\nState:\tS" not in status:
                return None
            seen.append((thread, call, status[status.index(b"voluntary_ctxt_switches") :]))
        return seen

    def _is_endless(self, call: list[bytes]) -> bool:
        """Whether a call waits without limit: its number and arguments, in hexadecimal."""
        wait = None if call[0] == b"running" else self._waiting.get(int(call[0]))
        if wait is None:
            return False
        name, place, wanted = wait
        arguments = [int(each, 16) for each in call[1:7]]
        if name == "futex" and arguments[1] & _FUTEX_COMMAND not in _FUTEX_WAITS:
            return False
        if wanted == _MINUS_1:
            return arguments[place] & 0xFFFFFFFF == 0xFFFFFFFF  # noqa: PLR2004 - an int of C
        return wanted == _NOTHING or arguments[place] == 0

    def _closed(self) -> bool:
        """Whether nothing from outside can reach it."""
        status = read(f"/proc/{self._program}/status")
        caught = int(status_field(status, b"SigCgt"), 16)
        handled = {number for number in range(1, 65) if caught >> (number - 1) & 1}
        pending = int(status_field(status, b"SigPnd"), 16) | int(
            status_field(status, b"ShdPnd"), 16
        )
        return (
            handled <= _HANDLED
            and not pending
            and not self._has_timers()
            and not (self._own_network and self._is_under_way())
            and all(map(self._own, self._open()))
        )

    def _has_timers(self) -> bool:
        try:
            return bool(read(f"/proc/{self._program}/timers"))
        except (
            FileNotFoundError
        ):  # a kernel without CONFIG_CHECKPOINT_RESTORE: the source has to do
            return False

    def _is_under_way(self) -> bool:
        """Whether the kernel will still do something of its own for a connection.

        It holds small writes back (Nagle, with acknowledgements that are delayed), tries again to
        connect, and asks whether a full receiver has room.
        """
        for count, protocol in (("sockstat", "tcp"), ("sockstat6", "tcp6")):
            folder = f"/proc/{self._program}/net"
            # The kernel walks the connections of the whole machine for a list, which takes 40 ms.
            if not os.path.exists(f"{folder}/{count}"):  # a kernel without IPv6
                continue
            used = _IN_USE.search(read(f"{folder}/{count}"))
            if used is None or used[1] == b"0":
                continue
            for line in read(f"{folder}/{protocol}").splitlines()[1:]:
                # sl local remote st tx_queue:rx_queue tr:tm->when …, see proc_net_tcp in the
                # kernel's Documentation/networking
                state, _, timer = line.split()[3:6]
                if state != _TIME_WAIT and not timer.startswith(b"00:"):
                    return True
        return False

    def _open(self) -> Iterator[str]:
        folder = f"/proc/{self._program}/fd"
        for number in os.listdir(folder):
            yield f"{folder}/{number}"

    def _own(self, descriptor: str) -> bool:
        """Whether only the program itself could make a descriptor ready."""
        target = os.readlink(descriptor)
        if target.startswith(_HARMLESS) or target in _DEVICES:
            return True
        if target.startswith("socket:["):
            return self._own_network or target[8:-1] in self._unnamed_sockets()
        mode = os.stat(descriptor).st_mode
        return stat.S_ISREG(mode) or stat.S_ISDIR(mode)

    def _unnamed_sockets(self) -> set[str]:
        """Sockets without a name, as a socketpair: nobody else can have the other end."""
        lines = read(f"/proc/{self._program}/net/unix").decode(errors="replace").splitlines()[1:]
        # Num RefCount Protocol Flags Type St Inode Path
        fields = [line.split() for line in lines]
        return {each[6] for each in fields if len(each) == 7}  # noqa: PLR2004


def _by_number(column: int) -> dict[int, tuple[str, int, str]]:
    """The calls of a machine."""
    return {
        number: (name, place, wanted)
        for name, (*numbers, place, wanted) in _CALLS.items()
        if isinstance(number := numbers[column], int)
    }


def status_field(status: bytes, name: bytes) -> bytes:
    """A field of /proc/<pid>/status."""
    return status.split(b"\n" + name + b":", 1)[1].split(b"\n", 1)[0].strip()


def read(path: str) -> bytes:
    """A file, whole. Raises OSError."""
    with open(path, "rb") as file:
        return file.read()
