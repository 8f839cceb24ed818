"""Capabilities, user, and what a process tells of itself."""

import os

import pytest

only_root = pytest.mark.skipif(os.getuid() != 0, reason="only root has a user to give up")


@pytest.mark.parametrize("place", ["namespaces", "machine"])
def test_a_program_holds_no_capability_and_can_gain_none(told, who, place):
    source = """\
        fields = dict(line.split(":\\t") for line in open("/proc/self/status").read().splitlines())
        sets = [int(fields[f"Cap{name}"], 16) for name in ("Inh", "Prm", "Eff", "Amb")]
        tell([sets, capabilities.held(), fields["NoNewPrivs"], int(fields["CapBnd"], 16)])
        """
    sets, held, no_new_privileges, bounds = told(source, place, who)
    if place == "namespaces":
        assert (sets, held, bounds) == ([0, 0, 0, 0], 0, 0)
    elif who == "ordinary" or os.getuid() != 0:
        assert (sets, held) == ([0, 0, 0, 0], 0)  # only root may shrink the bounding set
    else:
        # To read an interpreter in root's closed home, and nothing else.
        assert {*sets, held, bounds} <= {0, 1 << 2}
    assert no_new_privileges == "1"


def test_capabilities_are_gone_for_subprocesses_too(told):
    source = """\
        import subprocess
        process.forbid_new_privileges()
        capabilities.drop()
        child = subprocess.run(["grep", "-c", "Cap.*0000000000000000", "/proc/self/status"],
                               capture_output=True, text=True)
        tell([capabilities.held(), capabilities.bounded(), int(child.stdout)])
        """
    if os.getuid() == 0:
        assert told(source) == [0, 0, 5]


@only_root
def test_what_is_kept_is_kept_over_a_change_of_user_and_an_exec(told):
    source = """\
        import subprocess
        identity.become(60578, 60578, keep=capabilities.DAC_READ_SEARCH)
        process.forbid_new_privileges()
        child = subprocess.run(["grep", "CapEff", "/proc/self/status"],
                               capture_output=True, text=True)
        tell([capabilities.held(), child.stdout.split()[1], capabilities.bounded()])
        """
    assert told(source) == [4, "0000000000000004", 0]


@only_root
def test_root_becomes_another_user_for_good(told):
    source = """\
        user = identity.choose()
        identity.become(user, user)
        back = []
        for attempt in (lambda: os.setuid(0), lambda: os.setgroups([0]), lambda: os.setgid(0)):
            try:
                attempt()
            except PermissionError:
                back.append("refused")
        tell([set(os.getresuid()) == {user}, set(os.getresgid()) == {user}, os.getgroups(), back,
              open("/proc/self/environ").read() != ""])
        """
    assert told(source) == [True, True, [], ["refused"] * 3, True]


@only_root
def test_two_runs_of_root_get_different_users(told):
    source = """\
        first = identity.choose()
        if os.fork() == 0:
            identity.become(first, first)
            os.execv("/bin/sleep", ["sleep", "5"])
        while open(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read() == "":
            pass
        child = int(open(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read())
        while os.stat(f"/proc/{child}").st_uid != first:
            pass
        tell(identity.choose() != first)
        os.kill(child, 9)
        """
    assert told(source) is True


@only_root
def test_whether_an_ordinary_user_reaches_a_path_is_tried(told):
    source = 'tell([identity.can_read([path], 60578, 60578) for path in ("/usr", "/etc/shadow")])'
    assert told(source) == [True, False]


def test_a_hidden_process_is_closed_to_its_own_user(told):
    source = """\
        if identity.is_root():
            identity.become(60578, 60578)
        process.hide()
        seen = []
        reading, writing = os.pipe()
        parent = os.getpid()
        for change in (process.hide, process.show):
            change()
            if os.fork() == 0:
                try:
                    open(f"/proc/{parent}/environ").read()
                    os.write(writing, b"y")
                except PermissionError:
                    os.write(writing, b"n")
                os._exit(0)
            os.wait()
            seen.append(os.read(reading, 1).decode())
        tell(seen)
        """
    assert told(source) == ["n", "y"]


def test_a_process_dies_with_its_parent_and_orphans_are_adopted(told):
    source = """\
        process.adopt_orphans()
        reading, writing = os.pipe()
        middle = os.fork()
        if middle == 0:
            parent = os.getpid()
            if os.fork() == 0:
                process.die_with_parent(parent)
                os.write(writing, b"1")
                while True:
                    os.read(reading, 0) or __import__("time").sleep(9)
            if os.fork() == 0:
                os.read(reading, 1)
                os.write(writing, b"2")
                os.kill(parent, 9)
                os._exit(3)
            while True:
                __import__("time").sleep(9)
        os.waitpid(middle, 0)
        ends = sorted(os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(2))
        tell(ends)
        """
    assert told(source) == [-9, 3]


def test_a_parent_that_died_before_is_noticed(told):
    source = """\
        child = os.fork()
        if child == 0:
            process.die_with_parent(999999999)
            os._exit(0)
        tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    assert told(source) == -9
