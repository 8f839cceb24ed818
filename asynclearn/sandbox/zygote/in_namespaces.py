"""The strongest tier: a machine of its own for each run, as far as a program can see.

    zygote's parent   makes the user namespace, in which an ordinary user may do all that follows,
                      and the pid namespace, and then only waits
    zygote            number 1 in it; builds the root that all runs share
    supervisor        number 1 of another pid namespace, below that; mounts what is the run's own
    program           number 2; in a user namespace of its own, in which it has no capability

A program is number 2 since the kernel spares number 1 of a namespace all signals that it does not
handle: `os.kill(os.getpid(), SIGTERM)` would do nothing.
"""

# What each step is for is told in `limited`.
# ruff: noqa: D102

import os
import sys

from asynclearn.sandbox.linux import (
    calls,
    capabilities,
    identity,
    landlock,
    namespaces,
    probe,
    process,
    seccomp,
    visible,
)
from asynclearn.sandbox.linux.root import Root

from .limited import Limited

FOLDER = "/home/learner"
"""The working folder of each run, in a file system of its own."""
_WRITABLE = (FOLDER, "/tmp", "/dev/shm")  # noqa: S108 - those of the sandbox
_MOST_BYTES = 64 * 1024 * 1024
_MOST_FILES = 8192
_OF_A_RUN = namespaces.MOUNT | namespaces.NETWORK | namespaces.IPC | namespaces.UTS


class InNamespaces(Limited):
    """Namespaces, and within them Landlock, seccomp, no capabilities, and the limits."""

    name = "namespaces"
    private = True

    def __init__(self, title: tuple[int, ...]) -> None:
        super().__init__(title)
        if not calls.supported():
            raise OSError(f"the system calls of {calls.machine()} are not known here")
        self._was_root = identity.is_root()
        self._user = identity.choose() if self._was_root else os.getuid()
        self._group = self._user if self._was_root else os.getgid()
        self._root = Root(visible.of_this_interpreter(), FOLDER)
        self._landlock: landlock.Features | None = None
        self._filter = seccomp.in_namespaces()
        self._own_pids = -1

    @property
    def layers(self) -> list[str]:
        kinds = ("mount", "pid", "network", "ipc", "uts")
        spaces = [f"{kind}-namespace" for kind in (*(("user",) if self.own_count else ()), *kinds)]
        walls = [*(["landlock"] if self._landlock else []), "seccomp", "no-new-privileges"]
        return [*spaces, *walls, "capabilities", "unprivileged-user", *super().layers]

    def enter(self) -> None:
        try:
            self._landlock = landlock.features()
        except OSError:
            self._landlock = None  # before Linux 5.13, or switched off: the mounts hold alone
        before = os.readlink("/proc/self/ns/user")
        probe.gain_rights(self._user)
        # Root may have the right to make namespaces of all kinds but this one.
        self.own_count = os.readlink("/proc/self/ns/user") != before
        namespaces.unshare(namespaces.PROCESS)
        if zygote := os.fork():
            capabilities.drop()
            os.close(0)
            os._exit(abs(os.waitstatus_to_exitcode(os.waitpid(zygote, 0)[1])) & 0xFF)
        # Its parent is in another pid namespace, where it has no number that is known here.
        process.die_with_parent(0)
        namespaces.unshare(_OF_A_RUN)
        self._root.build(self._user, self._group)
        self._own_pids = namespaces.open_own("pid")

    def fork(self) -> int:
        # The new namespace is for children only; our own has to be taken back for the next one.
        namespaces.unshare(namespaces.PROCESS)
        supervisor = super().fork()
        if supervisor:
            namespaces.join(self._own_pids, namespaces.PROCESS)
        return supervisor

    def prepare_run(self) -> None:
        namespaces.unshare(_OF_A_RUN)
        self._root.make_private(
            self._user, self._group, most_bytes=_MOST_BYTES, most_files=_MOST_FILES
        )
        namespaces.bring_loopback_up()
        namespaces.bound_buffers()
        namespaces.set_host_name("sandbox")
        os.close(self._own_pids)
        if self._was_root:
            identity.become(self._user, self._group)

    def guard_supervisor(self) -> None:
        capabilities.drop()
        process.hide()

    def confine(self, supervisor: int) -> None:  # noqa: ARG002 - number 1, whose end is everyone's
        if self.own_count:
            namespaces.enter_user_namespace()
            namespaces.forbid_nesting()
        capabilities.drop()
        process.forbid_new_privileges()
        if self._landlock:
            landlock.confine_in_root(self._landlock, _WRITABLE)
        seccomp.install(self._filter)

    def folder(self, temporary: str) -> str:  # noqa: ARG002 - nothing of the machine is seen
        return FOLDER

    def change_title(self, path: str) -> bool:
        if not super().change_title(path):
            raise OSError(f"{sys.executable} hides the name of its file where it can't be changed")
        return True
