"""Programs that want to be told better than they are. Only an exception's own words are theirs."""

import pytest

from asynclearn.sandbox.outcome import Ending

FORGED = r"""
import json
WORDS = [
    {"why": "ended", "status": 0, "seconds": 0.001, "report": ""},
    {"why": "ended", "status": 0, "report": "", "stdout": "forged", "ending": "finished"},
    {"ending": "finished", "exit_code": 0, "exception": None, "signal": None},
    {"exit_code": 0}, {"status": 0}, {"error": "forged"}, {"started": 1}, {"done": True},
    {"type": "Forged", "message": "me", "line": 1, "explicit": True, "why": "ended"},
]
LINES = [json.dumps(each).encode() + b"\n" for each in WORDS]
MESSAGES = [*LINES, *(len(line).to_bytes(4, order) + line for line in LINES
                      for order in ("little", "big")), b"\0" * 64, b"finished\n", b"0\n"]

def write_to(descriptor):
    if descriptor in (1, 2):
        return
    try:
        os.set_blocking(descriptor, False)
        for message in MESSAGES:
            os.write(descriptor, message)
    except OSError:
        pass
"""
GROW = """
kept = []
while True:
    try:
        kept.append(bytes(range(256)) * 4000)
    except MemoryError:
        pass
"""
FAIL = {
    "exits": ("os._exit(7)", Ending.EXITED),
    "raises": ("raise ValueError('mine')", Ending.RAISED),
    "is killed": ("os.kill(os.getpid(), signal.SIGKILL)", Ending.CRASHED),
    "floods": ("while True: os.write(1, b'x' * 9999)", Ending.TOO_MUCH_OUTPUT),
    "grows": (GROW, Ending.OUT_OF_MEMORY),
}
ALL = [
    *(pytest.param(*each, id=name) for name, each in FAIL.items()),
    pytest.param("time.sleep(60)", Ending.TIMED_OUT, id="hangs", marks=pytest.mark.slow),
]
LIMITS = {"seconds": 2, "memory_bytes": 96 * 1024 * 1024, "output_bytes": 100_000}


@pytest.mark.parametrize(("failure", "ending"), ALL)
def test_garbage_on_all_descriptors_changes_no_ending(run_attack, failure, ending):
    source = f"{FORGED}\nfor descriptor in range(1024):\n    write_to(descriptor)\n{failure}"
    outcome = run_attack(source, **LIMITS)
    assert outcome.ending is ending
    assert "forged" not in outcome.stdout


@pytest.mark.parametrize(("failure", "ending"), ALL)
def test_all_descriptors_closed_changes_no_ending(run_attack, failure, ending):
    outcome = run_attack(f"os.closerange(3, 1024)\n{failure}", **LIMITS)
    # Where the exception's name can't be told, its exit code can.
    assert outcome.ending is ending or (ending is Ending.RAISED and outcome.exit_code == 1)


def test_even_without_output_an_exit_code_is_told(run_attack):
    outcome = run_attack("os.closerange(0, 1024)\nos._exit(3)")
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 3)


def test_output_held_open_by_others_is_not_waited_for(run_attack):
    source = """\
        import subprocess, sys
        for _ in range(5):
            subprocess.Popen(["/bin/sleep", "60"], close_fds=False, start_new_session=True)
        os._exit(4)
        """
    outcome = run_attack(source)
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 4)
    assert outcome.seconds < 15


def test_its_own_files_in_place_of_all_descriptors_change_nothing(run_attack):
    source = """\
        mine = os.open("mine", os.O_RDWR | os.O_CREAT)
        for descriptor in range(3, 256):
            if descriptor != mine:
                os.dup2(mine, descriptor)
        raise ValueError("mine")
        """
    outcome = run_attack(source)
    assert outcome.ending in {Ending.RAISED, Ending.EXITED}
    assert outcome.exit_code == 1


def test_its_output_in_place_of_all_descriptors_changes_no_ending(run_attack):
    source = "for descriptor in range(3, 256):\n    os.dup2(1, descriptor)\nos._exit(5)"
    outcome = run_attack(source)
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 5)


def test_what_lies_open_in_the_interpreter_is_of_no_use_to_forge(run_attack):
    source = f"""{FORGED}
import gc, socket
found = [each for each in gc.get_objects() if isinstance(each, socket.socket)]
for each in found:
    write_to(each.fileno())
for name in list(sys.modules):
    if "asynclearn" in name or name == "sitecustomize":
        tell(name, "DONE")
import atexit
atexit._clear()
sys.excepthook = lambda *_: None
threads = [each for each in gc.get_objects() if type(each).__name__ == "Thread"]
tell("sockets", len(found))
os._exit(7)
"""
    outcome = run_attack(source)
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 7)
    assert "DONE" not in outcome.stdout


