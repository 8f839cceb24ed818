"""A program that puts Python source through the layers, in the order of a real run.

`python -I stage.py <place> <source>`, where the place is one of PLACES below. What the source gives
to `tell` is printed as JSON.
"""

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from asynclearn.sandbox.linux import (
    bpf,
    calls,
    capabilities,
    identity,
    landlock,
    limits,
    memory,
    mounts,
    namespaces,
    probe,
    process,
    root,
    seccomp,
    trial,
    visible,
)

FOLDER = "/box"
MEGABYTE = 1024 * 1024


def tell(value: Any) -> None:
    sys.stdout.write(json.dumps(value))
    sys.stdout.flush()


def run_source() -> None:
    modules = (bpf, calls, capabilities, identity, landlock, limits, memory, mounts, namespaces)
    known = {
        each.__name__.rpartition(".")[2]: each
        for each in (*modules, probe, process, root, seccomp, visible)
    }
    exec(compile(sys.argv[2], "<source>", "exec"), {**known, "os": os, "sys": sys, "tell": tell})  # noqa: S102


def wait_for(child: int) -> None:
    """Ends as the child did."""
    sys.stdout.flush()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        os.kill(os.getpid(), -code)
    os._exit(abs(code))


def fork_and_wait() -> None:
    """Goes on in a fork."""
    child = os.fork()
    if child:
        wait_for(child)


def as_supervisor_of(program: Callable[[], None]) -> None:
    child = os.fork()
    if child:
        capabilities.drop()
        process.hide()
        _, status = os.waitpid(child, 0)
        os._exit(status >> 8 or status & 127)
    program()


def in_namespaces() -> None:
    user = identity.choose() if identity.is_root() else os.getuid()
    group = user if identity.is_root() else os.getgid()
    paths = visible.of_this_interpreter([str(Path(__file__).parents[3])])
    probe.gain_rights(user)
    namespaces.unshare(namespaces.PROCESS)
    fork_and_wait()
    process.die_with_parent(0)
    each_run = namespaces.MOUNT | namespaces.NETWORK | namespaces.IPC | namespaces.UTS
    namespaces.unshare(each_run)
    own_root = root.Root(paths, FOLDER)
    own_root.build(user, group)
    own = namespaces.open_own("pid")
    known = landlock.features()
    filter_program = seccomp.in_namespaces()
    namespaces.unshare(namespaces.PROCESS)
    supervisor = os.fork()
    if supervisor:
        namespaces.join(own, namespaces.PROCESS)
        wait_for(supervisor)
    namespaces.unshare(each_run)
    own_root.make_private(user, group, most_bytes=8 * MEGABYTE, most_files=256)
    namespaces.bring_loopback_up()
    namespaces.bound_buffers()
    namespaces.set_host_name("sandbox")
    if identity.is_root():
        identity.become(user, group)

    def program() -> None:
        os.close(own)
        os.setsid()
        if trial.outcome(namespaces.enter_user_namespace) == "":
            namespaces.enter_user_namespace()
            namespaces.forbid_nesting()
        process.forbid_new_privileges()
        capabilities.drop()
        landlock.confine_in_root(known, [FOLDER, "/tmp", "/dev/shm"])  # noqa: S108
        seccomp.install(filter_program)
        run_source()

    as_supervisor_of(program)


def in_machine() -> None:
    """With Landlock and seccomp alone. The folder is the current one."""
    folder = str(Path.cwd())
    paths = visible.of_this_interpreter([str(Path(__file__).parents[3])])
    known = landlock.features(int(os.environ.get("LANDLOCK", "99")))
    keep = 0
    if identity.is_root():
        user = identity.choose()
        os.chown(folder, user, user)
        if not identity.can_read(paths, user, user):
            keep = capabilities.DAC_READ_SEARCH
        identity.become(user, user, keep=keep)
    process.adopt_orphans()
    process.forbid_new_privileges()
    if known.signals:
        landlock.confine_signals(known)

    def program() -> None:
        os.setsid()
        capabilities.drop(keep)
        landlock.confine_in_machine(known, paths, [folder])
        only = None if known.signals else os.getpid()
        seccomp.install(
            seccomp.in_machine(
                socket_paths=known.socket_paths, only_signal=only, truncation=known.truncation
            )
        )
        run_source()

    as_supervisor_of(program)


def without_namespaces() -> None:
    """As where they are not allowed: in Docker for root, under AppArmor for others."""
    if identity.is_root():
        # As Docker does: a filter, and no CAP_SYS_ADMIN.
        program = bpf.Program()
        program.load(0)
        program.if_equal(calls.number("unshare") or 0, otherwise="allowed")
        program.answer(0x0005_0001)  # EPERM
        program.label("allowed")
        program.answer(0x7FFF_0000)
        seccomp.install(program.assemble())
        capabilities.drop(capabilities.held() & ~capabilities.SYS_ADMIN)
    else:
        namespaces.enter_user_namespace()
        namespaces.forbid_nesting()
        capabilities.drop()


def without_user_namespaces() -> None:
    """Root with CAP_SYS_ADMIN, where nobody may make user namespaces."""
    program = bpf.Program()
    program.load(0)
    program.if_equal(calls.number("unshare") or 0, otherwise="allowed")
    program.load(16)
    program.if_any_bit(namespaces.USER, otherwise="allowed")
    program.answer(0x0005_0001)  # EPERM
    program.label("allowed")
    program.answer(0x7FFF_0000)
    seccomp.install(program.assemble())


def no_user_namespaces() -> None:
    without_user_namespaces()
    run_source()


def no_user_namespaces_in_namespaces() -> None:
    without_user_namespaces()
    in_namespaces()


def switched_off() -> None:
    without_namespaces()
    run_source()


def switched_off_in_machine() -> None:
    without_namespaces()
    in_machine()


def as_root_of_nobody() -> None:
    """A container that knows user 0 only, as `unshare -r` makes one."""
    if os.getuid() == 0:
        os.setresgid(60577, 60577, 60577)
        os.setresuid(60577, 60577, 60577)
        process.show()
    user, group = os.getuid(), os.getgid()
    namespaces.unshare(namespaces.USER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def root_of_nobody() -> None:
    as_root_of_nobody()
    run_source()


def root_of_nobody_in_namespaces() -> None:
    as_root_of_nobody()
    in_namespaces()


def without_admin() -> None:
    """Root that lacks CAP_SYS_ADMIN, but may make user namespaces."""
    capabilities.drop(capabilities.held() & ~capabilities.SYS_ADMIN)
    run_source()


def without_admin_in_namespaces() -> None:
    capabilities.drop(capabilities.held() & ~capabilities.SYS_ADMIN)
    in_namespaces()


PLACES = {
    "open": run_source,
    "namespaces": in_namespaces,
    "machine": in_machine,
    "switched off": switched_off,
    "switched off, machine": switched_off_in_machine,
    "no user namespaces": no_user_namespaces,
    "no user namespaces, namespaces": no_user_namespaces_in_namespaces,
    "root of nobody": root_of_nobody,
    "root of nobody, namespaces": root_of_nobody_in_namespaces,
    "without admin": without_admin,
    "without admin, namespaces": without_admin_in_namespaces,
}

if __name__ == "__main__":
    socket.setdefaulttimeout(5)
    PLACES[sys.argv[1]]()
    sys.stdout.flush()
    os._exit(0)
