"""Programs that want to read what is not theirs, or to change it."""

import os
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

READ = """\
for path in paths:
    attempt(path, lambda: read(path))
    attempt("by-link " + path, lambda: (os.symlink(path, path.replace("/", "_")),
                                        read(path.replace("/", "_"))))
    attempt("hard-link " + path, lambda: (os.link(path, path.replace("/", "-")),
                                          read(path.replace("/", "-"))))
    up = "../" * 40 + path[1:]
    attempt("up " + path, lambda: read(up))
    for root in ("self", "1", "thread-self", str(os.getppid())):
        attempt(f"root of {root} " + path, lambda: read(f"/proc/{root}/root{path}"))
        attempt(f"cwd of {root} " + path, lambda: read(f"/proc/{root}/cwd/{up}"))
    attempt("list " + path, lambda: os.listdir(os.path.dirname(path)))
    attempt("by-shell " + path, lambda: os.popen(f"cat {path} 2>/dev/null").read() or 1 / 0)
    attempt("by-execve " + path, lambda: __import__("runpy").run_path(path))
"""
WRITE = """\
for path in paths:
    attempt(path, lambda: open(path, "a").write("changed"))
    attempt("truncate " + path, lambda: os.truncate(path, 0))
    attempt("chmod " + path, lambda: os.chmod(path, 0))
    attempt("chown " + path, lambda: os.chown(path, os.getuid(), os.getgid()))
    attempt("touch " + path, lambda: os.utime(path, (0, 0)))
    attempt("xattr " + path, lambda: os.setxattr(path, "user.x", b"x"))
    attempt("rename " + path, lambda: os.rename(path, path + "2"))
    attempt("exchange " + path, lambda: (open("x", "w"), os.replace("x", path)))
    attempt("link " + path, lambda: os.symlink("x", path + "3"))
    attempt("new " + path, lambda: open(path + "4", "w"))
    attempt("folder " + path, lambda: os.mkdir(path + "5"))
    attempt("remove " + path, lambda: os.unlink(path))
    attempt("by-link " + path, lambda: (os.symlink(path, path.replace("/", "_")),
                                        open(path.replace("/", "_"), "a").write("x")))
    attempt("by-root " + path, lambda: open("/proc/self/root" + path, "a").write("x"))
    attempt("by-shell " + path, lambda: os.system(f"echo x >> {path} 2>/dev/null") == 0 or 1 / 0)
"""


def _texts(secret):
    return {path: Path(path).read_text() for path in secret}


def test_a_secret_of_the_learner_can_not_be_read(run_attack, planted_secret):
    outcome = run_attack(READ, given={"paths": list(planted_secret)})
    assert len(outcome.stdout.splitlines()) >= 3 * 15
    for text in planted_secret.values():
        assert text not in outcome.stdout + outcome.stderr
    assert [line for line in outcome.stdout.splitlines() if "\tDONE" in line] == []


def test_not_even_whether_a_file_exists_is_to_be_seen(run_attack, came_through, planted_secret):
    source = """\
        for path in paths:
            attempt("stat " + path, lambda: os.stat(path))
            attempt("access " + path, lambda: os.access(path, os.F_OK) or 1 / 0)
            attempt("handle " + path, lambda: os.open(path, os.O_PATH))
            attempt("link " + path, lambda: os.chdir(os.path.dirname(path)))
            attempt("free " + path, lambda: os.statvfs(path))
        """
    outcome = run_attack(source, given={"paths": list(planted_secret)})
    assert came_through(outcome, made=15) == {}


def test_the_secret_can_be_read_without_a_sandbox(run_unconfined, planted_secret):
    stdout = run_unconfined(READ, given={"paths": list(planted_secret)})
    for text in planted_secret.values():
        assert stdout.count(text) > 3


def test_a_file_of_the_learner_can_not_be_changed(run_attack, planted_secret):
    outcome = run_attack(WRITE, given={"paths": list(planted_secret)})
    assert len(outcome.stdout.splitlines()) >= 3 * 15
    for path in map(Path, planted_secret):
        assert list(path.parent.iterdir()) == [path]
        told = path.stat()
        assert (stat.S_IMODE(told.st_mode), told.st_uid) == (0o666, os.getuid())
        assert told.st_mtime > 0
        assert os.listxattr(path) == []
    assert _texts(planted_secret) == planted_secret


def test_the_file_can_be_changed_without_a_sandbox(run_unconfined, planted_secret):
    run_unconfined(
        "for path in paths: open(path, 'a').write('x')", given={"paths": [*planted_secret]}
    )
    assert _texts(planted_secret) == {path: f"{text}x" for path, text in planted_secret.items()}


