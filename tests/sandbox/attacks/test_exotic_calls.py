"""Programs that ask the kernel for what no lesson needs. Numbers: asm/unistd_64.h and
asm-generic/unistd.h; None where one of the two machines has no such call.

What would harm the machine is only tried without capabilities: with one the attack has won.
"""

import os
import platform

import pytest

from asynclearn.sandbox.outcome import Ending

pytestmark = pytest.mark.slow

REFUSED = {"EPERM", "EACCES", "ENOSYS"}
"""How the sandbox or the kernel says no to the caller. EINVAL or EFAULT would mean that the call
was let in, and only the arguments were bad."""

CALLS = {
    # name: (x86_64, generic, arguments as Python)
    "unshare user": (272, 97, "0x10000000"),
    "unshare mount": (272, 97, "0x20000"),
    "unshare net": (272, 97, "0x40000000"),
    "unshare pid": (272, 97, "0x20000000"),
    "unshare ipc": (272, 97, "0x8000000"),
    "unshare uts": (272, 97, "0x4000000"),
    "unshare cgroup": (272, 97, "0x2000000"),
    "unshare time": (272, 97, "0x80"),
    "clone new user": (56, 220, "0x10000011, 0, 0, 0, 0"),
    "clone3": (435, 435, "b'\\x11' + bytes(87), 88"),
    "io_uring_setup": (425, 425, "8, ctypes.create_string_buffer(120)"),
    "io_uring_enter": (426, 426, "0, 1, 0, 0, 0, 0"),
    "io_uring_register": (427, 427, "0, 0, 0, 0"),
    "bpf": (321, 280, "0, ctypes.create_string_buffer(b'\\x02\\0\\0\\0\\4\\0\\0\\0\\4', 120), 120"),
    "perf_event_open": (298, 241, "ctypes.create_string_buffer(112), 0, -1, -1, 0"),
    "userfaultfd": (323, 282, "1"),
    "keyctl": (250, 219, "0, -3, 1"),
    "add_key": (248, 217, "b'user', b'x', b'x', 1, -3"),
    "request_key": (249, 218, "b'user', b'x', 0, 0"),
    "memfd_secret": (447, 447, "0"),
    "name_to_handle_at": (
        303,
        264,
        "-100, b'/', ctypes.create_string_buffer(b'\\x80', 200), ctypes.byref(ctypes.c_int()), 0",
    ),
    "open_by_handle_at": (304, 265, "-100, ctypes.create_string_buffer(200), 0"),
    "quotactl": (179, 60, "0x80000101, b'/', 0, 0"),
    "quotactl_fd": (443, 443, "0, 0x80000101, 0, 0"),
    "swapon": (167, 224, "b'/nothing', 0"),
    "swapoff": (168, 225, "b'/nothing'"),
    "acct": (163, 89, "b'/nothing'"),
    "reboot": (169, 142, "0, 0, 0, 0"),  # without its magic numbers
    "kexec_load": (246, 104, "0, 0, 0, 0xffff"),
    "kexec_file_load": (320, 294, "-1, -1, 0, 0, 0xffff"),
    "init_module": (175, 105, "0, 0, 0"),
    "finit_module": (313, 273, "-1, 0, 0"),
    "delete_module": (176, 106, "b'none', 0"),
    "sethostname": (170, 161, "b'x', 1"),
    "setdomainname": (171, 162, "b'x', 1"),
    "settimeofday": (164, 170, "(ctypes.c_long * 2)(10**9, 0), 0"),
    "clock_settime": (227, 112, "0, (ctypes.c_long * 2)(10**9, 0)"),
    "adjtimex": (159, 171, "(ctypes.c_long * 40)(0x4000, 10000)"),
    "clock_adjtime": (305, 266, "0, (ctypes.c_long * 40)(0x4000, 10000)"),
    "syslog": (103, 116, "3, ctypes.create_string_buffer(100), 100"),
    "lookup_dcookie": (212, 18, "0, 0, 0"),
    "vhangup": (153, 58, ""),
    "iopl": (172, None, "3"),
    "ioperm": (173, None, "0x80, 1, 1"),
    "modify_ldt": (154, None, "0, ctypes.create_string_buffer(64), 64"),
    "personality": (135, 92, "0x0008"),  # PER_LINUX32: other system calls
    "mount": (165, 40, "b'none', b'.', b'tmpfs', 0, 0"),
    "bind mount": (165, 40, "b'/', b'.', 0, 4096, 0"),
    "remount": (165, 40, "b'none', b'/', 0, 4096 | 32, 0"),
    "umount": (166, 39, "b'/proc', 2"),
    "pivot_root": (155, 41, "b'.', b'.'"),
    "chroot": (161, 51, "b'.'"),
    "fsopen": (430, 430, "b'tmpfs', 0"),
    "fsmount": (432, 432, "-1, 0, 0"),
    "open_tree": (428, 428, "-100, b'/', 1"),
    "move_mount": (429, 429, "-100, b'.', -100, b'.', 0"),
    "mount_setattr": (442, 442, "-100, b'/', 0, ctypes.create_string_buffer(32), 32"),
    "setns": (308, 268, "-1, 0x40000000"),
    "fanotify_init": (300, 262, "0, 0"),
    "mq_open": (240, 180, "MARKER.encode(), 0o102, 0o600, 0"),
    "shmget": (29, 194, "key, 4096, 0o1600"),
    "semget": (64, 190, "key, 1, 0o1600"),
    "msgget": (68, 186, "key, 0o1600"),
    "migrate_pages": (256, 238, "1, 1, 0, 0"),
    "nfsservctl": (180, 42, "0, 0, 0"),
    "uselib": (134, None, "b'/bin/sh'"),
}


