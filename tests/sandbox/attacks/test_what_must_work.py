"""What programs of the lessons do, and confinement must allow."""

import pytest

from asynclearn.sandbox.outcome import Ending

TCP = """\
import asyncio
async def main():
    async def answer(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    async with await asyncio.start_server(answer, HOST, 0) as server:
        address = server.sockets[0].getsockname()[:2]
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"works\\n")
        print((await reader.read()).decode().lower(), end="")
        writer.close()
        await writer.wait_closed()
asyncio.run(main())
"""
UDP = """\
import asyncio
async def main():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    class Answer(asyncio.DatagramProtocol):
        def datagram_received(self, data, address):
            done.set_result(data)
    transport, _ = await loop.create_datagram_endpoint(Answer, ("127.0.0.1", 0))
    sender, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, remote_addr=transport.get_extra_info("sockname"))
    sender.sendto(b"works")
    print((await done).decode())
    sender.close()
    transport.close()
asyncio.run(main())
"""
UNIX = """\
import asyncio
async def main():
    async def answer(reader, writer):
        writer.write(b"works")
        writer.close()
    async with await asyncio.start_unix_server(answer, ADDRESS):
        reader, writer = await asyncio.open_unix_connection(ADDRESS)
        print((await reader.read()).decode())
        writer.close()
        await writer.wait_closed()
asyncio.run(main())
"""
WORKS = {
    "tcp on 127.0.0.1": f"HOST = '127.0.0.1'\n{TCP}",
    "tcp on ::1": f"HOST = '::1'\n{TCP}",
    "tcp on localhost": f"HOST = 'localhost'\n{TCP}",
    "udp": UDP,
    "unix socket in its folder": f"ADDRESS = 'mine.socket'\n{UNIX}",
    "unix socket in /tmp": f"ADDRESS = '/tmp/mine.socket'\n{UNIX}",
    "abstract unix socket": f"ADDRESS = '\\0mine'\n{UNIX}",
    "shell": "import os, sys\nsys.exit(os.system('echo works'))",
    "subprocess": "import subprocess, sys\n"
    "subprocess.run([sys.executable, '-c', 'print(\"works\")'], check=True)",
    "asyncio subprocess": """\
import asyncio, sys
async def main():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print(input())", stdin=-1, stdout=-1)
    print((await process.communicate(b"works\\n"))[0].decode(), end="")
asyncio.run(main())
""",
    "to_thread": "import asyncio\nprint(asyncio.run(asyncio.to_thread(lambda: 'works')))",
    "process pool": """\
from concurrent.futures import ProcessPoolExecutor
if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        print(next(pool.map("".join, [["works"]])))
""",
    "spawned processes": """\
import multiprocessing
def say(queue):
    queue.put("works")
if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=say, args=(queue,))
    process.start()
    print(queue.get())
    process.join()
""",
    "shared memory": """\
from multiprocessing.shared_memory import SharedMemory
memory = SharedMemory(create=True, size=5)
memory.buf[:5] = b"works"
print(bytes(memory.buf[:5]).decode())
memory.close()
memory.unlink()
""",
    "sqlite": """\
import sqlite3
for name in (":memory:", "file.db"):
    with sqlite3.connect(name) as connection:
        connection.execute("create table t (x)")
        connection.execute("insert into t values ('works')")
        result, = connection.execute("select x from t").fetchone()
    connection.close()
print(result)
""",
    "ssl": "import ssl\nssl.create_default_context()\nprint('works')",
    "tempfile": """\
import tempfile
with tempfile.NamedTemporaryFile("w+") as file:
    file.write("works")
    file.seek(0)
    print(file.read())
with tempfile.TemporaryDirectory():
    pass
""",
    "files": "import pathlib\npathlib.Path('x').write_text('works')\nprint(open('x').read())",
    "own module": "open('mine.py', 'w').write('what = \"works\"')\nimport mine\nprint(mine.what)",
    "signals": """\
import asyncio, os, signal
async def main():
    done = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, done.set)
    os.kill(os.getpid(), signal.SIGTERM)
    await done.wait()
    print("works")
asyncio.run(main())
""",
    "own signal to its child": """\
import subprocess
child = subprocess.Popen(["/bin/sleep", "60"])
child.terminate()
print("works" if child.wait() == -15 else "no")
""",
    "pipes": "import os\nr, w = os.pipe()\nos.write(w, b'works')\nprint(os.read(r, 5).decode())",
    "time zones": "import zoneinfo, datetime\n"
    "datetime.datetime.now(datetime.timezone.utc).astimezone()\nprint('works')",
    "user": "import getpass, os, pathlib\npathlib.Path.home()\nos.cpu_count()\nprint('works')",
    "debug mode": "import asyncio\nasyncio.run(asyncio.sleep(0), debug=True)\nprint('works')",
    "random": "import random, secrets, uuid\nuuid.uuid1()\nprint('works')",
    "devices": "open('/dev/null', 'w').write('x')\nopen('/dev/urandom', 'rb').read(1)\n"
    "open('/dev/zero', 'rb').read(1)\nprint('works')",
    "eventfd": "import os\nf = os.eventfd(1)\nos.eventfd_read(f)\nprint('works')",
    "own proc": "print('works' if open('/proc/self/comm').read() else '')",
    "name of the machine": "import platform, socket\nsocket.gethostname()\nplatform.platform()\n"
    "print('works')",
    "name lookup of its own": "import socket\n"
    "print('works' if socket.getaddrinfo('localhost', 1) else '')",
    "compression": "import bz2, lzma, zlib\nzlib.compress(b'x')\nprint('works')",
}


@pytest.mark.parametrize("source", WORKS.values(), ids=WORKS)
def test_it_works_in_confinement(outcome_of, source):
    outcome = outcome_of(source)
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "works\n"), outcome.stderr
    assert outcome.stderr == ""
