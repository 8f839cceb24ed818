"""Programs that want to look into other processes, or lay hands on them."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REACH = """\
import resource
pidfds = []
def pidfd(pid):
    return syscall(434, 434, pid, 0)  # pidfd_open
for name, pid in victims.items():
    if pid == "parent":
        pid = os.getppid()
    if pid == 1 and capable():  # the first process of the machine: it would be harmed
        tell("capable", "DONE")
        continue
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    remote = (ctypes.c_void_p * 2)(address, 16)
    attempt(f"process_vm_readv {name}", lambda: syscall(310, 270, pid, vector, 1, remote, 1, 0))
    attempt(f"process_vm_writev {name}", lambda: syscall(311, 271, pid, vector, 1, remote, 1, 0))
    attempt(f"kcmp {name}", lambda: syscall(312, 272, pid, os.getpid(), 0, 0, 0))
    attempt(f"pidfd_getfd {name}", lambda: syscall(438, 438, pidfd(pid), 1, 0))
    attempt(f"process_madvise {name}", lambda: syscall(440, 440, pidfd(pid), remote, 1, 20, 0))
    attempt(f"get_robust_list {name}", lambda: syscall(274, 100, pid, buffer, buffer))
    attempt(f"move_pages {name}", lambda: syscall(279, 239, pid, 1, vector, 0, buffer, 0))
    attempt(f"setpriority {name}", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))
    attempt(f"affinity {name}", lambda: os.sched_setaffinity(pid, {0}))
    attempt(f"scheduler {name}", lambda: os.sched_setscheduler(
        pid, os.SCHED_BATCH, os.sched_param(0)))
    attempt(f"ioprio_set {name}", lambda: syscall(251, 30, 1, pid, 0x4007))
    attempt(f"prlimit {name}", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (512, 512)))
    attempt(f"setpgid {name}", lambda: os.setpgid(pid, os.getpgrp()))
    attempt(f"oom {name}", lambda: open(f"/proc/{pid}/oom_score_adj", "w").write("1000"))
    for file in ("environ", "mem", "maps", "auxv", "stack", "syscall", "io", "pagemap"):
        attempt(f"{file} {name}", lambda: read(f"/proc/{pid}/{file}"))
    for link in ("exe", "cwd", "root", "fd/1", "ns/net"):
        attempt(f"{link} {name}", lambda: os.readlink(f"/proc/{pid}/{link}"))
    attempt(f"setns {name}", lambda: syscall(308, 268, pidfd(pid), 0x40000000))  # CLONE_NEWNET
    # Last: it stops the victim.
    attempt(f"ptrace {name}", lambda: checked(libc.ptrace(0x4206, pid, 0, 0)))  # PTRACE_SEIZE