@pytest.mark.parametrize("name", CALLS)
def test_an_exotic_call_is_refused(run_attack, told, name, marker):
    x86_64, generic, arguments = CALLS[name]
    source = f"""\
        if capable():
            tell("call", "DONE, or could be: it has capabilities")
        else:
            attempt("call", lambda: syscall({x86_64}, {generic}, {arguments}))
        """
    outcome = run_attack(source, given={"key": int(marker[-6:], 16) + 1})
    what = told(outcome.stdout).get("call")
    killed = outcome.ending is Ending.CRASHED and outcome.signal == "SIGSYS"
    assert killed or what in REFUSED


def test_new_capabilities_and_identities_are_refused(run_attack, came_through):
    source = """\
        attempt("capset", lambda: checked(libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0),
            (ctypes.c_uint32 * 6)(*[0xffffffff] * 6))))
        attempt("keep", lambda: checked(libc.prctl(8, 1, 0, 0, 0)) or capable() or 1 / 0)
        attempt("ambient", lambda: checked(libc.prctl(47, 2, 21, 0, 0)))
        attempt("privileges", lambda: checked(libc.prctl(38, 0, 0, 0, 0)))
        attempt("securebits", lambda: checked(libc.prctl(28, 0, 0, 0, 0)))
        attempt("seccomp off", lambda: checked(libc.prctl(22, 0, 0, 0, 0)))
        me = os.getuid()
        for other in (0, 1, 1000, 65534):
            if other != me:
                attempt(f"uid {other}", lambda: os.setresuid(other, other, other))
                attempt(f"fsuid {other}", lambda: (libc.setfsuid(other), libc.setfsuid(-1))[1]
                        == other or 1 / 0)
        """
    assert came_through(run_attack(source), made=11) == {}


def test_no_capability_can_ever_come_back(run_attack):
    # That of an exec is cut down to the bounding set (capabilities(7)).
    source = "print([each for each in range(64) if libc.prctl(23, each, 0, 0, 0) == 1])"
    assert run_attack(source).stdout == "[]\n"  # PR_CAPBSET_READ


def test_a_filter_of_its_own_does_not_lift_ours(run_attack, came_through):
    source = """\
        allow = (ctypes.c_uint64 * 1)(0x7fff000000000006)  # BPF_RET | SECCOMP_RET_ALLOW
        program = (ctypes.c_uint64 * 2)(1, ctypes.addressof(allow))
        libc.prctl(22, 2, program, 0, 0)
        attempt("io_uring", lambda: syscall(425, 425, 8, ctypes.create_string_buffer(120)))
        attempt("unshare", lambda: syscall(272, 97, 0x10000000))
        """
    assert came_through(run_attack(source), made=2) == {}


X86_64_ONLY = pytest.mark.skipif(platform.machine() != "x86_64", reason="it is x86_64 machine code")
NATIVE = """\
import mmap
code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
code.write(bytes.fromhex(machine_code))
call = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
result = call()
if -4096 < result < 0:
    tell("native", errno.errorcode.get(-result, -result))
else:
    tell("native", f"DONE {result}")
"""
NATIVE_CALLS = {
    # mov eax, N; int 0x80; movsxd rax, eax; ret: the numbers are those of asm/unistd_32.h
    "i386 getpid": "b814000000cd804863c0c3",
    "i386 unshare": "bb00000010b836010000cd804863c0c3",
    "i386 socketcall": "b866000000cd804863c0c3",
    # mov eax, 0x40000000 + N; syscall; ret: the x32 calls (__X32_SYSCALL_BIT in asm/unistd.h)
    "x32 getpid": "b8270000400f05c3",
    "x32 unshare": "bf00000010b8100100400f05c3",
    # The plain call, without libc: unshare(CLONE_NEWUSER).
    "x86_64 unshare": "bf00000010b8100100000f05c3",
}


@X86_64_ONLY
@pytest.mark.parametrize("name", NATIVE_CALLS)
def test_native_code_finds_no_other_way_into_the_kernel(run_attack, told, name):
    outcome = run_attack(NATIVE, given={"machine_code": NATIVE_CALLS[name]})
    if outcome.ending is Ending.CRASHED:
        assert outcome.signal == "SIGSYS"
    else:
        assert told(outcome.stdout)["native"] in REFUSED


@X86_64_ONLY
def test_native_code_does_run(run_unconfined):
    # mov eax, 39 (getpid); syscall; ret
    assert "native\tDONE" in run_unconfined(NATIVE, given={"machine_code": "b8270000000f05c3"})


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="it is x86_64 machine code")
def test_native_code_for_32_bits_can_not_be_executed(run_attack, told):
    # The smallest ELF32 file: exit(42) by int 0x80.
    source = """\
        elf = bytes.fromhex("7f454c4601010100000000000000000002000300010000005480040834000000"
            "0000000000000000340020000100000000000000" "0100000000000000008004080080040860000000"
            "600000000500000000100000" "b801000000bb2a000000cd80")
        with open("small", "wb") as file:
            file.write(elf)
        os.chmod("small", 0o755)
        pid = os.fork()
        if pid == 0:
            try:
                os.execv("./small", ["small"])
            except OSError:
                os._exit(99)
        status = os.waitstatus_to_exitcode(os.wait()[1])
        tell("status", status)
        """
    assert told(run_attack(source).stdout)["status"] in {"99", f"-{31}"}
