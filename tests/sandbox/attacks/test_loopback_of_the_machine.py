"""TCP where a program shares the network of the machine: its own servers, and nobody else's."""

import pytest


@pytest.mark.parametrize("name", ["tcp4", "tcp6"])
def test_a_service_that_took_over_a_port_is_not_called(run_attack, host_listener, name):
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
