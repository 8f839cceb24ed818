"""The sockets of a run that listen: where, in which process, and how many callers wait.

Each is looked for anew whenever it matters, by its inode, which no two open sockets share. For the
supervisor to keep one would be to keep it open when the program has closed it.
"""

import errno
import os
import socket
import stat
from collections.abc import Collection
from contextlib import closing, suppress

from asynclearn.sandbox.linux import descriptors, memory, notifications
from asynclearn.sandbox.linux.addresses import Address

from .descendants import descendants

MOST_CALLERS = 128
"""How many may wait for one server to accept them. Each may have sent as much as a buffer holds."""
_MOST = 256

_CALLERS = 24
"""Where struct tcp_info (include/uapi/linux/tcp.h) tells the callers of a socket that listens:
tcpi_unacked, by tcp_get_info in net/ipv4/tcp.c."""


class Server:
    """One socket that listens, and where it was seen last."""

    __slots__ = ("called", "descriptor", "inode", "process", "waiting")

    def __init__(self, inode: int, process: int, descriptor: int) -> None:
        self.inode = inode
        self.process = process
        self.descriptor = descriptor
        self.waiting = 0
        """How many callers there were, when they were counted."""
        self.called = 0
        """How many came since."""


class Servers:
    """Those of one run, by the place where they listen."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, int], Server] = {}

    def make_room(self) -> None:
        """For one more. Raises OSError: there are too many."""
        if len(self._known) >= _MOST:
            self.callers()
        if len(self._known) >= _MOST:
            raise OSError(errno.ENOBUFS, os.strerror(errno.ENOBUFS))

    def add(self, place: tuple[bytes, int], server: Server) -> None:
        """One has begun to listen."""
        self._known[place] = server

    def forget(self, inode: int) -> None:
        """It listens no longer."""
        self._known = {place: each for place, each in self._known.items() if each.inode != inode}

    def take(self, address: Address) -> socket.socket | None:
        """Another descriptor for the one that listens there; None if no process has it open.

        As long as it is kept, nobody else can come to listen there.
        """
        server = self._known.get(address.place)
        if server is None:
            return None
        found = _opened(server)
        if found is None:
            _locate([server])
            found = _opened(server)
        if found is not None:
            server.called += 1
        return found

    def callers(self) -> int:
        """How many wait for a server to accept them, at most."""
        missing = {}
        for place, server in self._known.items():
            if (found := _opened(server)) is None:
                missing[place] = server
            else:
                _count(server, found)
        if missing:
            _locate(missing.values())
        for place, server in missing.items():
            if (found := _opened(server)) is not None:
                _count(server, found)
            elif _is_free(place):
                del self._known[place]
            # Else it is on its way in a message from one process to another (SCM_RIGHTS), with all
            # that its callers have sent.
        return sum(each.waiting + each.called for each in self._known.values())


def inode_of(one: socket.socket) -> int:
    """What identifies it among all that are open."""
    return os.fstat(one.fileno()).st_ino


def opened(process: int, descriptor: int) -> socket.socket:
    """A socket of a process, by another descriptor. Raises OSError: it has none there."""
    ours = notifications.duplicate(process, descriptor)
    try:
        if not stat.S_ISSOCK(os.fstat(ours).st_mode):
            raise OSError(errno.ENOTSOCK, os.strerror(errno.ENOTSOCK))  # noqa: TRY301 - closed below
        return socket.socket(fileno=ours)
    except OSError:
        os.close(ours)
        raise


def listens(one: socket.socket) -> bool:
    """Whether it does."""
    return bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def held(inodes: Collection[int]) -> dict[int, tuple[int, int]]:
    """Those of these sockets that a process of the run has open: the process and a descriptor."""
    found = {}
    for process in descendants(os.getpid()):
        with suppress(OSError):
            for inode, descriptor in descriptors.sockets(memory.where(process)[0]):
                if inode in inodes:
                    found[inode] = process, descriptor
    return found


def _opened(server: Server) -> socket.socket | None:
    """By where it was seen last."""
    try:
        found = opened(server.process, server.descriptor)
    except OSError:
        return None
    if inode_of(found) == server.inode and listens(found):
        return found
    found.close()
    return None


def _locate(servers: Collection[Server]) -> None:
    seen = held({each.inode for each in servers})
    for server in servers:
        if server.inode in seen:
            server.process, server.descriptor = seen[server.inode]


def _count(server: Server, found: socket.socket) -> None:
    with found:
        told = found.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _CALLERS + 4)
    server.waiting = int.from_bytes(told[_CALLERS:], "little")
    server.called = 0


def _is_free(place: tuple[bytes, int]) -> bool:
    """Whether nobody listens there any more."""
    host, port = place
    family = socket.AF_INET if len(host) == 4 else socket.AF_INET6  # noqa: PLR2004 - IPv4
    try:
        with closing(socket.socket(family)) as trial:
            # Else what is left of a connection that is over would be in the way.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((socket.inet_ntop(family, host), port))
    except OSError:
        return False
    return True
