import os
import subprocess
import sys
from pathlib import Path

import pytest

from asynclearn.sandbox.linux import visible

LED_TO = [Path(path) for path in visible.of_this_interpreter()]
"""What the interpreter needs."""


def test_a_run_sees_these_folders_and_no_other(told, who):
    names = set(told("tell(os.listdir('/'))", "namespaces", who))
    own = {"box", "dev", "etc", "proc", "tmp"}
    system = {Path(path).parts[1] for path in visible.of_this_interpreter()}
    repository = {Path(__file__).parts[1]}
    assert own <= names <= own | system | repository
    machine = {"home", "var", "run", "boot", "mnt", "srv", "sys", "opt", "media"}
    assert not names & (machine - system - repository)  # where the interpreter is in one of them


def test_of_a_closed_home_only_the_interpreter_shows(told):
    if os.getuid() != 0 or not sys.base_prefix.startswith("/root/"):
        pytest.skip("the interpreter is not in root's home")
    seen = told("tell([os.listdir('/root'), os.access('/root', os.W_OK)])", "namespaces")
    assert seen == [[Path(sys.base_prefix).parts[2]], False]


def test_of_etc_no_secret_and_no_name_shows(told, who):
    source = """\
        import getpass, pwd
        tell([os.listdir("/etc"), open("/etc/passwd").read(), len(pwd.getpwall())])
        """
    names, accounts, count = told(source, "namespaces", who)
    assert not set(names) & {"shadow", "ssh", "machine-id", "hostname", "resolv.conf", "sudoers"}
    assert accounts.startswith("learner:x:")
    assert count == 1


@pytest.mark.parametrize("path", ["/", "/etc", "/usr", "/dev", "/usr/lib"])
def test_nothing_outside_of_the_private_folders_can_be_written(told, who, path):
    source = f"""\
        try:
            open("{path}/new", "w")
        except OSError as error:
            tell(type(error).__name__ + str(error.errno))
        """
    # EACCES by Landlock, EROFS by the mount; whichever the kernel asks first.
    assert told(source, "namespaces", who) in {"PermissionError13", "OSError30"}


def test_settings_of_the_kernel_can_not_be_written(told, who):
    source = """\
        refused = []
        for name in ("kernel/hostname", "net/ipv4/ip_forward", "user/max_user_namespaces"):
            try:
                open(f"/proc/sys/{name}", "w")
            except OSError as error:
                refused.append(error.errno)
        tell(refused)
        """
    assert told(source, "namespaces", who) == [13, 13, 13]


def test_the_working_folder_is_empty_and_so_are_the_others(told, who):
    source = "tell([os.getcwd(), os.listdir('.'), os.listdir('/tmp'), os.listdir('/dev/shm')])"
    here, work, temporary, shared = told(source, "namespaces", who)
    assert (here, work, shared) == ("/box", [], [])
    # What an interpreter needs is there, wherever it lies; that of an ordinary user is another one.
    needed = {path.parts[2] for path in LED_TO if path.is_relative_to("/tmp")}  # noqa: S108
    assert set(temporary) == needed if who == "myself" else set(temporary) <= needed


@pytest.mark.parametrize("folder", ["/box", "/tmp", "/dev/shm"])  # noqa: S108
def test_the_private_folders_have_one_quota(told, who, folder):
    source = f"""\
        open("/tmp/first", "wb").write(bytes(4 << 20))
        try:
            with open("{folder}/second", "wb", buffering=0) as file:
                while True:
                    file.write(bytes(1 << 16))
        except OSError as error:
            tell([error.errno, os.stat("{folder}/second").st_size < 5 << 20])
        """
    assert told(source, "namespaces", who) == [28, True]  # ENOSPC


def test_files_have_a_quota_in_number(told, who):
    source = """\
        try:
            for number in range(1000):
                os.mkdir(str(number))
        except OSError as error:
            tell([error.errno, 200 < number < 256])
        """
    assert told(source, "namespaces", who) == [28, True]


