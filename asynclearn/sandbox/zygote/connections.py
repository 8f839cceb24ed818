"""Connections of a run that were begun and are not there yet, as the server has too many callers.

The kernel tries again for a while, each time at the same port. Whoever listens there by then would
be called. So until it is decided, the server is kept where it is, or the try is given up.
"""

import errno
import os
import select
import socket

from asynclearn.sandbox.linux import calls
from asynclearn.sandbox.linux.addresses import DISCONNECT, Address
from asynclearn.sandbox.linux.notifications import Notification, Notifications

from .servers import held, inode_of

_MOST = 64
_UNDER_WAY = (errno.EINPROGRESS, errno.EALREADY, errno.EINTR)


class Connection:
    """One that is under way."""

    def __init__(self, client: socket.socket, server: socket.socket | None, to: Address) -> None:
        self.client = client.dup()
        self.server = server
        """None where nobody listens, and nobody can."""
        self.to = to
        self.waiting: list[Notification] = []
        self.inode = inode_of(client)
        self.server_inode = -1 if server is None else inode_of(server)


class Connections:
    """Those of one run."""

    def __init__(self, notifications: Notifications, poll: select.epoll) -> None:
        self._notifications = notifications
        self._poll = poll
        self._begun: dict[int, Connection] = {}
        """By our descriptor of the client, which is polled."""

    def begin(
        self, client: socket.socket, server: socket.socket | None, to: Address
    ) -> Connection | None:
        """Keep an eye on one; None if there are too many, and this one was given up.

        The server is closed in either case, when it is no longer needed.
        """
        connection = Connection(client, server, to)
        if len(self._begun) >= _MOST:
            _give_up(connection)
            return None
        self._begun[connection.client.fileno()] = connection
        self._poll.register(connection.client, select.EPOLLOUT)
        return connection

    def of(self, inode: int) -> Connection | None:
        """The one that a client has under way."""
        return next((each for each in self._begun.values() if each.inode == inode), None)

    def go_on(self, descriptor: int) -> None:
        """One of them is decided."""
        connection = self._begun.get(descriptor)
        if connection is None:
            return
        error = attempt(connection.client, connection.to)[0] if connection.waiting else 0
        if error not in _UNDER_WAY:
            self._end(connection, error)

    def drop(self, inode: int, error: int) -> None:
        """Give up those of this client, or with this server."""
        for connection in list(self._begun.values()):
            if inode in (connection.inode, connection.server_inode):
                _disconnect(connection.client)
                self._end(connection, error)

    def look(self) -> None:
        """Give up those whose client or server the program has closed."""
        if not self._begun:
            return
        begun = list(self._begun.values())
        inodes = {each.inode for each in begun} | {each.server_inode for each in begun}
        alive = held(inodes).keys() | {-1}
        for each in begun:
            if each.inode not in alive or each.server_inode not in alive:
                self.drop(each.inode, errno.ECONNREFUSED)

    def close(self) -> None:
        """Let go of all of them."""
        for connection in list(self._begun.values()):
            self.drop(connection.inode, errno.ECONNABORTED)

    def _end(self, connection: Connection, error: int) -> None:
        for each in connection.waiting:
            self._notifications.answer(each, error)
        self._poll.unregister(connection.client)
        del self._begun[connection.client.fileno()]
        _close(connection)


def attempt(client: socket.socket, to: Address) -> tuple[int, bool]:
    """connect(2) without waiting: its error or 0, and whether the program would have waited.

    For a socket that is under way it tells what came of that, and nothing new is begun.
    """
    descriptor = client.fileno()
    waits = os.get_blocking(descriptor)
    if waits:
        # It is the program's own flag, too, and so it stays changed as short as can be.
        os.set_blocking(descriptor, False)
    try:
        calls.call("connect", descriptor, to.packed, len(to.packed))
    except OSError as error:
        # EINTR, if the program changed the flag meanwhile: see `broker.Patience`.
        return error.errno or errno.EACCES, waits
    finally:
        if waits:
            os.set_blocking(descriptor, True)
    return 0, waits


def is_decided(client: socket.socket) -> bool:
    """Whether a connection that was begun is there, or has failed."""
    poll = select.poll()
    poll.register(client, select.POLLOUT)
    return bool(poll.poll(0))


def _give_up(connection: Connection) -> None:
    _disconnect(connection.client)
    _close(connection)


def _disconnect(client: socket.socket) -> None:
    try:
        calls.call("connect", client.fileno(), DISCONNECT, len(DISCONNECT))
    except OSError:
        return  # it is not under way


def _close(connection: Connection) -> None:
    connection.client.close()
    if connection.server is not None:
        connection.server.close()
