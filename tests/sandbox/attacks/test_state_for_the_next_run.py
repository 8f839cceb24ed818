"""Programs that want to leave something behind for the next one, or meet one that runs beside."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from asynclearn.sandbox.outcome import Ending

FOLDERS = "('/tmp', '/dev/shm', '/var/tmp', '.', os.environ['HOME'])"

# What one run leaves, and an expression that is true if the next one notices.
STATE = {
    "files": """\
for folder in FOLDERS:
    try:
        open(f"{folder}/{MARKER}-left", "w").close()
    except OSError:
        pass
---
any(MARKER in name for each in FOLDERS if os.path.isdir(each) for name in os.listdir(each))
""",
    "environment": """\
os.environ["LEFT"] = "x"
libc.setenv(b"LEFT", b"x", 1)
---
"LEFT" in os.environ
""",
    "modules": """\
import json
json.left = 1
sys.modules["left"] = json
---
"left" in sys.modules or hasattr(__import__("json"), "left")
""",
    "builtins": """\
import builtins
builtins.left = 1
---
hasattr(__import__("builtins"), "left")
""",
    "path": """\
sys.path.insert(0, "/left")
sys.path_hooks.clear()
---
"/left" in sys.path or not sys.path_hooks
""",
    "signals": """\
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
---
signal.getsignal(signal.SIGINT) is signal.SIG_IGN or signal.pthread_sigmask(signal.SIG_BLOCK, [])
""",
    "folder and mask": """\
os.chdir("/")
os.umask(0o777)
---
os.getcwd() == "/" or os.umask(0o22) == 0o777
""",
    "recursion limit and callbacks": """\
import atexit
atexit.register(print, "left")
sys.setrecursionlimit(50_000)
---
sys.getrecursionlimit() == 50_000
""",
    "decimal context": """\
import decimal
decimal.getcontext().prec = decimal.DefaultContext.prec = 3
---
__import__("decimal").getcontext().prec == 3
""",
    "daemon": """\
if os.fork() == 0:
    os.setsid()
    time.sleep(30)
---
[pid for pid in visible_pids() if pid not in (1, os.getpid(), os.getppid())
    and MARKER.encode() in read(f"/proc/{pid}/comm")]
""",
    "shared memory": """\
from multiprocessing import resource_tracker, shared_memory
try:
    each = shared_memory.SharedMemory(MARKER, create=True, size=10)
    resource_tracker.unregister(each._name, "shared_memory")
except OSError:
    pass
---
os.path.exists("/dev/shm/" + MARKER)
""",
    "abstract socket": """\
import socket
if os.fork() == 0:
    os.setsid()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind("\\0" + MARKER)
        left.listen()
        time.sleep(30)
time.sleep(0.2)
---
__import__("socket").socket(1).connect_ex("\\0" + MARKER) == 0
""",
    "priority": """\
os.nice(7)
---
os.nice(0) == 7
""",
    "limits": """\
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (50, 50))
---
__import__("resource").getrlimit(7) == (50, 50)
""",
    "flags of the input": """\
os.set_blocking(0, False)
---
not os.get_blocking(0)
""",
    "a lock on the input": """\
import fcntl
fcntl.flock(0, fcntl.LOCK_EX)
---
__import__("fcntl").flock(os.open("/dev/null", os.O_RDONLY), 6) is not None
""",
    "random numbers": """\
import random
random.seed(1)
---
__import__("random").random() == 0.13436424411240122
""",
    "event loop": """\
import asyncio
asyncio.set_event_loop(asyncio.new_event_loop())
asyncio.left = 1
---
hasattr(__import__("asyncio"), "left")
""",
}


@pytest.mark.parametrize("name", STATE)
def test_the_next_run_finds_nothing_of_the_last_one(run_attack, name):
    leave, _, notice = STATE[name].replace("FOLDERS", FOLDERS).partition("---\n")
    assert run_attack(leave).ending is Ending.FINISHED
    look = f"try:\n    found = bool({notice})\nexcept OSError:\n    found = False\nprint(found)"
    assert run_attack(look).stdout == "False\n"


def test_a_port_is_free_again_for_the_next_run(run_attack):
    source = """\
        import socket
        with socket.create_server(("127.0.0.1", 18_743)) as server:
            client = socket.create_connection(server.getsockname())
            peer, _ = server.accept()
            peer.close()
            print("bound")
        if os.fork() == 0:
            os.setsid()
            kept = socket.create_server(("127.0.0.1", 18_744))
            time.sleep(30)
        time.sleep(0.1)
        """
    again = source.replace("18_743", "18_744")
    assert run_attack(source).stdout == "bound\n"
    assert run_attack(again).stdout == "bound\n"


def test_random_numbers_differ_from_run_to_run(run_attack):
    source = "import random, uuid, tempfile\nprint(random.random(), uuid.uuid4(), os.urandom(4))"
    assert len({run_attack(source).stdout for _ in range(3)}) == 3


def test_runs_at_the_same_time_do_not_meet(run_attack):
    source = """\
        import socket
        mine = socket.create_server(("127.0.0.1", 18_745))
        open(f"/tmp/{MARKER}-meeting", "x").close()
        time.sleep(0.5)
        tell("visible", len(visible_pids()) <= 3)
        os.unlink(f"/tmp/{MARKER}-meeting")
        """
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: run_attack(source), range(3)))
    assert [outcome.stdout for outcome in outcomes] == ["visible\tTrue\n"] * 3
