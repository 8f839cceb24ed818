"""TCP where a program shares the network of the machine: its own servers, and nobody else's."""

import re
import socket
import threading
import time

import pytest

from asynclearn.sandbox.outcome import Ending

PATIENCE = 10.0


@pytest.mark.parametrize("name", ["tcp4", "tcp6"])
def test_a_port_that_a_service_has_can_not_be_shared_with_it(run_attack, host_listener, name):
    source = """\
        import socket
        family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET
        def call(reuse):
            with socket.socket(family) as mine, socket.socket(family) as client:
                if reuse:
                    mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                    mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    mine.bind(("::" if len(address) == 4 else "0.0.0.0", address[1]))
                    mine.listen()
                except OSError:
                    pass
                if not reuse:
                    mine.close()
                client.settimeout(1)
                client.connect(address)
                client.send(b"hello")
        attempt("plain", lambda: call(False))
        attempt("reuse", lambda: call(True))
        """
    if name not in host_listener.sockets:
        pytest.skip("no IPv6 here")
    address = host_listener.addresses()[name]
    outcome = run_attack(source, given={"address": address})
    assert len(outcome.stdout.splitlines()) == 2, outcome
    assert host_listener.calls() == []


@pytest.mark.slow
def test_an_address_that_changes_during_the_call_reaches_no_service(run_attack, host_listener):
    source = """\
        import ctypes, socket, struct, threading, time
        libc = ctypes.CDLL(None)
        own = socket.create_server(("127.0.0.1", 0))
        ports = [own.getsockname()[1], address[1]]
        both = [struct.pack("=H", 2) + p.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
                for p in ports]
        space = ctypes.create_string_buffer(both[0], 16)
        over = False
        def swap():
            while not over:
                space[:] = both[1]
                space[:] = both[0]
        thread = threading.Thread(target=swap)
        thread.start()
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            with socket.socket() as mine:
                mine.setblocking(False)
                libc.connect(mine.fileno(), space, 16)
        over = True
        thread.join()
        tell("ended", "yes")
        """
    address = host_listener.addresses()["tcp4"]
    outcome = run_attack(source, given={"address": address})
    assert "ended\tyes" in outcome.stdout, outcome
    assert host_listener.calls() == []


def test_a_bad_pointer_or_length_is_an_error_of_that_call(run_attack):
    source = """\
        import ctypes, socket
        libc = ctypes.CDLL(None)
        mine = socket.socket()
        for name in ("connect", "bind"):
            for where, length in ((1, 16), (0, 16), (-1, 16), (1, -1), (1, 0), (1, 2**31 - 1)):
                answer = getattr(libc, name)(mine.fileno(), ctypes.c_void_p(where), length)
                tell(f"{name} {where} {length}", "refused" if answer == -1 else "fine")
        server = socket.create_server(("127.0.0.1", 0))
        socket.create_connection(server.getsockname()).close()
        tell("afterwards", "fine")
        """
    lines = run_attack(source).stdout.splitlines()
    assert lines[-1:] == ["afterwards\tfine"], lines
    assert all(line.endswith("refused") for line in lines[:-1]), lines


@pytest.mark.slow
@pytest.mark.parametrize("rest", ["while True: call()", "call()"], ids=["flood", "full backlog"])
def test_calls_do_not_keep_a_run_from_its_end_in_time(run_attack, rest):
    source = f"""\
        import socket, threading
        server = socket.socket()
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        kept = [socket.socket() for _ in range(4)]
        def call():
            if {rest == "call()"}:
                for each in kept:
                    each.connect(server.getsockname())
            else:
                with socket.socket() as one:
                    one.connect_ex(("127.0.0.1", 1))
        if {rest != "call()"}:
            def spin():
                while True: pass
            threading.Thread(target=spin, daemon=True).start()
        {rest}
        """
    outcome = run_attack(source, seconds=2)
    assert outcome.ending == "timed_out", outcome
    assert outcome.seconds < 4


@pytest.mark.slow
def test_a_service_that_takes_over_a_port_of_the_run_is_not_called(run_attack):
    """It waits for the port that the program had, and listens there as soon as it is free."""
    taken: list[socket.socket] = []
    port = _free_port()

    def take_over():
        until = time.monotonic() + PATIENCE
        while not taken and time.monotonic() < until:
            service = socket.socket()
            service.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                service.bind(("127.0.0.1", port))
                service.listen()
            except OSError:
                service.close()
                time.sleep(0.001)
            else:
                service.setblocking(False)  # noqa: FBT003 - a method of C
                taken.append(service)

    source = """\
        import socket
        mine = socket.create_server(("127.0.0.1", port))
        socket.create_connection(("127.0.0.1", port)).close()
        tell("open", "yes")
        mine.accept()[0].close()
        mine.close()
        end = time.monotonic() + 2
        while time.monotonic() < end:
            with socket.socket() as client:
                client.settimeout(0.2)
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    client.send(b"hello")
                    tell("called", "DONE")
        """
    thread = threading.Thread(target=_after, args=(0.5, take_over))
    thread.start()
    outcome = run_attack(source, given={"port": port}, seconds=8)
    thread.join()
    assert (outcome.ending, "called" in outcome.stdout) == (Ending.FINISHED, False), outcome
    for service in taken:
        with service, pytest.raises(BlockingIOError):
            service.accept()


def _after(seconds, call):
    threading.Event().wait(seconds)
    call()


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


