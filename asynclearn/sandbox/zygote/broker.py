"""Loopback for programs that share the machine's network: the supervisor makes their calls.

A program may make TCP sockets, and send and receive. But `connect`, `bind`, `listen`, and
`shutdown` where it could stop a server, only arrive here, as notifications (`linux/notifications`):

- `bind` is to 127.0.0.1 or ::1 where no address is given, to a loopback address as it is given,
  and to no other.
- `listen` is for a socket that is bound so.
- `connect` goes where a socket of this run listens. To all else of this computer it is refused, as
  if nobody were there, and there is no way to the outside.

That nothing can be changed between the judgement and the call: the socket is a duplicate, the
address a copy, the server is held open until it has been called, and all calls by which a server
could cease to be one come here, one after the other. Other programs of this computer can call a
server while it runs, since the loopback network is theirs, too.

What goes wrong with a call is an error of that call. None keeps the supervisor from its work: it
waits for nothing, and takes a few milliseconds of calls at a time.
"""

import errno
import os
import select
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from asynclearn.sandbox.linux import addresses, calls, notifications
from asynclearn.sandbox.linux.addresses import Address
from asynclearn.sandbox.linux.namespaces import SOCKET_BUFFER
from asynclearn.sandbox.linux.notifications import Notification, Notifications

from .connections import Connections, attempt, is_decided
from .servers import MOST_CALLERS, Server, Servers, inode_of, listens, opened

_SECONDS_AT_A_TIME = 0.005
_SECONDS_OF_PATIENCE = 0.01