def test_proc_shows_the_run_and_its_supervisor(told, who):
    source = "tell([os.getpid(), sorted(name for name in os.listdir('/proc') if name.isdigit())])"
    assert told(source, "namespaces", who) == [2, ["1", "2"]]


def test_the_supervisor_is_closed_to_the_run(told, who):
    source = """\
        refused = []
        for name in ("mem", "environ", "maps", "fd/0", "root", "cwd"):
            try:
                open(f"/proc/1/{name}", "rb").read(1)
            except OSError as error:
                refused.append(name)
        tell(refused)
        """
    refused = told(source, "namespaces", who)
    assert refused == ["mem", "environ", "maps", "fd/0", "root", "cwd"]


def test_devices_work_and_can_not_be_made(told, who):
    source = """\
        open("/dev/null", "w").write("x")
        with open("/dev/full", "w", buffering=1) as full:
            try:
                full.write("x\\n")
                full.flush()
            except OSError as error:
                number = error.errno
            try:
                full.close()
            except OSError:
                pass
        try:
            os.mknod("device", 0o20666, os.makedev(1, 3))
        except OSError as error:
            made = error.errno
        tell([len(open("/dev/urandom", "rb").read(8)), number, made in (1, 13)])
        """
    assert told(source, "namespaces", who) == [8, 28, True]


def test_what_programs_use_is_there(told, who):
    source = """\
        import asyncio, ctypes, hashlib, locale, sqlite3, ssl, subprocess, zoneinfo
        from concurrent.futures import ProcessPoolExecutor

        text = subprocess.run(["/bin/sh", "-c", "echo out"], capture_output=True, text=True).stdout
        child = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True)
        connection = sqlite3.connect("data.db")
        connection.execute("create table t (x)")
        with ProcessPoolExecutor(1) as pool:
            power = pool.submit(pow, 2, 3).result()
        tell([text, child.stdout, power, ssl.create_default_context() is not None])
        """
    assert told(source, "namespaces", who) == ["out\n", "1\n", 8, True]


def test_an_interpreter_below_tmp_is_there(told, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    executable = str(tmp_path / "venv/bin/python")
    source = """\
        import json.tool, subprocess
        answer = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True)
        tell([answer.stdout, sys.prefix, os.listdir("/tmp")])
        """
    text, prefix, shown = told(source, "namespaces", executable=executable)
    assert (text, prefix) == ("1\n", str(tmp_path / "venv"))
    inside = tmp_path.is_relative_to("/tmp")  # noqa: S108
    own = {tmp_path.parts[2]} if inside else set()
    others = {path.parts[2] for path in LED_TO if path.is_relative_to("/tmp")}  # noqa: S108
    assert own <= set(shown) <= own | others


def test_a_plan_has_each_link_on_the_way_and_no_path_twice(tmp_path):
    (tmp_path / "real/inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "far").symlink_to(tmp_path / "link/inner")
    (tmp_path / "loop").symlink_to("loop")
    base = str(tmp_path)
    paths, links = visible.plan([f"{base}/far", f"{base}/loop", f"{base}/missing"])
    assert paths == [f"{base}/real/inner"]
    assert links.items() >= {f"{base}/far": f"{base}/link/inner", f"{base}/link": "real"}.items()
    assert visible.plan([f"{base}/real/inner", f"{base}/real"])[0] == [f"{base}/real"]


def test_the_home_is_never_shown_whatever_is_on_the_path(monkeypatch, tmp_path):
    home = tmp_path / "home"
    (home / "packages").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    offered = [str(home), str(tmp_path), "/", "/etc", "/home", "/root", "/proc/self", "relative"]
    shown = visible.of_this_interpreter([*offered, str(home / "packages")])
    assert str(home / "packages") in shown
    assert not set(offered) & set(shown)