REACHES = {
    "a message that connects": (
        "mine.sendmsg([b'hello'], [], socket.MSG_FASTOPEN, address)",
        "mine.sendto(b'hello', socket.MSG_FASTOPEN, address)",
    ),
    "an option that connects later": (
        "(mine.setsockopt(socket.IPPROTO_TCP, 30, 1), mine.connect(address), mine.send(b'x'))",
    ),
    "another duplicate": ("socket.socket(fileno=os.dup(mine.fileno())).connect(address)",),
    "an address of the other family": (
        "socket.socket(socket.AF_INET6).connect(('::ffff:127.0.0.1', address[1]))",
        "mine.connect(('0.0.0.0', address[1]))",
        "mine.connect(('127.1.2.3', address[1]))",
    ),
    "a child": (
        "libc.connect(mine.fileno(), packed, 16) if os.fork() == 0 else os.wait()",
        "subprocess.run([sys.executable, '-c', ANOTHER.format(address)], capture_output=True)",
    ),
}


@pytest.mark.parametrize("ways", REACHES.values(), ids=REACHES)
def test_no_way_leads_to_a_service_of_the_machine(run_attack, host_listener, ways):
    source = "import socket, struct, subprocess, sys\n"
    source += "ANOTHER = 'import socket; socket.create_connection({})'\n"
    source += "packed = struct.pack('=H', 2) + address[1].to_bytes(2, 'big')"
    source += " + bytes([127, 0, 0, 1]) + bytes(8)\n"
    for number, way in enumerate(ways):
        source += (
            f"mine = socket.socket()\nmine.settimeout(1)\nattempt('{number}', lambda: {way})\n"
        )
    address = host_listener.addresses()["tcp4"]
    outcome = run_attack(source, given={"address": tuple(address)})
    assert len(outcome.stdout.splitlines()) >= len(ways), outcome
    assert host_listener.calls() == []


@pytest.mark.slow
def test_a_descriptor_that_changes_during_the_call_reaches_no_service(run_attack, host_listener):
    source = """\
        import socket, struct, threading
        own = socket.create_server(("127.0.0.1", 0))
        packed = struct.pack("=H", 2) + address[1].to_bytes(2, "big") + bytes([127, 0, 0, 1])
        packed += bytes(8)
        pair, tcp = socket.socketpair()[0], socket.socket()
        number = os.dup(tcp.fileno())
        over = False
        def swap():
            while not over:
                os.dup2(pair.fileno(), number)
                os.dup2(tcp.fileno(), number)
        thread = threading.Thread(target=swap)
        thread.start()
        end = time.monotonic() + 1
        while time.monotonic() < end:
            libc.connect(number, packed, 16)
        over = True
        thread.join()
        tell("ended", "yes")
        """
    address = host_listener.addresses()["tcp4"]
    outcome = run_attack(source, given={"address": tuple(address)})
    assert "ended\tyes" in outcome.stdout, outcome
    assert host_listener.calls() == []


WORKS = {
    "refused once it is closed": """\
server = socket.create_server(("127.0.0.1", 0))
where = server.getsockname()
socket.create_connection(where).close()
server.close()
try:
    socket.create_connection(where)
except ConnectionRefusedError:
    print("works")
""",
    "taken by itself": """\
server = socket.create_server(("127.0.0.1", 0))
try:
    with socket.socket() as other:
        other.bind(server.getsockname())
        other.listen()
except OSError as error:
    print("works" if error.errno == errno.EADDRINUSE else error)
""",
    "a client that does not wait": """\
server = socket.create_server(("127.0.0.1", 0))
client = socket.socket()
client.setblocking(False)
code = client.connect_ex(server.getsockname())
server.accept()
print("works" if code in (0, errno.EINPROGRESS) and not client.getblocking() else code)
""",
    "a client that waits": """\
server = socket.create_server(("127.0.0.1", 0))
client = socket.socket()
client.connect(server.getsockname())
ours, _ = server.accept()
client.send(b"works")
print(ours.recv(9).decode() if client.getblocking() else "changed")
""",
    "used again after it was disconnected": """\
server = socket.create_server(("127.0.0.1", 0))
client = socket.socket()
client.connect(server.getsockname())
libc.connect(client.fileno(), bytes(16), 16)
client.connect(server.getsockname())
print("works")
""",
    "a child that calls its parent": """\
server = socket.create_server(("127.0.0.1", 0))
call = f"import socket; socket.create_connection({server.getsockname()}).send(b'works')"
child = subprocess.Popen([sys.executable, "-S", "-c", call])
print(server.accept()[0].recv(9).decode())
child.wait()
""",
    "a server in a thread": """\
server = socket.create_server(("127.0.0.1", 0))
def serve():
    server.accept()[0].sendall(b"works")
threading.Thread(target=serve).start()
print(socket.create_connection(server.getsockname()).recv(9).decode())
""",
    "asyncio": """\
async def main():
    async def answer(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()
    async with await asyncio.start_server(answer, "localhost", 0) as server:
        where = server.sockets[0].getsockname()[:2]
        reader, writer = await asyncio.open_connection(*where)
        writer.write(b"works\\n")
        print((await reader.read()).decode().strip().lower())
        writer.close()
asyncio.run(main())
""",
}


@pytest.mark.parametrize("source", WORKS.values(), ids=WORKS)
def test_a_server_of_its_own_works(run_attack, source):
    imports = "import asyncio, socket, subprocess, sys, threading\n"
    outcome = run_attack(imports + source)
    assert (outcome.ending, outcome.stdout) == (Ending.FINISHED, "works\n"), outcome


def test_a_server_that_listens_everywhere_listens_here_alone(run_attack):
    source = """\
        import socket
        server = socket.socket()
        server.bind(("", 0))
        server.listen()
        print(server.getsockname()[0])
        """
    outcome = run_attack(source)
    # In a network of its own "everywhere" is nowhere else.
    assert re.fullmatch(r"(127\.0\.0\.1|0\.0\.0\.0)\n", outcome.stdout), outcome
    assert "network-namespace" in outcome.confined or outcome.stdout.startswith("127.")
