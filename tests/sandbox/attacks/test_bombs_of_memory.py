"""Programs that take more memory than they may, by all ways that the kernel gives it.

Each asks for a few times its limit, and then sleeps: one that is not stopped is TIMED_OUT.
"""

import fcntl
from pathlib import Path

import pytest

from asynclearn.sandbox.outcome import Ending

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024
LIMIT = 96 * MEGABYTE
TOLD = {Ending.OUT_OF_MEMORY, Ending.RAISED}
"""MemoryError where the kernel refuses; an ending by the sandbox where it finds out afterwards."""

ONE = "kept = bytearray(b'x' * 400_000_000)"
STEPS = "kept = [bytearray(b'x' * 1_000_000) for _ in range(400)]"
SWALLOWED = """\
kept = []
for _ in range(100_000):
    try:
        kept.append(bytes(range(256)) * 40)
    except MemoryError:
        pass
"""
CHILDREN = """\
for _ in range(8):
    if os.fork() == 0:
        kept = bytearray(b"x" * 40_000_000)
        time.sleep(30)
"""
DAEMONS = """\
for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        kept = bytearray(b"x" * 40_000_000)
        time.sleep(30)
"""
SHARED = """\
import mmap
kept = []
for _ in range(25):
    kept.append(mmap.mmap(-1, 16_000_000))
    for place in range(0, len(kept[-1]), 4096):
        kept[-1][place] = 1
"""
# Each child maps and unmaps its share; what was touched stays in the shared pages.
SHARED_BY_CHILDREN = """\
import mmap
kept = [mmap.mmap(-1, 16_000_000) for _ in range(25)]
for each in kept:
    if os.fork() == 0:
        for place in range(0, len(each), 4096):
            each[place] = 1
        os._exit(0)
    os.wait()
"""
# The pages leave the process's own table, and stay in the shared memory (madvise(2)).
SHARED_AND_FORGOTTEN = """\
import mmap
kept = []
for _ in range(25):
    kept.append(mmap.mmap(-1, 16_000_000))
    for place in range(0, len(kept[-1]), 4096):
        kept[-1][place] = 1
    kept[-1].madvise(mmap.MADV_DONTNEED)
"""
# One page of each stays mapped, and with it all that were touched.
SHARED_AND_UNMAPPED = """\
import mmap
for _ in range(25):
    each = mmap.mmap(-1, 16_000_000)
    for place in range(0, len(each), 4096):
        each[place] = 1
    start = ctypes.addressof(ctypes.c_char.from_buffer(each))
    libc.munmap(ctypes.c_void_p(start + 4096), ctypes.c_size_t(15_990_784))
    kept = each, globals().get("kept")
"""
MAPPED_FILE = """\
import mmap
kept = []
for number in range(40):
    with open(f"file{number}", "w+b") as file:
        file.truncate(10_000_000)
        kept.append(mmap.mmap(file.fileno(), 10_000_000))
    for place in range(0, 10_000_000, 4096):
        kept[-1][place] = 1
"""
# The first thread ends by exit(2); /proc/<pid> tells nothing of such a process.
WITHOUT_A_FIRST_THREAD = """\
import threading
def hold():
    time.sleep(0.1)
    kept = bytearray(b"x") * 40_000_000
    time.sleep(30)
for _ in range(8):
    if os.fork() == 0:
        threading.Thread(target=hold).start()
        libc.syscall(60 if os.uname().machine == "x86_64" else 93, 0)
"""
# To look at so many areas takes long, and meanwhile nobody weighs what the children take.
BEHIND_AREAS = """\
libc.mmap.restype = ctypes.c_long
for _ in range(4_500):
    start = libc.mmap(None, ctypes.c_long(8_192), 0, 0x22, -1, ctypes.c_long(0))
    libc.mprotect(ctypes.c_void_p(start), ctypes.c_long(4_096), 1)
for _ in range(40):
    if os.fork() == 0:
        time.sleep(30)
"""
LOCKED = """\
import mmap
libc.mlockall(7)
kept = [bytearray(b"x" * 1_000_000) for _ in range(400)]
"""


