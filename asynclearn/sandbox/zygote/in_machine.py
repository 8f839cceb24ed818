"""The tier without user namespaces: Landlock and seccomp hold a program that shares the machine.

Landlock knows ports and no addresses. So TCP on loopback is there by a broker only, where that
works (`broker`), and no sockets at all where it does not.
"""

# What each step is for is told in `limited`.
# ruff: noqa: D102

import os
import stat
import sys

from asynclearn.sandbox.linux import (
    calls,
    capabilities,
    identity,
    landlock,
    process,
    seccomp,
    visible,
)

from .limited import Limited

_NAMES_OF_LOOPBACK = ("/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf")
"""By which the C library knows that `localhost` is 127.0.0.1: hosts(5), nsswitch.conf(5)."""


class InMachine(Limited):
    """Landlock, seccomp, no capabilities, and the limits."""

    name = "landlock"
    no_loopback = "it was not tried"

    def __init__(self, title: tuple[int, ...]) -> None:
        super().__init__(title)
        if not calls.supported():
            raise OSError(f"the system calls of {calls.machine()} are not known here")
        self._was_root = identity.is_root()
        self._landlock = landlock.features()
        self._readable = visible.of_this_interpreter()
        self._user = self._group = -1
        self._reaches_interpreter = not self._was_root

    @property
    def layers(self) -> list[str]:
        walls = ["landlock", "seccomp", "no-new-privileges"]
        return [*walls, "capabilities", "unprivileged-user", *super().layers]

    def enter(self) -> None:
        super().enter()
        if self._was_root:
            user = identity.choose()
            self._reaches_interpreter = identity.can_read(sys.executable, user, user)

    def prepare_run(self) -> None:
        super().prepare_run()
        # One for each run: two of one user would share its count of processes. The supervisor stays
        # root, whom no other user can send a signal.
        self._user = self._group = identity.choose() if self._was_root else -1

    def folder(self, temporary: str) -> str:
        path = super().folder(temporary)
        if self._was_root:
            os.chown(path, self._user, self._group)
        return path

    def confine(self, supervisor: int) -> None:
        process.die_with_parent(supervisor)

    def confine_in(self, folder: str) -> int | None:
        supervisor = os.getppid()
        if self._was_root:
            # An interpreter in root's closed home, or a TMPDIR there: only the right to go through
            # closed folders is kept then. Landlock still allows nothing but what is listed.
            reached = self._reaches_interpreter and _is_open(folder)
            identity.become(
                self._user, self._group, keep=0 if reached else capabilities.DAC_READ_SEARCH
            )
            process.die_with_parent(supervisor)
        else:
            capabilities.drop()
        process.forbid_new_privileges()
        loopback = not self.no_loopback
        readable = [*self._readable, *(_NAMES_OF_LOOPBACK if loopback else ())]
        # No TCP by the program itself in any case: a broker is not held to this.
        landlock.confine_in_machine(self._landlock, readable, [folder])
        own = None if self._landlock.signals else os.getpid()
        rules = seccomp.in_machine(
            socket_paths=self._landlock.socket_paths,
            only_signal=own,
            truncation=self._landlock.truncation,
            loopback=loopback,
        )
        if loopback:
            return seccomp.install_with_listener(rules)
        seccomp.install(rules)
        return None


def _is_open(folder: str) -> bool:
    """Whether everyone may go through the folders above this one."""
    while (folder := os.path.dirname(folder)) != "/":
        if not os.stat(folder).st_mode & stat.S_IXOTH:
            return False
    return True
