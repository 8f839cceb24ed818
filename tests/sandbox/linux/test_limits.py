import os
from concurrent.futures import ThreadPoolExecutor

LIMITS = """\
import resource
small = dict(seconds=5, memory_bytes=64 << 20, processes=PROCESSES)
small |= dict(file_bytes=1 << 20, descriptors=32)
"""


def test_the_number_of_processes_is_held_to_also_for_root(told, who):
    source = (
        LIMITS.replace("PROCESSES", "8")
        + """\
limits.apply(limits.table(**small))
import signal
children = []
try:
    for _ in range(50):
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
except BlockingIOError:
    tell(len(children))
for child in children:
    os.kill(child, 9)
"""
    )
    assert told(source, "namespaces", who) == 7


def test_two_runs_do_not_share_their_number_of_processes(told, who):
    """They have one user; but the kernel counts by user namespace, of which each has one."""
    source = (
        LIMITS.replace("PROCESSES", "8")
        + """\
limits.apply(limits.table(**small))
import signal
children = []
try:
    while True:
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
except BlockingIOError:
    pass
tell([os.getuid(), len(children)])
__import__("time").sleep(0.3)
for child in children:
    os.kill(child, 9)
"""
    )
    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(lambda _: told(source, "namespaces", who), range(2)))
    assert [count for _, count in seen] == [7, 7]


def test_memory_files_and_descriptors_are_limited(told):
    source = (
        LIMITS.replace("PROCESSES", "64")
        + """\
import signal
limits.apply(limits.table(**small))
seen = []
try:
    bytearray(1 << 30)
except MemoryError:
    seen.append("memory")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open("large", "wb") as file:
        file.truncate(2 << 20)
except OSError as error:
    seen.append(error.errno)
try:
    opened = [open("/dev/null") for _ in range(40)]
except OSError as error:
    seen.append(error.errno)
    opened = []
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
except ValueError:
    seen.append("for good")
try:
    os.nice(-1)
except PermissionError:
    seen.append("nice")
tell(seen)
"""
    )
    assert told(source, "namespaces") == ["memory", 27, 24, "for good", "nice"]


def test_threads_of_the_largest_pool_start(told):
    source = (
        LIMITS.replace("PROCESSES", "64")
        + """\
import asyncio, time
limits.apply(limits.table(**small))
async def main():
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.05) for _ in range(32)))
asyncio.run(main())
tell("started")
"""
    )
    assert told(source, "namespaces") == "started"


def test_no_core_is_dumped(told):
    source = (
        LIMITS.replace("PROCESSES", "64")
        + """\
limits.apply(limits.table(**small))
child = os.fork()
if child == 0:
    os.abort()
_, status = os.waitpid(child, 0)
tell([os.WCOREDUMP(status), os.listdir(".")])
"""
    )
    dumped, files = told(source, "namespaces")
    assert (dumped, files) == (False, [])


def test_a_limit_that_is_lower_already_stays(told):
    source = """\
        import resource
        resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
        limits.apply([(resource.RLIMIT_NOFILE, 30), (resource.RLIMIT_CORE, 1)])
        tell([resource.getrlimit(resource.RLIMIT_NOFILE), resource.getrlimit(resource.RLIMIT_CORE)])
        """
    assert told(source) == [[20, 20], [1, 1]]


def test_all_threads_of_a_user_are_counted(told):
    source = """\
        import threading
        if identity.is_root():
            user = identity.choose()
            identity.become(user, user)
        before = limits.tasks_of(os.getuid())
        event = threading.Event()
        threads = [threading.Thread(target=event.wait) for _ in range(3)]
        for thread in threads:
            thread.start()
        tell(limits.tasks_of(os.getuid()) - before)
        event.set()
        """
    if os.getuid() == 0:
        assert told(source) == 3
