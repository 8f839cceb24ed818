import os
import sys
from pathlib import Path

import pytest

needs_an_open_interpreter = pytest.mark.skipif(
    not all(parent.stat().st_mode & 0o001 for parent in Path(sys.executable).parents),
    reason="the interpreter lies in a closed folder, where no other user can start it",
)

LAYERS = [
    *("user-namespace", "mount-namespace", "pid-namespace", "network-namespace"),
    *("ipc-namespace", "uts-namespace", "landlock", "seccomp", "no-new-privileges"),
    *("capabilities", "unprivileged-user", "limits", "memory-watch"),
]
NAMESPACES = LAYERS[:6]
ASK = "tell([[each.name, each.holds, each.why, each.remedy] for each in probe.layers()])"


def test_all_hold_here(told, who):
    layers = told(ASK, "open", who)
    assert [name for name, *_ in layers] == LAYERS
    assert [layer for layer in layers if not layer[1]] == []
    assert {(why, remedy) for _, _, why, remedy in layers} == {("", "")}


def test_without_namespaces_it_is_told_which_why_and_how_to_get_them(told, who):
    layers = told(ASK, "switched off", who)
    assert [name for name, holds, *_ in layers if not holds] == NAMESPACES
    for _, holds, why, remedy in layers:
        if not holds:
            # ENOSPC: the count is used up; EPERM: a filter or a security module.
            assert "unshare: " in why
            assert "namespaces" in remedy


@pytest.mark.skipif(os.getuid() != 0, reason="only root has CAP_SYS_ADMIN to lack")
def test_root_without_the_right_to_administer_uses_a_user_namespace(told):
    layers = told(ASK, "without admin")
    assert [layer for layer in layers if not layer[1]] == []
    assert told("tell(os.listdir('.'))", "without admin, namespaces") == []


@pytest.mark.skipif(os.getuid() != 0, reason="others need them for all the rest")
def test_root_does_without_user_namespaces(told):
    layers = told(ASK, "no user namespaces")
    assert [name for name, holds, *_ in layers if not holds] == ["user-namespace"]
    source = """\
        refused = []
        for attempt in (
            lambda: namespaces.unshare(namespaces.MOUNT),
            lambda: os.chroot("."),
            lambda: os.setuid(0),
            lambda: open("/proc/1/environ").read(),
            lambda: open("/proc/sys/kernel/core_pattern", "w"),
        ):
            try:
                attempt()
            except PermissionError:
                refused.append(True)
        tell([len(refused), os.getuid() != 0, capabilities.held(), capabilities.bounded()])
        """
    assert told(source, "no user namespaces, namespaces") == [5, True, 0, 0]


@pytest.mark.skipif(os.getuid() != 0, reason="only root has a user to give up")
def test_root_that_must_stay_root_is_told(told):
    source = f"""\
        both = 1 << 6 | 1 << 7  # CAP_SETGID, CAP_SETUID
        capabilities.drop(capabilities.held() & ~both & ~capabilities.SYS_ADMIN)
        {ASK}
        """
    missing = {name: why for name, holds, why, _ in told(source) if not holds}
    assert missing["unprivileged-user"] == "setresuid: Operation not permitted"
    assert "does not hold this user" in missing["limits"]
    assert not {"capabilities", "landlock", "seccomp"} & set(missing)


@needs_an_open_interpreter
def test_a_root_who_is_nobody_outside_is_confined_as_an_ordinary_user(told):
    """Only an interpreter that an ordinary user can start will do."""
    layers = told(ASK, "root of nobody", "ordinary" if os.getuid() == 0 else "myself")
    assert [layer for layer in layers if not layer[1]] == []
    source = "tell([os.getuid(), capabilities.held(), capabilities.bounded(), os.listdir('.')])"
    who = "ordinary" if os.getuid() == 0 else "myself"
    assert told(source, "root of nobody, namespaces", who) == [0, 0, 0, []]


def test_without_namespaces_files_and_network_are_still_out_of_reach(told, who):
    source = """\
        import socket
        refused = 0
        for attempt in (
            lambda: open("/etc/passwd"),
            lambda: os.listdir("/home"),
            lambda: open("/var/tmp/new", "w"),
            lambda: socket.socket(),
        ):
            try:
                attempt()
            except PermissionError:
                refused += 1
        open("own", "w").close()
        tell(refused)
        """
    assert told(source, "switched off, machine", who) == 4


def test_a_machine_that_is_not_known_has_no_layer(told):
    source = """\
        calls._column = None
        layers = probe.layers()
        tell([[each.holds for each in layers], layers[0].why != "", calls.supported()])
        """
    holds, told_why, supported = told(source)
    assert not any(holds)
    assert told_why
    assert not supported


def test_a_call_that_fails_is_told_by_its_name(told):
    source = """\
        texts = []
        for attempt in (
            lambda: calls.call("setns", -1, 0),
            lambda: calls.prctl(-1, about="nothing"),
            lambda: mounts.mount_memory("/nonexistent", ""),
        ):
            try:
                attempt()
            except OSError as error:
                texts.append(error.strerror.partition(": ")[0])
        tell(texts)
        """
    assert told(source) == ["setns", "prctl nothing", "mount /nonexistent"]


def test_a_try_leaves_no_trace(told, who):
    source = """\
        before = os.listdir("/proc/self/fd"), os.getcwd(), os.readlink("/proc/self/ns/user")
        probe.layers()
        after = os.listdir("/proc/self/fd"), os.getcwd(), os.readlink("/proc/self/ns/user")
        try:
            os.wait()
        except ChildProcessError:
            tell(before == after)
        """
    assert told(source, "open", who) is True