@pytest.fixture(autouse=True)
def alone():
    """One at a time, on all workers: what another bomb frees would hide what this one takes."""
    with Path(__file__).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(ONE, id="one"),
        pytest.param(STEPS, id="steps"),
        pytest.param(SWALLOWED, id="swallowed"),
        pytest.param(CHILDREN, id="children"),
        pytest.param(DAEMONS, id="daemons"),
        pytest.param(SHARED, id="shared"),
        pytest.param(SHARED_BY_CHILDREN, id="shared-by-children"),
        pytest.param(SHARED_AND_FORGOTTEN, id="shared-and-forgotten"),
        pytest.param(SHARED_AND_UNMAPPED, id="shared-and-unmapped"),
        pytest.param(LOCKED, id="locked"),
        pytest.param(WITHOUT_A_FIRST_THREAD, id="without-a-first-thread"),
        pytest.param(BEHIND_AREAS, id="behind-areas"),
        pytest.param("libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE\n" + CHILDREN, id="hidden"),
    ],
)
def test_a_memory_bomb_is_out_of_memory_and_nothing_of_it_is_left(run_attack, source):
    outcome = run_attack(source + "\ntime.sleep(30)", memory_bytes=LIMIT, seconds=25)
    assert outcome.ending is Ending.OUT_OF_MEMORY
    assert outcome.seconds < 25


@pytest.mark.parametrize(
    "source",
    [
        "import mmap\nmmap.mmap(-1, 400_000_000)",
        "import mmap\nmmap.mmap(-1, 1 << 32)",
        """import mmap
with open("/dev/zero", "r+b") as file:
    mmap.mmap(file.fileno(), 400_000_000)""",
        """import mmap
with open("/dev/zero", "rb") as file:
    mmap.mmap(file.fileno(), 400_000_000, prot=mmap.PROT_READ)""",
    ],
    ids=["400-megabytes", "4-gigabytes", "zeros", "zeros-to-read"],
)
def test_a_shared_mapping_too_large_to_be_weighed_is_refused(run_attack, source):
    outcome = run_attack(source, memory_bytes=LIMIT)
    assert outcome.ending is Ending.RAISED


def test_mapped_files_count_or_meet_the_quota(run_attack):
    outcome = run_attack(MAPPED_FILE + "\ntime.sleep(30)", memory_bytes=LIMIT, seconds=25)
    # To write where the file system has no room left is SIGBUS.
    assert outcome.ending in {*TOLD, Ending.CRASHED}
    assert outcome.seconds < 25


def test_memory_in_anonymous_files_is_refused_or_counted(run_attack):
    source = """\
        kept = [os.memfd_create(str(number)) for number in range(40)]
        for file in kept:
            for _ in range(10):
                os.write(file, b"x" * 1_000_000)
        time.sleep(30)
        """
    outcome = run_attack(source, memory_bytes=LIMIT, seconds=25)
    assert outcome.ending in TOLD
    assert outcome.seconds < 25


def test_shared_memory_by_name_is_refused_or_counted(run_attack):
    source = """\
        from multiprocessing.shared_memory import SharedMemory
        kept = []
        try:
            for number in range(40):
                kept.append(SharedMemory(f"{MARKER}-{number}", create=True, size=10_000_000))
                for place in range(0, 10_000_000, 4096):
                    kept[-1].buf[place] = 1
            time.sleep(30)
        finally:
            for each in kept:
                each.unlink()
        """
    outcome = run_attack(source, memory_bytes=LIMIT, seconds=25)
    assert outcome.ending in {*TOLD, Ending.CRASHED}
    assert outcome.seconds < 25


def test_pipes_hold_no_more_than_descriptors_allow(run_attack):
    source = """\
        import fcntl
        kept, size = [], 0
        try:
            while size < 300_000_000:
                reading, writing = os.pipe()
                kept += [reading, writing]
                os.set_blocking(writing, False)
                try:
                    fcntl.fcntl(writing, 1031, 1_048_576)  # F_SETPIPE_SZ
                except OSError:
                    pass
                size += os.write(writing, b"x" * 1_048_576)
        except OSError as error:
            tell("refused", error.errno)
        tell("size", size)
        """
    outcome = run_attack(source, memory_bytes=LIMIT)
    told = dict(line.split("\t") for line in outcome.stdout.splitlines())
    assert outcome.ending is Ending.OUT_OF_MEMORY or int(told["size"]) < 150 * MEGABYTE


SOCKETS = """\
import socket
def fill(pairs):
    kept, size = [], 0
    for _ in range(pairs):
        try:
            one, other = socket.socketpair()
        except OSError:
            break
        kept += [one, other]
        for end in (one, other):
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_000_000)
            try:
                while True:
                    size += end.send(b"x" * 100_000)
            except OSError:
                pass
    return kept, size
"""


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("", id="plain"),
        # Then /proc shows neither its descriptors nor its memory to others (prctl(2)).
        pytest.param("libc.prctl(4, 0, 0, 0, 0)\n", id="hidden"),  # PR_SET_DUMPABLE
    ],
)
def test_buffers_of_sockets_in_one_process_are_bounded(run_attack, first):
    source = SOCKETS + first + "kept, size = fill(45)\nprint(size)\ntime.sleep(2)\n"
    outcome = run_attack(source, memory_bytes=LIMIT, seconds=25)
    assert outcome.ending is Ending.OUT_OF_MEMORY or int(outcome.stdout) < 560 * MEGABYTE