@pytest.mark.parametrize(
    "path",
    [
        "/root",
        "/home",
        "/etc/shadow",
        "/etc/ssh",
        "/var/log",
        "/var/lib",
        "/run",
        "/srv",
        "/mnt",
        "/boot",
        "/sys/class",
        "/dev/mem",
        "/dev/kmsg",
        "/dev/sda",
        "/dev/vda",
        "/dev/fuse",
        "/dev/kvm",
        "/dev/loop-control",
        "/dev/net/tun",
        "/dev/pts/0",
        "/dev/tty0",
        "/etc/machine-id",
        "/var/run/docker.sock",
    ],
)
def test_nothing_else_of_the_machine_can_be_opened(run_attack, came_through, path):
    source = """\
        def get():
            names = os.listdir(path) if os.path.isdir(path) else [os.open(path, os.O_RDONLY)]
            if path in of_the_sandbox:
                names = [name for name in names if f"{path}/{name}" not in of_the_sandbox]
            return names or 1 / 0
        attempt("get", get)
        """
    # The way to the interpreter and to the learner inside may lead through it, and shows no more.
    ways = [Path(sys.base_prefix), Path(sys.prefix), Path(__file__), Path("/home/learner/x")]
    shown = sorted({str(parent) for way in ways for parent in way.parents} - {"/"})
    outcome = run_attack(source, given={"path": path, "of_the_sandbox": shown})
    assert came_through(outcome, made=1) == {}


def test_the_interpreter_and_its_packages_can_not_be_changed(run_attack, marker):
    paths = sysconfig.get_paths()
    folders = [paths["stdlib"], paths["purelib"], paths["scripts"], sys.prefix, sys.base_prefix]
    folders += ["/", "/usr/lib", "/usr/local", "/etc", "/lib", "/opt", "/dev", "/proc", "/sys"]
    folders += [str(Path(__file__).parents[3] / "asynclearn")]
    source = """\
        for folder in folders:
            attempt(folder, lambda: open(f"{folder}/{MARKER}.py", "w").close())
            attempt(folder + " pth", lambda: open(f"{folder}/{MARKER}.pth", "w").close())
        """
    try:
        outcome = run_attack(source, given={"folders": folders})
    finally:
        planted = [path for folder in folders for path in Path(folder).glob(f"{marker}*")]
        for path in planted:
            path.unlink(missing_ok=True)
    assert planted == []
    assert len(outcome.stdout.splitlines()) == 2 * len(folders)


def test_no_module_and_no_cached_bytecode_can_be_poisoned(run_attack, came_through):
    source = """\
        import asyncio, json, importlib.util
        def change_mode(path):
            before = os.stat(path)
            os.chmod(path, before.st_mode & 0o7777)
            return os.stat(path).st_ctime_ns - before.st_ctime_ns or 1 / 0
        for module in (os, asyncio, json, sys.modules["site"]):
            cached = importlib.util.cache_from_source(module.__file__)
            for path in (module.__file__, cached, sys.executable, os.path.realpath(sys.executable)):
                attempt(path, lambda: open(path, "r+b"))
                # Both change nothing where they work: a failing sandbox must not cost the machine.
                attempt("mode " + path, lambda: change_mode(path))
                attempt("rename " + path, lambda: os.rename(path, path))
        """
    assert came_through(run_attack(source), made=24) == {}


@pytest.mark.skipif(os.getuid() != 0, reason="only root can plant a file that belongs to root")
def test_root_is_not_root_inside(run_attack, came_through, planted_secret):
    for path in planted_secret:
        Path(path).chmod(0o600)
    source = """\
        for path in paths:
            attempt(path, lambda: read(path))
        attempt("shadow", lambda: read("/etc/shadow"))
        attempt("setuid", lambda: os.setuid(0) if os.getuid() else None)
        attempt("setgid", lambda: os.setgid(0) if os.getgid() else None)
        attempt("groups", lambda: os.setgroups([0]))
        attempt("owner", lambda: (open("x", "w"), os.chown("x", 0, 0)) if os.getuid() else None)
        attempt("capabilities", lambda: capable() or 1 / 0)
        """
    outcome = run_attack(source, given={"paths": list(planted_secret)})
    assert came_through(outcome, made=8) == {}


LEAK = """\
import re
pattern = (prefix[::-1] + "[0-9a-f]{32}").encode()
found = set()
def search(name, data):
    if re.search(pattern, data):
        found.add(name)
pids = {"self", "1", os.getppid(), *visible_pids()}
for pid in pids:
    for file in ("environ", "cmdline", "comm"):
        try:
            search(f"/proc/{pid}/{file}", read(f"/proc/{pid}/{file}"))
        except OSError:
            pass
search("os.environ", repr(os.environ).encode())
for pid in pids:
    try:
        maps = open(f"/proc/{pid}/maps", "rb").read()
        memory = open(f"/proc/{pid}/mem", "rb", buffering=0)
    except OSError:
        continue
    for line in maps.splitlines():
        area, rights, *_ = line.split()
        start, end = (int(each, 16) for each in area.split(b"-"))
        if rights.startswith(b"r") and end - start < 1 << 28:
            try:
                memory.seek(start)
                search(f"memory of {pid}", memory.read(end - start))
            except (OSError, ValueError, OverflowError):
                pass
tell("found", sorted(found))
"""