"""


def test_a_process_of_the_machine_can_not_be_reached(run_attack, came_through, decoy):
    given = {"victims": {"decoy": decoy.pid}, "address": 0}
    before = os.getpriority(os.PRIO_PROCESS, decoy.pid), os.sched_getaffinity(decoy.pid)
    assert came_through(run_attack(REACH, given=given), made=28) == {}
    assert (os.getpriority(os.PRIO_PROCESS, decoy.pid), os.sched_getaffinity(decoy.pid)) == before
    assert decoy.poll() is None


def test_a_process_of_the_machine_can_be_reached_without_a_sandbox(run_unconfined, told, decoy):
    given = {"victims": {"decoy": decoy.pid}, "address": 0}
    what = told(run_unconfined(REACH, given=given))
    through = {name.split()[0] for name, came in what.items() if came.startswith("DONE")}
    assert {"setpriority", "affinity", "prlimit", "environ", "cwd", "ns/net"} <= through


def test_its_supervisor_can_not_be_reached(run_attack, came_through):
    given = {"victims": {"parent": "parent", "first": 1}, "address": 0}
    assert came_through(run_attack(REACH, given=given), made=56) == {}


def test_nothing_of_a_process_of_the_machine_can_be_read(run_attack, came_through, decoy):
    source = """\
        for file in ("cmdline", "comm", "stat", "status", "cgroup", "mounts", "sched", "limits"):
            attempt(file, lambda: read(f"/proc/{decoy}/{file}"))
        attempt("all", lambda: visible_pids()[5])
        """
    assert came_through(run_attack(source, given={"decoy": decoy.pid}), made=9) == {}


def test_not_even_whether_a_process_exists_is_to_be_seen(run_attack, told, decoy, host_pids):
    source = """\
        found = not among_its_own(host) and os.path.exists(f"/proc/{decoy}")
        tell("found", found)
        """
    what = told(run_attack(source, given={"decoy": decoy.pid, "host": host_pids}).stdout)
    assert what == {"found": "False"}


@pytest.mark.parametrize(
    "path",
    [
        "/proc/kcore",
        "/proc/kmsg",
        "/proc/sysrq-trigger",
        "/proc/keys",
        "/proc/timer_list",
        "/proc/1/environ",
        "/proc/1/mem",
        "/proc/1/maps",
        "/proc/vmallocinfo",
        "/proc/slabinfo",
        "/proc/kpagecount",
        "/proc/iomem",
        "/sys/kernel/debug",
        "/sys/kernel/security",
        "/sys/fs/cgroup/cgroup.procs",
        "/sys/firmware",
    ],
)
def test_what_the_kernel_tells_of_the_machine_is_not_for_it(run_attack, came_through, path):
    source = """\
        def get():
            if os.path.isdir(path):
                content = os.listdir(path)
            else:
                with open(path, "rb", buffering=0) as file:
                    content = file.read(64)
            # Without privileges some show nothing but zeros.
            assert content.strip(b"0 -:\\n") if isinstance(content, bytes) else content
            return content
        attempt("read", get)
        """
    if path == "/proc/sysrq-trigger":  # it can only be opened to write; nothing is written
        source = "attempt('open', lambda: os.open(path, os.O_WRONLY))"
    elif path == "/proc/kmsg":  # reading waits for the next message
        source = "attempt('open', lambda: os.open(path, os.O_RDONLY | os.O_NONBLOCK))"
    through = came_through(run_attack(source, given={"path": path}), made=1)
    assert all("00000000-00000000" in what for what in through.values()), "zeros only"


def test_settings_of_the_kernel_can_not_be_changed(run_attack, came_through):
    source = """\
        # What is written is what stands there: where it works, it changes nothing.
        for path in ("kernel/hostname", "kernel/domainname", "kernel/core_pattern", "kernel/printk",
                     "kernel/pid_max", "kernel/randomize_va_space", "kernel/shmmax",
                     "vm/swappiness", "vm/overcommit_memory", "fs/file-max",
                     "user/max_user_namespaces", "net/ipv4/ip_forward", "net/core/somaxconn",
                     "fs/mqueue/queues_max", "kernel/ns_last_pid", "net/ipv4/ping_group_range"):
            def write():
                value = read("/proc/sys/" + path)
                with open("/proc/sys/" + path, "wb", buffering=0) as file:
                    file.write(value)
            attempt(path, write)
        attempt("uid_map", lambda: open("/proc/self/uid_map", "w").write("0 0 1"))
        attempt("setgroups", lambda: open("/proc/self/setgroups", "w").write("allow"))
        attempt("loginuid", lambda: open("/proc/self/loginuid", "w").write("0"))
        attempt("oom", lambda: open("/proc/self/oom_score_adj", "w").write("-1000"))
        """
    assert came_through(run_attack(source), made=20) == {}


def test_limits_can_not_be_raised(run_attack, came_through):
    source = """\
        import resource
        for name in sorted(each for each in dir(resource) if each.startswith("RLIMIT_")):
            number = getattr(resource, name)
            soft, hard = resource.getrlimit(number)
            if name in ("RLIMIT_OFILE", "RLIMIT_RSS", "RLIMIT_CPU", "RLIMIT_RTTIME") and hard == -1:
                continue
            if hard != -1:
                attempt(name, lambda: resource.setrlimit(number, (hard, hard + 1)))
                attempt("endless " + name, lambda: resource.setrlimit(number, (-1, -1)))
        attempt("nice", lambda: os.nice(-5))
        attempt("realtime", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
        attempt("round robin", lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(99)))
        attempt("deadline", lambda: syscall(314, 274, 0, (ctypes.c_uint64 * 6)(
            48 | 6 << 32, 0, 0, 10**7, 10**8, 10**8), 0))
        attempt("io realtime", lambda: syscall(251, 30, 1, 0, 0x2000))
        attempt("cgroup", lambda: open("/sys/fs/cgroup/cgroup.procs", "w").write("0"))
        """
    assert came_through(run_attack(source), made=10) == {}


def test_limits_hold_for_its_children_too(run_attack, told):
    source = """\
        import subprocess, sys
        code = "import resource; print(resource.getrlimit(%d))"
        import resource
        for name in ("NPROC", "NOFILE", "FSIZE", "DATA", "CORE"):
            number = getattr(resource, "RLIMIT_" + name)
            child = subprocess.run([sys.executable, "-S", "-c", code % number],
                                   capture_output=True, text=True, start_new_session=True)
            tell(name, child.stdout.strip() == str(resource.getrlimit(number)))
        """
    assert set(told(run_attack(source).stdout).values()) == {"True"}


@pytest.fixture
def seen_from_outside(run_attack, marker):
    """What the host's /proc tells of a program while it runs."""

    def look():
        seen: dict[str, str] = {}
        runner = threading.Thread(target=run_attack, args=("time.sleep(1)",))
        runner.start()
        while runner.is_alive() and "user" not in seen:
            time.sleep(0.05)
            for folder in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):
                    if (folder / "comm").read_text().strip() == marker:
                        lines = (folder / "status").read_text().splitlines()
                        seen |= dict(line.split(":\t", 1) for line in lines if ":\t" in line)
                        for kind in ("mnt", "pid", "net", "ipc", "uts", "user"):
                            seen[kind] = str((folder / "ns" / kind).readlink())
        runner.join()
        return seen

    return look


@pytest.mark.skipif(os.getuid() != 0, reason="only root may look so closely")
def test_seen_from_outside_the_program_has_no_rights(seen_from_outside, layers):
    seen = seen_from_outside()
    # The right to read files that others may not, if root's interpreter is one. Landlock still
    # confines it, and open_by_handle_at is refused.
    kept = 0 if "mount-namespace" in layers else 1 << 2  # CAP_DAC_READ_SEARCH
    for kind in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
        assert int(seen[kind], 16) & ~kept == 0, kind
    assert seen["NoNewPrivs"] == "1"
    assert seen["Seccomp"] == "2"
    assert "0" not in seen["Uid"].split()
    assert "0" not in seen["Groups"].split()


@pytest.mark.skipif(os.getuid() != 0, reason="only root may look so closely")
def test_seen_from_outside_the_program_is_in_namespaces_of_its_own(seen_from_outside):
    seen = seen_from_outside()
    for kind in ("mnt", "pid", "net", "ipc", "uts", "user"):
        assert seen[kind] != str((Path("/proc/self/ns") / kind).readlink())