class Broker:
    """The loopback network of one run. Raises OSError: this kernel has no notifications."""

    def __init__(self, listener: int) -> None:
        self._notifications = Notifications(listener)
        self._listener = listener
        self._poll = select.epoll()
        self._poll.register(listener, select.EPOLLIN)
        self._servers = Servers()
        self._connections = Connections(self._notifications, self._poll)
        self._nobody: dict[int, socket.socket] = {}
        self._first_port = _first_unprivileged_port()
        signal.signal(signal.SIGALRM, lambda *_: None)

    def fileno(self) -> int:
        """What to poll: it is readable when there is something to do."""
        return self._poll.fileno()

    def serve(self) -> None:
        """Do what there is to do, for some milliseconds at most."""
        until = time.monotonic() + _SECONDS_AT_A_TIME
        with _patience():
            while events := self._poll.poll(0):
                for descriptor, event in events:
                    if descriptor != self._listener:
                        self._connections.go_on(descriptor)
                    elif event & select.EPOLLIN:
                        self._hear()
                    else:
                        self._poll.unregister(self._listener)  # no process is left
                if time.monotonic() >= until:
                    return

    def callers(self) -> int:
        """How many connections wait to be accepted. To be called at times: it also tidies up."""
        with _patience():
            self._connections.look()
            return self._servers.callers()

    def close(self) -> None:
        """Let go of everything. Calls fail from here on."""
        with _patience():
            self._connections.close()
            for each in self._nobody.values():
                each.close()
        self._poll.close()
        self._notifications.close()

    def _hear(self) -> None:
        if (call := self._notifications.receive()) is None:
            return
        try:
            error = self._judge(call)
        except OSError as failure:
            error = failure.errno or errno.EACCES
        except Exception:  # noqa: BLE001 - a mistake of ours costs a call, and no run its supervisor
            error = errno.EACCES
        if error is not None:
            self._notifications.answer(call, error)

    def _judge(self, call: Notification) -> int | None:
        """Make a call; its error, or 0; None for an answer that comes later."""
        process = notifications.process_of(call.thread)
        with opened(process, call.integer(0)) as one:
            is_tcp = one.family in {socket.AF_INET, socket.AF_INET6} and (
                (one.type, one.proto) == (socket.SOCK_STREAM, socket.IPPROTO_TCP)
            )
            packed = b""
            if call.number in (calls.number("connect"), calls.number("bind")):
                length = call.integer(2)
                if not 0 <= length <= notifications.MOST_OF_AN_ADDRESS:
                    return errno.EINVAL
                packed = notifications.memory(call.thread, call.arguments[1], length)
            # All of that was the caller's own if it is still there.
            if not self._notifications.waits(call):
                return None
            if call.number == calls.number("shutdown"):
                return self._shut_down(one, call.integer(1), is_tcp=is_tcp)
            if not is_tcp:
                return errno.EACCES
            if call.number == calls.number("bind"):
                return self._bind(one, packed)
            if call.number == calls.number("listen"):
                return self._listen(one, process, call)
            return self._connect(one, packed, call)

    def _bind(self, one: socket.socket, packed: bytes) -> int:
        address = addresses.unpacked(packed, one.family).on_loopback()
        if address is None:
            return errno.EADDRNOTAVAIL
        # Root's supervisor could.
        if 0 < address.port < self._first_port:
            return errno.EACCES
        return calls.call("bind", one.fileno(), address.packed, len(address.packed))

    def _listen(self, one: socket.socket, process: int, call: Notification) -> int:
        self._servers.make_room()
        local = _local_address(one)
        bound = local.on_loopback()
        if bound is None or bound.host != local.host:
            # The kernel would have it listen on all networks.
            first = addresses.loopback(one.family, 0)
            calls.call("bind", one.fileno(), first.packed, len(first.packed))
        _bound_buffers(one)
        backlog = min(call.integer(1) & 0xFFFF_FFFF, MOST_CALLERS)  # -1 is as many as can be
        calls.call("listen", one.fileno(), backlog)
        server = Server(inode_of(one), process, call.integer(0))
        self._servers.add(_local_address(one).place, server)
        return 0

    def _connect(self, one: socket.socket, packed: bytes, call: Notification) -> int | None:
        if addresses.family_of(packed) == addresses.AF_UNSPEC:
            self._let_go(one)
            whole = addresses.DISCONNECT
            return calls.call("connect", one.fileno(), whole, len(whole))
        address = addresses.unpacked(packed, one.family).on_loopback()
        if address is None:
            return errno.ENETUNREACH
        if (begun := self._connections.of(inode_of(one))) is not None:
            if not os.get_blocking(one.fileno()):
                return errno.EALREADY
            begun.waiting.append(call)
            return None
        server = self._servers.take(address)
        if server is None:
            # The kernel itself is to refuse, with all that follows for who does not wait.
            address = self._where_nobody_is(address)
        try:
            return self._call(one, server, address, call)
        finally:
            if server is not None:
                server.close()

    def _call(
        self,
        one: socket.socket,
        server: socket.socket | None,
        address: Address,
        call: Notification,
    ) -> int | None:
        _bound_buffers(one)
        error, waits = attempt(one, address)
        if error not in (errno.EINPROGRESS, errno.EINTR):
            return error
        if is_decided(one):
            return attempt(one, address)[0] if waits else errno.EINPROGRESS
        connection = self._connections.begin(one, server and server.dup(), address)
        if not waits:
            return errno.EINPROGRESS
        if connection is None:
            return errno.ETIMEDOUT
        connection.waiting.append(call)
        return None

    def _shut_down(self, one: socket.socket, how: int, *, is_tcp: bool) -> int:
        if is_tcp:
            self._let_go(one)
        one.shutdown(how)
        return 0

    def _let_go(self, one: socket.socket) -> None:
        """A socket is about to be no server, and no client, any more."""
        inode = inode_of(one)
        self._connections.drop(inode, errno.ECONNREFUSED)
        if listens(one):
            self._servers.forget(inode)

    def _where_nobody_is(self, address: Address) -> Address:
        """A port that is taken, and where nobody listens. Raises OSError: ECONNREFUSED."""
        usual = address.nowhere_but(0)
        family = addresses.AF_INET if len(usual.place[0]) == 4 else addresses.AF_INET6  # noqa: PLR2004
        if family not in self._nobody:
            place = addresses.loopback(family, 0)
            taken = socket.socket(family, socket.SOCK_STREAM)
            try:
                calls.call("bind", taken.fileno(), place.packed, len(place.packed))
            except OSError:  # a machine without IPv6
                taken.close()
                raise ConnectionRefusedError(
                    errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED)
                ) from None
            self._nobody[family] = taken
        return address.nowhere_but(self._nobody[family].getsockname()[1])


def _local_address(one: socket.socket) -> Address:
    host, port = one.getsockname()[:2]
    packed = socket.inet_pton(one.family, host.partition("%")[0])
    return Address(one.family, packed, port)


def _bound_buffers(one: socket.socket) -> None:
    """Keep the buffers of a connection from growing to some megabytes, as they do by themselves.

    Those that a server accepts have the sizes of its own. The kernel doubles what it is told
    (socket(7)), and the program can't change it any more: see `arguments.keep_buffer_sizes`.
    """
    for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        one.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER // 2)


def _first_unprivileged_port() -> int:
    try:
        with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "rb") as file:
            return int(file.read())
    except OSError:
        return 1024  # as ever, and before Linux 4.11


@contextmanager
def _patience() -> Iterator[None]:
    """Have a signal break off, again and again, whatever would wait.

    A program can make a socket one that waits between our look at it and our call, or close it so
    that we are the last to do so and wait for what was not sent yet (SO_LINGER).
    """
    signal.setitimer(signal.ITIMER_REAL, _SECONDS_OF_PATIENCE, _SECONDS_OF_PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