def test_secrets_in_the_environment_and_memory_of_the_command_line_do_not_leak(command_line):
    hidden = "tnerappa-ylno"  # so that the program's own text is not what it finds
    prepared = command_line(
        LEAK, given={"prefix": hidden}, token=hidden[::-1] + os.urandom(16).hex()
    )
    subprocess.run(prepared.command, env=prepared.environment, cwd=prepared.root, check=True)
    assert prepared.answer.read_text() == "found\t[]\nfinished\n"


def test_a_secret_in_the_environment_is_found_without_a_sandbox(run_unconfined, monkeypatch):
    hidden = "tnerappa-ylno"
    monkeypatch.setenv("TOKEN", hidden[::-1] + os.urandom(16).hex())
    assert "/environ" in run_unconfined(LEAK, given={"prefix": hidden})


def test_devices_and_privileged_files_can_not_be_made(run_attack, came_through):
    source = """\
        import stat
        devices = {"kmem": (1, 2), "disk": (254, 0), "null": (1, 3), "tty": (4, 0)}
        for name, device in devices.items():
            attempt(name, lambda: (os.mknod(name, stat.S_IFCHR | 0o600, os.makedev(*device)),
                                   os.open(name, os.O_RDONLY)))
        attempt("block", lambda: os.mknod("block", stat.S_IFBLK | 0o600, os.makedev(254, 0)))
        open("capable", "w").close()
        # cap_setuid,cap_sys_admin=ep as VFS_CAP_REVISION_2 (linux/capability.h)
        attempt("capabilities", lambda: os.setxattr("capable", "security.capability",
            bytes.fromhex("0100000280002000000000000000000000000000")))
        attempt("trusted", lambda: os.setxattr("capable", "trusted.x", b"x"))
        attempt("immutable", lambda: capable() or libc.ioctl(os.open("capable", 0), 0x40086602,
            ctypes.byref(ctypes.c_int(0x10))) == 0 or 1 / 0)
        """
    assert came_through(run_attack(source), made=8) == {}


def test_set_user_id_programs_gain_nothing(run_attack, told):
    source = """\
        import shutil, subprocess
        tell("no new privileges", libc.prctl(39, 0, 0, 0, 0))  # PR_GET_NO_NEW_PRIVS
        shutil.copy("/bin/sh", "shell")
        try:
            os.chmod("shell", 0o6755)
        except OSError:
            os.chmod("shell", 0o755)
        for name in ("su", "sudo", "pkexec", "doas", "mount", "newuidmap", "passwd", "fusermount3"):
            if path := shutil.which(name):
                try:
                    status = subprocess.run([path, "-c", "id -u"], stdin=subprocess.DEVNULL,
                                            capture_output=True, text=True, timeout=5)
                    tell(name, "DONE" if status.stdout.strip() == "0" else "refused")
                except OSError:
                    tell(name, "refused")
        """
    what = told(run_attack(source).stdout)
    assert what.pop("no new privileges") == "1"
    assert set(what.values()) <= {"refused"}


def test_a_crash_leaves_no_core_anywhere(run_attack, marker):
    before = set(Path.cwd().glob("*core*"))
    source = """\
        import resource
        attempt("raise", lambda: resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30)))
        for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGQUIT, signal.SIGSYS):
            if os.fork() == 0:
                os.kill(os.getpid(), number)
            tell(f"dumped {number}", os.WCOREDUMP(os.wait()[1]))
        tell("files", os.listdir("."))
        """
    outcome = run_attack(source)
    assert "raise\tDONE" not in outcome.stdout
    assert "core" not in outcome.stdout.rpartition("files")[2]
    assert set(Path.cwd().glob("*core*")) == before
    assert list(Path("/tmp").glob(f"core*{marker}*")) == []  # noqa: S108 - a usual core_pattern


@pytest.mark.parametrize("kind", ["working folder", "temporary folder", "home folder"])
def test_links_to_outside_are_not_followed_when_the_run_is_cleared_away(
    run_attack, planted_secret, kind
):
    place = {"working folder": "'.'", "temporary folder": "os.environ['TMPDIR']"}
    source = f"""\
        os.chdir({place.get(kind, "os.environ['HOME']")})
        for number, path in enumerate(paths):
            os.symlink(path, f"file{{number}}")
            os.symlink(os.path.dirname(path), f"folder{{number}}")
            os.mkdir(f"real{{number}}")
            os.symlink(os.path.dirname(path), f"real{{number}}/folder")
        tell("links", "made")
        """
    outcome = run_attack(source, given={"paths": list(planted_secret)})
    assert outcome.stdout == "links\tmade\n"
    assert _texts(planted_secret) == planted_secret