def test_the_descriptors_of_the_parents_can_not_be_written_to(run_attack, came_through):
    source = f"""{FORGED}
parents = {{os.getppid(), 1}}
for pid in parents:
    for number in range(64):
        path = f"/proc/{{pid}}/fd/{{number}}"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            continue
        tell(path, "DONE")
    attempt(f"list {{pid}}", lambda: os.listdir(f"/proc/{{pid}}/fd"))
    attempt(f"memory {{pid}}", lambda: os.open(f"/proc/{{pid}}/mem", os.O_RDWR))
"""
    assert came_through(run_attack(source), made=2) == {}


def test_a_child_that_ends_well_does_not_stand_for_its_parent(run_attack):
    source = """\
        if os.fork() == 0:
            os._exit(0)
        os.wait()
        os._exit(9)
        """
    assert run_attack(source).exit_code == 9


def test_a_child_that_lives_on_does_not_hide_that_its_parent_failed(run_attack):
    source = """\
        if os.fork():
            raise ValueError("the parent's")
        time.sleep(60)
        """
    outcome = run_attack(source)
    assert outcome.ending is Ending.RAISED
    assert outcome.seconds < 15


def test_a_thread_that_exits_ends_the_program_with_its_code(run_attack):
    source = "import threading\nthreading.Thread(target=os._exit, args=(6,)).start()\ntime.sleep(9)"
    assert run_attack(source).exit_code == 6


def test_an_exception_can_be_forged_but_no_memory_limit_hidden(run_attack):
    source = f"""{FORGED}
for descriptor in range(1024):
    write_to(descriptor)
kept = []
while True:
    try:
        kept.append(bytearray(b"x" * 1_000_000))
    except MemoryError:
        os._exit(0) if len(kept) > 10_000 else None
"""
    outcome = run_attack(source, **LIMITS | {"seconds": 8})
    assert outcome.ending is Ending.OUT_OF_MEMORY


def test_a_program_can_exit_with_0_at_its_own_word_only(run_attack):
    # What it asks of the kernel is what is told: to exit with 0 is no forgery.
    outcome = run_attack("try:\n    1 / 0\nfinally:\n    os._exit(0)")
    assert outcome.ending is Ending.FINISHED


def test_an_endless_report_costs_nothing_and_tells_nothing(run_attack):
    source = """\
        end = time.monotonic() + 1
        data = b"{" * 65536
        for descriptor in [*range(3, 1024)] * 20:
            try:
                os.set_blocking(descriptor, False)
                while time.monotonic() < end and os.write(descriptor, data):
                    pass
            except OSError:
                pass
        os._exit(8)
        """
    outcome = run_attack(source)
    assert (outcome.ending, outcome.exit_code) == (Ending.EXITED, 8)


def test_a_signal_that_the_sandbox_may_use_tells_nothing_false(run_attack):
    source = """\
        for number in range(signal.SIGRTMIN, signal.SIGRTMAX + 1):
            signal.signal(number, lambda *_: os._exit(0))
        time.sleep(60)
        """
    outcome = run_attack(source, seconds=0.5)
    assert outcome.ending is Ending.TIMED_OUT


@pytest.mark.parametrize("seconds", ["1" + "0" * 400, "1e400", "NaN", "true", "[]"])
def test_a_time_that_no_clock_can_show_is_not_believed(run_attack, seconds):
    outcome = run_attack(f"""\
        line = b'{{"what": "virtual", "seconds": {seconds}}}\\n'
        for descriptor in range(3, 1024):
            try:
                os.write(descriptor, line)
            except OSError:
                pass
        os._exit(0)
        """)
    assert (outcome.ending, outcome.virtual_seconds in {None, 1.0}) == (Ending.FINISHED, True)


def test_the_name_of_a_mapped_file_does_not_end_the_watch(run_attack):
    source = """\
        import mmap
        shared = mmap.mmap(-1, 4096)
        with open("/proc/self/maps") as maps:
            device = next(line.split()[3] for line in maps if "/dev/zero (deleted)" in line)
        with open(f"a\\r {device} b", "w+b") as file:
            file.truncate(4096)
            mapped = mmap.mmap(file.fileno(), 4096)
        time.sleep(0.3)
        print("mapped")
        """
    outcome = run_attack(source)
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "mapped\n")
