import os
import sys
from pathlib import Path

import pytest

needs_an_open_interpreter = pytest.mark.skipif(
    not all(parent.stat().st_mode & 0o001 for parent in Path(sys.executable).parents),
    reason="the interpreter lies in a closed folder, where no other user can start it",
)

HOLD = """\
import mmap, signal

def held(count, make):
    reading, writing = os.pipe()
    children = []
    for _ in range(count):
        child = os.fork()
        if child == 0:
            kept = make()
            os.write(writing, b"1")
            signal.pause()
        children.append(child)
    for _ in range(count):
        os.read(reading, 1)
    return children

def end(children):
    for child in children:
        os.kill(child, 9)
        os.waitpid(child, 0)

MEGABYTE = 1 << 20
"""


def test_the_memory_of_all_processes_is_summed(told):
    source = (
        HOLD
        + """\
children = held(3, lambda: b"x" * (20 * MEGABYTE))
tell(memory.used(children, 0) >> 20)
end(children)
"""
    )
    assert 60 <= told(source) <= 90


def test_idle_forks_share_what_they_have_in_common(told):
    source = (
        HOLD
        + """\
common = b"x" * (50 * MEGABYTE)
children = held(10, lambda: None)
everyone = [os.getpid(), *children]
tell([memory.used(everyone, 10 << 30) >> 20, memory.used(everyone, 0) >> 20])
end(children)
"""
    )
    coarse, exact = told(source)
    assert coarse > 500
    assert 50 <= exact <= 100


def test_shared_mappings_count_once_whoever_has_touched_them(told):
    source = (
        HOLD
        + """\
shared = mmap.mmap(-1, 10 * MEGABYTE)
shared.write(bytes(range(256)) * (10 * MEGABYTE // 256))
shared.madvise(mmap.MADV_DONTNEED)
children = held(2, lambda: sum(shared[:1]))
tell(memory.Unseen().of([os.getpid(), *children], own_network=False))
end(children)
"""
    )
    assert told(source) == 10 << 20


def test_many_shared_mappings_count_as_what_each_may_once_have_been(told):
    source = """\
        import mmap
        kept = [mmap.mmap(-1, 4096) for _ in range(10)]
        tell(memory.Unseen().of([os.getpid()], own_network=False))
        """
    assert told(source) == 10 * 4096 + 2 * (16 << 20)


def test_many_sockets_count_as_what_each_may_hold(told):
    source = """\
        import socket
        unseen = memory.Unseen()
        pids = [os.getpid()]
        kept = [socket.socketpair() for _ in range(100)]
        few = unseen.of(pids, own_network=False)
        kept += [socket.socketpair() for _ in range(100)]
        tell([few, unseen.of(pids, own_network=False) // (400 << 10)])
        """
    few, many = told(source)
    assert few == 0
    assert many >= 144


def test_sockets_of_a_network_count_also_in_flight(told):
    source = """\
        import socket
        one, other = socket.socketpair()
        for _ in range(15):
            kept = [each for _ in range(10) for each in socket.socketpair()]
            socket.send_fds(one, [b"x"], [each.fileno() for each in kept])
            for each in kept:
                each.close()
        tell(memory.Unseen().of([os.getpid()], own_network=True) // (400 << 10))
        """
    assert told(source, "namespaces") >= 44


def test_who_has_too_many_areas_to_be_looked_at_has_too_much(told):
    source = """\
        import ctypes, mmap
        kept = mmap.mmap(-1, 60_000 * 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        start = ctypes.addressof(ctypes.c_char.from_buffer(kept))
        libc = ctypes.CDLL(None)
        for page in range(0, 60_000, 2):
            libc.mprotect(ctypes.c_void_p(start + page * 4096), 4096, 1)
        tell(memory.Unseen().of([os.getpid()], own_network=False) >> 40 > 0)
        """
    assert told(source) is True


def test_who_hides_from_the_exact_count_is_counted_coarsely(told):
    source = (
        HOLD
        + """\
if identity.is_root():
    identity.become(60578, 60578)
def hide():
    process.hide()
    return b"x" * (20 * MEGABYTE)
children = held(1, hide)
tell(memory.used(children, 0) >> 20)
end(children)
"""
    )
    assert 20 <= told(source) <= 60


def test_processes_of_a_run_are_found_also_daemons(told):
    source = (
        HOLD
        + """\
process.adopt_orphans()
reading, writing = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        os.setsid()
        os.write(writing, b"1")
        signal.pause()
    os._exit(0)
os.wait()
os.read(reading, 1)
found = memory.descendants(os.getpid())
tell(len(found))
end(found)
"""
    )
    assert told(source) == 1


def test_a_process_that_is_gone_takes_nothing(told):
    source = "tell([memory.used([999999999], 0), memory.descendants(999999999)])"
    assert told(source) == [0, []]


def test_files_in_memory_are_told(told, who):
    source = """\
        before = memory.used_by_files("/box")
        open("/dev/shm/file", "wb").write(bytes(2 << 20))
        tell([memory.used_by_files("/box") - before >> 20, memory.processes_of_namespace()])
        """
    assert told(source, "namespaces", who) == [2, [2]]


@needs_an_open_interpreter
def test_who_hides_behind_a_file_that_can_not_be_read_has_too_much(told):
    source = """\
        import shutil, subprocess, tempfile
        with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
            hidden = shutil.copy(shutil.which("sleep"), folder)
            os.chmod(hidden, 0o111)
            counts = []
            for prepare in (None, process.forbid_new_privileges):
                with subprocess.Popen([hidden, "9"], preexec_fn=prepare) as child:
                    counts.append(memory.Unseen().of([child.pid], own_network=False) >> 40)
                    child.kill()
        tell(counts)
        """
    outside, confined = told(source, "open", "ordinary" if os.getuid() == 0 else "myself")
    assert outside == 0  # that of another user, such as sudo
    assert confined > 0
