"""Programs that want to speak with the world, with the machine, or with its services."""

import socket
import threading
import time
from contextlib import suppress

import pytest

CALL = """\
import socket
for name, address in addresses.items():
    family = (socket.AF_UNIX if isinstance(address, (str, bytes))
              else socket.AF_INET6 if len(address) == 4 else socket.AF_INET)
    kind = socket.SOCK_DGRAM if "udp" in name or "datagram" in name else socket.SOCK_STREAM
    def call():
        with socket.socket(family, kind) as mine:
            mine.settimeout(1)
            mine.connect(address)
            mine.send(b"hello")
    attempt(name, call)
"""
OUTSIDE = """\
import socket
TEST_NET, DISCARD = ("198.51.100.1", "2001:db8::1"), 9  # RFC 5737, RFC 3849
def call(family, kind, address, protocol=0):
    with socket.socket(family, kind, protocol) as mine:
        mine.settimeout(0.5)
        mine.connect((address, DISCARD))
        mine.send(b"x")
"""


@pytest.fixture
def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_services_of_the_machine_see_no_call(run_attack, host_listener):
    outcome = run_attack(CALL, given={"addresses": host_listener.addresses()})
    assert len(outcome.stdout.splitlines()) == len(host_listener.sockets)
    assert host_listener.calls() == []
    # Nor does the program believe so. A datagram to a port that nobody has is sent, and lost.
    through = [line for line in outcome.stdout.splitlines() if "DONE" in line]
    assert [line for line in through if not line.startswith("udp")] == []


def test_services_of_the_machine_can_be_called_without_a_sandbox(run_unconfined, host_listener):
    run_unconfined(CALL, given={"addresses": host_listener.addresses()})
    assert host_listener.calls() == list(host_listener.sockets)


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_DGRAM"])
def test_nothing_is_sent_to_the_outside(run_attack, came_through, family, kind):
    source = f"""{OUTSIDE}
address = TEST_NET[socket.{family} == socket.AF_INET6]
attempt("send", lambda: call(socket.{family}, socket.{kind}, address))
"""
    outcome = run_attack(source)
    assert came_through(outcome, made=1) == {}
    assert "Timeout" not in outcome.stdout
    assert "ETIMEDOUT" not in outcome.stdout, "it was sent, and nobody answered"


def test_no_name_is_resolved(run_attack, came_through):
    source = """\
        import socket
        attempt("name", lambda: socket.getaddrinfo("example.com", 80))
        attempt("mail", lambda: socket.gethostbyname("example.org"))
        """
    assert came_through(run_attack(source), made=2) == {}


def test_no_raw_or_exotic_socket_is_made(run_attack, came_through):
    # Numbers from linux/socket.h, for families that the socket module does not name everywhere.
    source = """\
        import socket
        FAMILIES = {"netlink": (16, 3, 0), "netlink audit": (16, 3, 9), "packet": (17, 3, 3),
            "packet datagram": (17, 2, 3), "raw": (2, 3, 1), "raw6": (10, 3, 58), "alg": (38, 5, 0),
            "vsock": (40, 1, 0), "bluetooth": (31, 3, 0), "can": (29, 3, 1), "xdp": (44, 3, 0),
            "tipc": (30, 2, 0), "rds": (21, 5, 0), "kcm": (41, 2, 0), "key": (15, 3, 2),
            "ppp": (24, 1, 0), "llc": (26, 1, 0), "ax25": (3, 5, 0), "x25": (9, 5, 0),
            "smc": (43, 1, 0), "qipcrtr": (42, 2, 0), "phonet": (35, 2, 0), "ipx": (4, 2, 0),
            "appletalk": (5, 2, 0), "nfc": (39, 5, 0), "caif": (37, 5, 0), "pppox": (24, 2, 0)}
        for name, numbers in FAMILIES.items():
            attempt(name, lambda: socket.socket(*numbers).close())
        """
    assert came_through(run_attack(source), made=27) == {}


def test_fast_open_and_broadcast_and_multicast_reach_no_one(run_attack, host_listener):
    source = """\
        import socket
        for name, address in addresses.items():
            if name not in ("tcp4", "outer"):
                continue
            def fast():
                with socket.socket() as mine:
                    mine.settimeout(1)
                    mine.sendto(b"hello", 0x20000000, address)  # MSG_FASTOPEN
            attempt("fast " + name, fast)
        def cast(where):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mine:
                mine.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                mine.sendto(b"hello", where)
        attempt("broadcast", lambda: cast(("255.255.255.255", addresses["udp4"][1])))
        attempt("multicast", lambda: cast(("224.0.0.1", addresses["udp4"][1])))
        attempt("mapped", lambda: socket.create_connection(
            ("::ffff:127.0.0.1", addresses["tcp4"][1]), 1))
        attempt("zero", lambda: socket.create_connection(("0.0.0.0", addresses["tcp4"][1]), 1))
        """
    outcome = run_attack(source, given={"addresses": host_listener.addresses()})
    assert len(outcome.stdout.splitlines()) >= 5
    assert host_listener.calls() == []
    assert "\tDONE" not in outcome.stdout


@pytest.mark.slow
def test_no_port_of_the_machine_is_taken(run_attack, unused_port):
    # A server inside is the program's own. What it binds, the machine can bind as well meanwhile.
    source = """\
        import socket
        mine = socket.create_server(("127.0.0.1", port))
        mine.settimeout(1)
        try:
            mine.accept()
            tell("called", "yes")
        except TimeoutError:
            tell("called", "no")
        """
    called = []

    def call():
        end = time.monotonic() + 0.8
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", unused_port), 0.2):
                called.append(unused_port)
            time.sleep(0.05)

    caller = threading.Thread(target=call)
    caller.start()
    outcome = run_attack(source, given={"port": unused_port})
    caller.join()
    assert outcome.stdout == "called\tno\n"
    assert called == []


def test_the_network_of_the_machine_is_not_shown(run_attack, came_through, host_listener):
    source = """\
        import socket
        attempt("names", lambda: [each for _, each in socket.if_nameindex() if each != "lo"][0])
        attempt("routes", lambda: read("/proc/net/route").splitlines()[1])
        # The kernel writes the ports of /proc/net in hexadecimal.
        ports = [":%04X " % address[1] for address in addresses.values() if len(address) in (2, 4)]
        for name in ("tcp", "tcp6", "udp", "udp6", "unix"):
            def look():
                with open("/proc/net/" + name) as file:
                    rows = file.read()
                return [each for each in [MARKER, *ports] if each in rows] or 1 / 0
            attempt(name, look)
        """
    outcome = run_attack(source, given={"addresses": host_listener.addresses()})
    assert came_through(outcome, made=7) == {}


def test_a_pair_of_datagrams_reaches_no_service_of_the_machine(run_attack, host_listener):
    path = host_listener.addresses()["path-datagram"]
    source = """\
        import socket
        def send():
            one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            return one.sendto(b"hello", path)
        attempt("send", send)
        """
    outcome = run_attack(source, given={"path": path})
    assert outcome.stdout.startswith("send\tE")
    assert host_listener.calls() == []
