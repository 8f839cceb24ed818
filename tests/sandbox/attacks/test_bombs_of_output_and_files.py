"""Programs that write more than they may: to their output, to their files, into their folders."""

import pytest

from asynclearn.sandbox.outcome import Ending

pytestmark = pytest.mark.slow

QUOTA = 96 * 1024 * 1024
"""At most so much may a program write to disk, all its files together."""
FILES = 20_000
"""At most so many files may it leave."""


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("while True: print('x' * 99)", id="lines"),
        pytest.param("print('x' * 30_000_000)", id="one line"),
        pytest.param("while True: os.write(2, b'x' * 10_000)", id="stderr"),
        pytest.param(
            "os.execv('/bin/sh', ['sh', '-c', 'while :; do echo xxxx; done'])", id="shell"
        ),
        pytest.param(
            "import atexit\n@atexit.register\ndef f():\n    while True: print('x' * 999)",
            id="atexit",
        ),
        pytest.param(
            "import threading\ndef f():\n    while True: os.write(1, b'x' * 999)\n"
            "[threading.Thread(target=f).start() for _ in range(4)]",
            id="threads",
        ),
        pytest.param(
            "os.fork()\nos.fork()\nos.setpgid(0, 0)\nwhile True: os.write(1, b'x' * 999)",
            id="forks",
        ),
    ],
)
def test_a_flood_is_too_much_output_and_nothing_of_it_is_left(run_attack, source):
    outcome = run_attack(source, output_bytes=100_000, seconds=25)
    assert outcome.ending is Ending.TOO_MUCH_OUTPUT
    assert outcome.truncated
    assert len(outcome.stdout) + len(outcome.stderr) <= 100_000
    assert outcome.seconds < 25


def test_a_flood_by_a_daemon_after_the_end_is_cut_off(run_attack):
    source = """\
        if os.fork() == 0:
            os.setsid()
            time.sleep(0.1)
            while True:
                os.write(1, b"late" * 1000)
        """
    outcome = run_attack(source, output_bytes=1_000_000)
    assert outcome.ending in {Ending.FINISHED, Ending.TOO_MUCH_OUTPUT}
    assert outcome.seconds < 25


def test_tracebacks_without_end_are_too_much_output(run_attack):
    source = """\
        import sys
        sys.stderr.write = None
        sys.excepthook = lambda *_: [os.write(2, b"x" * 9999) for _ in range(10**9)]
        1 / 0
        """
    assert run_attack(source, output_bytes=100_000).ending is Ending.TOO_MUCH_OUTPUT


def test_a_sparse_file_is_too_large(run_attack, came_through):
    source = """\
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        file = os.open("sparse", os.O_RDWR | os.O_CREAT)
        attempt("truncate", lambda: os.ftruncate(file, 10 ** 12))
        attempt("seek", lambda: (os.lseek(file, 10 ** 12, 0), os.write(file, b"x"))[1])
        attempt("fallocate", lambda: os.posix_fallocate(file, 0, 10 ** 12))
        """
    assert came_through(run_attack(source, file_bytes=1_000_000), made=3) == {}


def test_many_large_files_meet_a_quota(run_attack):
    source = """\
        size = 0
        for folder in (".", "/tmp", "/dev/shm", "/var/tmp"):
            for number in range(12):
                path = f"{folder}/{MARKER}-{number}"
                try:
                    with open(path, "wb", buffering=0) as file:
                        for _ in range(10):
                            size += file.write(b"x" * 1_000_000)
                except OSError as error:
                    tell(path, error.errno)
                    break
        print(size)
        """
    outcome = run_attack(source, memory_bytes=1 << 30)
    assert outcome.ending is Ending.OUT_OF_MEMORY or int(outcome.stdout.split()[-1]) < QUOTA


def test_many_files_meet_a_quota(run_attack):
    source = f"""\
        made = 0
        try:
            while made < {FILES}:
                os.close(os.open(f"file{{made}}", os.O_CREAT | os.O_WRONLY))
                made += 1
        except OSError as error:
            tell("refused", error.errno)
        print(made)
        """
    outcome = run_attack(source)
    assert outcome.ending is Ending.OUT_OF_MEMORY or int(outcome.stdout.split()[-1]) < FILES


def test_folders_too_deep_to_name_are_gone_afterwards(run_attack):
    source = """\
        try:
            for _ in range(3000):
                os.mkdir("d" * 200)
                os.chdir("d" * 200)
        except OSError:
            pass
        print("deep")
        """
    assert run_attack(source).stdout == "deep\n"


def test_files_with_odd_names_are_gone_afterwards(run_attack):
    source = r"""
        for name in (b"\xff\xfe", b"\n", b"-rf", b" ", b"x" * 255, "\u202e".encode()):
            os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0))
            os.mkdir(name[:200] + b".d", 0)
        os.mkfifo("fifo", 0)
        os.symlink("loop", "loop")
        print("made")
        """
    assert run_attack(source).stdout == "made\n"


def test_a_file_without_a_name_does_not_outlive_the_run(run_attack):
    source = """\
        kept = []
        for _ in range(5):
            file = os.open("hidden", os.O_RDWR | os.O_CREAT)
            os.unlink("hidden")
            os.write(file, b"x" * 1_000_000)
            kept.append(file)
        if os.fork() == 0:
            os.setsid()
            time.sleep(60)
        """
    assert run_attack(source).ending is Ending.FINISHED


def test_descriptors_run_out_for_the_program_only(run_attack):
    source = """\
        kept = []
        try:
            for _ in range(100_000):
                kept.append(os.open("/dev/null", os.O_RDONLY))
        except OSError as error:
            tell("refused", error.errno)
        """
    assert run_attack(source).stdout == "refused\t24\n"


def test_watches_on_files_do_not_use_up_the_users(run_attack):
    source = """\
        instances = []
        while len(instances) < 110 and (new := libc.inotify_init()) >= 0:
            instances.append(new)
        watches = 0
        for number in range(3_000 if instances else 0):
            os.mkdir(str(number))
            watches += libc.inotify_add_watch(instances[0], str(number).encode(), 2) >= 0
        print(len(instances), watches)
        """
    instances, watches = map(int, run_attack(source).stdout.split())
    assert (instances <= 16, watches <= 1024) == (True, True)
