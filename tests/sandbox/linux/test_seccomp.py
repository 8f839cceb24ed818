import os
import platform
import re
import signal
from pathlib import Path

import pytest

from asynclearn.sandbox.linux import bpf, calls, landlock, seccomp

EPERM, EACCES, ENOTTY, ENOSYS = 1, 13, 25, 38
only_x86 = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="only x86_64 has a second and a third table of calls"
)
RAW = """\
import ctypes
library = ctypes.CDLL(None, use_errno=True)
library.syscall.restype = ctypes.c_long
def raw(number, *arguments):
    passed = [ctypes.c_long(each) for each in arguments]
    return ctypes.get_errno() if library.syscall(ctypes.c_long(number), *passed) < 0 else 0
"""


@pytest.mark.parametrize(
    "name",
    [
        *("unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "open_tree", "fsopen"),
        *("move_mount", "mount_setattr", "open_by_handle_at", "name_to_handle_at", "ptrace"),
        *("process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "io_uring_setup"),
        *("io_uring_enter", "io_uring_register", "io_setup", "bpf", "perf_event_open", "keyctl"),
        *("userfaultfd", "add_key", "request_key", "memfd_create", "memfd_secret", "shmget"),
        *("semget", "msgget", "mq_open", "fanotify_init", "reboot", "swapon", "init_module"),
        *("finit_module", "kexec_load", "settimeofday", "sethostname", "syslog", "personality"),
    ],
)
def test_it_is_in_both_filters(name):
    """That the kernel acts on them is shown below; a process for each would take long."""
    number = calls.number(name)
    for program in (
        seccomp.in_namespaces(),
        seccomp.in_machine(socket_paths=False, only_signal=1),
    ):
        lines = [program[at : at + 8] for at in range(0, len(program), 8)]
        compared = [int.from_bytes(line[4:], "little") for line in lines if line[0] == 0x15]
        assert number in compared


def test_denied_calls_are_denied(told, who):
    names = ["unshare", "mount", "ptrace", "io_uring_setup", "bpf", "memfd_create", "keyctl"]
    names += ["personality", "perf_event_open", "shmget", "vhangup", "kcmp", "umount2"]
    source = RAW + f"tell([raw(calls.number(name), 0, 0, 0) for name in {names}])"
    assert told(source, "namespaces", who) == [EPERM] * len(names)


def test_calls_that_this_list_has_not_heard_of_do_not_exist(told):
    source = RAW + "tell([raw(470), raw(1000), raw(calls.number('clone3'), 0, 0)])"
    assert told(source, "namespaces") == [ENOSYS] * 3


def test_clone_makes_no_namespaces_and_no_siblings(told):
    flags = [0x1000_0000, 0x2000_0000, 0x4000_0000, 0x0002_0000, 0x0200_0000, 0x8000]
    source = RAW + f"tell([raw(calls.number('clone'), each | 17, 0, 0, 0, 0) for each in {flags}])"
    assert told(source, "namespaces") == [EPERM] * 6


@only_x86
def test_the_x32_table_does_not_exist(told):
    source = RAW + "tell([raw(0x40000000 + 39), raw(0x40000000 + 520)])"
    assert told(source, "namespaces") == [ENOSYS, ENOSYS]


@only_x86
@pytest.mark.parametrize("place", ["namespaces", "machine"])
def test_a_call_by_the_32_bit_table_kills(run_stage, place):
    source = """\
        import ctypes, mmap
        code = mmap.mmap(-1, 4096, prot=7)
        # mov eax, 20 (getpid of i386); int 0x80; ret
        code.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
        address = ctypes.addressof(ctypes.c_char.from_buffer(code))
        tell("before")
        tell(ctypes.CFUNCTYPE(ctypes.c_int)(address)())
        """
    result = run_stage(source, place)
    assert result.stdout == '"before"'
    assert result.returncode == signal.SIGSYS


def test_only_sockets_of_the_internet_and_unix_are_made(told):
    source = (
        RAW
        + """\
number = calls.number("socket")
kinds = [(16, 3, 0), (17, 3, 0), (40, 1, 0), (38, 5, 0), (31, 3, 0)]
kinds += [(2, 3, 1), (2, 1, 132), (2, 2, 1)]
tell([[raw(number, *each) for each in kinds], raw(calls.number("socketpair"), 30, 1, 0, 0)])
"""
    )
    odd, pair = told(source, "namespaces")
    # EAFNOSUPPORT for families, EPERM for raw, EPROTONOSUPPORT for SCTP and ICMP; EOPNOTSUPP.
    assert odd == [97, 97, 97, 97, 97, 1, 93, 93]
    assert pair == 95


def test_nothing_can_be_typed_into_a_terminal(told):
    source = """\
        refused = []
        for request in (0x5412, 0x541C, 0x5423, 0x5412 | 1 << 40):
            try:
                calls.call("ioctl", 0, request, b"x")
            except OSError as error:
                refused.append(error.errno)
        tell(refused)
        """
    assert told(source, "namespaces") == [EPERM] * 4


def test_without_a_file_system_of_its_own_a_file_is_asked_for_nothing_unusual(told):
    source = """\
        import fcntl, struct, termios
        one, other = os.pipe()
        os.write(other, b"four")
        refused = []
        # FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, FICLONE, and three of btrfs: to make a subvolume, to
        # make a snapshot of one, and to change its flags.
        for request in (0x40086602, 0x401C5820, 0x40049409, 0x5000940E, 0x50009401, 0x4008941A):
            try:
                calls.call("ioctl", one, request, b"x" * 4096)
            except OSError as error:
                refused.append(error.errno)
        tell([refused, list(struct.unpack("i", fcntl.ioctl(one, termios.FIONREAD, bytes(4))))])
        """
    assert told(source, "machine") == [[ENOTTY] * 6, [4]]


def test_the_supervisor_keeps_its_limits_and_priorities(told, who):
    source = """\
        import resource
        refused = []
        for attempt in (
            lambda: resource.prlimit(1, resource.RLIMIT_CPU, (1, 1)),
            lambda: os.setpriority(os.PRIO_PROCESS, 1, 19),
            lambda: os.setpriority(os.PRIO_USER, 0, 19),
            lambda: os.setpriority(os.PRIO_PGRP, 1, 19),
            lambda: os.sched_setaffinity(1, [0]),
            lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0)),
            lambda: os.sched_setparam(1, os.sched_param(0)),
        ):
            try:
                attempt()
            except PermissionError:
                refused.append(True)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        os.nice(1)
        os.sched_setaffinity(os.getpid(), os.sched_getaffinity(0))
        tell(len(refused))
        """
    assert told(source, "namespaces", who) == 7


def test_threads_processes_and_subprocesses_work(told):
    source = """\
        import asyncio, os

        async def main():
            process = await asyncio.create_subprocess_exec("/bin/echo", "x", stdout=-1)
            out, _ = await process.communicate()
            return [out.decode(), await asyncio.to_thread(os.getpid)]

        tell(asyncio.run(main()))
        """
    assert told(source, "namespaces") == ["x\n", 2]


def test_in_the_machine_there_are_no_sockets_but_pairs(told, who):
    source = """\
        import socket
        refused = []
        for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                try:
                    socket.socket(family, kind)
                except PermissionError:
                    refused.append(family)
        one, other = socket.socketpair()
        one.send(b"x")
        tell([len(refused), other.recv(1).decode()])
        """
    expected = 6 if landlock.features().socket_paths else 8
    assert told(source, "machine", who) == [expected, "x"]


@pytest.mark.parametrize("version", ["99", "4"])
def test_in_the_machine_others_get_no_signal(told, who, version):
    source = f"""\
        import fcntl, signal
        refused = []
        for pid in (os.getppid(), {os.getpid()}, -1):
            try:
                os.kill(pid, 0 if pid != -1 else signal.SIGURG)
            except (PermissionError, ProcessLookupError):
                refused.append(pid)
        os.kill(os.getpid(), signal.SIGURG)
        if {version} < 6:
            for command in (fcntl.F_SETOWN, 15):
                try:
                    fcntl.fcntl(0, command, 1)
                except PermissionError:
                    refused.append(command)
        tell(len(refused))
        """
    # With Landlock's scope, -1 and the own supervisor are within; by the filter they are not.
    allowed = {"99": {1, 2}, "4": {5}}[version]
    assert told(source, "machine", who, LANDLOCK=version) in allowed


def test_in_the_machine_others_keep_limits_and_priorities(told, who):
    source = """\
        import resource
        refused = []
        for attempt in (
            lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1)),
            lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
            lambda: os.setpriority(os.PRIO_USER, 0, 19),
            lambda: os.sched_setaffinity(os.getppid(), [0]),
            lambda: os.sched_setscheduler(os.getppid(), os.SCHED_IDLE, os.sched_param(0)),
        ):
            try:
                attempt()
            except PermissionError:
                refused.append(True)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        os.nice(1)
        tell(len(refused))
        """
    assert told(source, "machine", who) == 5


def test_a_jump_goes_to_its_label():
    program = bpf.Program()
    program.load(4)
    program.if_equal(7, then="end")
    program.answer(1)
    program.label("end")
    program.answer(2)
    lines = program.assemble()
    assert lines[8:16] == bytes([0x15, 0, 1, 0, 7, 0, 0, 0])


def test_a_jump_that_is_too_long_or_goes_back_is_an_error():
    program = bpf.Program()
    program.if_equal(7, then="end")
    for _ in range(256):
        program.load(0)
    program.label("end")
    with pytest.raises(ValueError, match="too long"):
        program.assemble()
    back = bpf.Program()
    back.label("start")
    back.load(0)
    back.if_equal(7, then="start")
    with pytest.raises(ValueError, match="too long"):
        back.assemble()


def test_numbers_are_those_of_the_headers():
    """Where they are installed; calls since 424 have one number everywhere."""
    headers = {
        0: Path(f"/usr/include/{platform.machine()}-linux-gnu/asm/unistd_64.h"),
        1: Path("/usr/include/asm-generic/unistd.h"),
    }
    if platform.machine() != "x86_64" or not all(each.exists() for each in headers.values()):
        pytest.skip("the kernel's headers are not installed")
    for column, path in headers.items():
        found = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", path.read_text()))
        for name, numbers in calls._NUMBERS.items():
            assert str(numbers[column]) == found.get(name, str(numbers[column])), name


def test_rights_and_times_of_files_stay_where_they_are_the_learners_own(told, who):
    source = """\
        import shutil, zipfile
        open("own", "w").write("x")
        before = os.stat("own")
        refused = []
        def change(file):
            os.chmod(file, 0)
            os.utime(file, (1, 1))
            for call in (lambda: os.chown(file, os.getuid(), os.getgid()),
                         lambda: os.setxattr(file, "user.x", b"x"),
                         lambda: os.removexattr(file, "user.x")):
                try:
                    call()
                except OSError as error:
                    refused.append(error.errno)
        change("own")
        descriptor = os.open("own", os.O_RDONLY)
        change(descriptor)
        after = os.stat("own")
        shutil.copy("own", "copy")
        shutil.copy2("own", "copy2")
        tell([refused, (before.st_mode, before.st_mtime_ns) == (after.st_mode, after.st_mtime_ns),
              open("copy").read(), open("copy2").read()])
        """
    assert told(source, "machine", who) == [[1, 95, 95] * 2, True, "x", "x"]


def test_files_that_can_only_be_read_are_not_emptied_where_landlock_lets_them(told, who):
    source = """\
        open("own", "w").write("x")
        refused = []
        flags = os.O_RDONLY | os.O_TRUNC
        for call in (lambda: os.open("own", flags), lambda: os.truncate("own", 0)):
            try:
                call()
            except PermissionError:
                refused.append(True)
        tell([refused, open("own").read(), open("own", "w").write("")])
        """
    assert told(source, "machine", who, LANDLOCK="2") == [[True, True], "x", 0]


def test_buffers_of_sockets_can_not_be_enlarged(told, who):
    source = """\
        import socket
        one, other = socket.socketpair()
        before = one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_000_000)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        tell([one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) - before,
              one.getsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED)])
        """
    for place in ("namespaces", "machine"):
        assert told(source, place, who) == [0, 1]


def test_nobody_hides(told, who):
    source = """\
        process.hide()
        tell(calls.prctl(3))  # PR_GET_DUMPABLE (include/uapi/linux/prctl.h)
        """
    for place in ("namespaces", "machine"):
        assert told(source, place, who) == 1