def test_buffers_of_sockets_in_many_processes_are_bounded(run_attack):
    source = f"""{SOCKETS}
for _ in range(12):
    if os.fork() == 0:
        kept, size = fill(5)
        print(size, flush=True)
        time.sleep(2)
        os._exit(0)
for _ in range(12):
    os.wait()
"""
    outcome = run_attack(source, memory_bytes=LIMIT, seconds=25)
    held = sum(int(line) for line in outcome.stdout.split())
    assert outcome.ending is Ending.OUT_OF_MEMORY or held < 560 * MEGABYTE


def test_buffers_of_connections_are_bounded(run_attack):
    source = """\
        import socket
        kept, size = [], 0
        with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
            for _ in range(80):
                client = socket.create_connection(server.getsockname())
                peer, _ = server.accept()
                kept += [client, peer]
                for end in (client, peer):
                    end.setblocking(False)
                    try:
                        while True:
                            size += end.send(b"x" * 100_000)
                    except OSError:
                        pass
        print(size, flush=True)
        time.sleep(2)
        """
    outcome = run_attack(source, memory_bytes=LIMIT, seconds=25)
    assert outcome.ending in TOLD or int(outcome.stdout) < 560 * MEGABYTE


def test_memory_so_scattered_that_a_look_takes_long_is_still_counted(run_attack):
    # Pages with other rights in between are areas of their own, up to 65530 for each process.
    source = """\
        import mmap
        for _ in range(8):
            if os.fork() == 0:
                kept = mmap.mmap(-1, 64_000 * 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
                start = ctypes.addressof(ctypes.c_char.from_buffer(kept))
                for page in range(0, 60_000, 2):
                    libc.mprotect(ctypes.c_void_p(start + page * 4096), 4096, 1)  # PROT_READ
                for page in range(1, 60_000, 2):
                    kept[page * 4096] = 1
                time.sleep(30)
        time.sleep(30)
        """
    outcome = run_attack(source, memory_bytes=LIMIT, seconds=25)
    assert outcome.ending is Ending.OUT_OF_MEMORY
    assert outcome.seconds < 25


def test_buffers_of_sockets_in_flight_are_bounded(run_attack):
    # Sockets that were sent and not yet received are no process's descriptors.
    source = f"""{SOCKETS}
carrier, receiver = socket.socketpair()
carrier.setblocking(False)
total = 0
for _ in range(45):
    kept, size = fill(1)
    try:
        socket.send_fds(carrier, [b"x"], [each.fileno() for each in kept])
    except OSError:
        break
    total += size
    for each in kept:
        each.close()
print(total, flush=True)
time.sleep(2)
"""
    outcome = run_attack(source, memory_bytes=LIMIT, seconds=25)
    assert outcome.ending is Ending.OUT_OF_MEMORY or int(outcome.stdout) < 560 * MEGABYTE


def test_descriptors_in_flight_are_bounded(run_attack):
    source = """\
        import array, socket
        sent = 0
        kept = []
        try:
            for _ in range(300):
                one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
                kept.append(other)
                one.setblocking(False)
                for _ in range(10):
                    fds = array.array("i", [one.fileno()] * 100)
                    one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
                    sent += 100
                one.close()
        except OSError as error:
            tell("refused", error.errno)
        tell("sent", sent)
        """
    outcome = run_attack(source, memory_bytes=LIMIT)
    told = dict(line.split("\t") for line in outcome.stdout.splitlines())
    assert int(told["sent"]) < 20_000


def test_a_number_that_takes_for_ever_to_compute_is_timed_out(run_attack):
    outcome = run_attack("print(len(str(9 ** (9 ** 9) % 7)))", seconds=0.7)
    assert outcome.ending in {Ending.TIMED_OUT, Ending.OUT_OF_MEMORY}
    assert outcome.seconds < 25


def test_memory_taken_while_the_interpreter_ends_is_counted(run_attack):
    source = """\
        class Late:
            def __del__(self):
                kept = bytearray(b"x" * 1_000_000)
                while len(kept) < 400_000_000:
                    kept += b"x" * 1_000_000
                time.sleep(30)
        late = Late()
        """
    outcome = run_attack(source, memory_bytes=LIMIT, seconds=25)
    assert outcome.ending is not Ending.TIMED_OUT
    assert outcome.seconds < 25
