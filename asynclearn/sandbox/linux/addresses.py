"""Addresses of TCP as they pass in system calls, and which of them mean this computer alone."""

import errno
import os
import struct

AF_UNSPEC, AF_INET, AF_INET6 = 0, 2, 10  # include/linux/socket.h
_FAMILY = struct.Struct("=H")
# struct sockaddr_in: family, port, address, padding (include/uapi/linux/in.h). And sockaddr_in6:
# family, port, flow, address, and a scope that the kernel does not insist on (in6.h; RFC 2133 had
# none).
_IP = struct.Struct("=H2s4s8x")
_IPV6 = struct.Struct("=H2s4x16s4x")
_SHORTEST_IPV6 = 24

_WILDCARD, _WILDCARD_6 = bytes(4), bytes(16)
_LOOPBACK, _LOOPBACK_6 = b"\x7f\0\0\1", bytes(15) + b"\1"
_LOOPBACK_NET = 127
_MAPPED = bytes(10) + b"\xff\xff"
"""How an address of IPv4 begins where it is written as one of IPv6: RFC 4291, 2.5.5.2."""

DISCONNECT = _IP.pack(AF_UNSPEC, b"\0\0", _WILDCARD)
"""What a socket is given as an address to connect to none any more: connect(2)."""


class Address:
    """An address with a port."""

    __slots__ = ("family", "host", "port")

    def __init__(self, family: int, host: bytes, port: int) -> None:
        self.family = family
        self.host = host
        """In the order of the network."""
        self.port = port

    @property
    def place(self) -> tuple[bytes, int]:
        """The same for two addresses that lead to the same socket."""
        return self.host.removeprefix(_MAPPED), self.port

    @property
    def packed(self) -> bytes:
        """As system calls take it."""
        structure = _IP if self.family == AF_INET else _IPV6
        return structure.pack(self.family, self.port.to_bytes(2, "big"), self.host)

    def on_loopback(self) -> "Address | None":
        """What it means of the loopback network; None if it lies elsewhere.

        No address at all, as in 0.0.0.0 and ::, means that network.
        """
        mapped = self.host.startswith(_MAPPED) and self.family == AF_INET6
        host = self.host.removeprefix(_MAPPED) if mapped else self.host
        if host == _WILDCARD:
            host = _LOOPBACK
        elif host == _WILDCARD_6:
            host = _LOOPBACK_6
        elif host != _LOOPBACK_6 and not (len(host) == 4 and host[0] == _LOOPBACK_NET):  # noqa: PLR2004 - IPv4
            return None
        return Address(self.family, _MAPPED + host if mapped else host, self.port)

    def nowhere_but(self, port: int) -> "Address":
        """The usual one of the loopback network it lies in, with another port."""
        if self.family == AF_INET6 and not self.host.startswith(_MAPPED):
            return Address(self.family, _LOOPBACK_6, port)
        mapped = _MAPPED if self.family == AF_INET6 else b""
        return Address(self.family, mapped + _LOOPBACK, port)


def family_of(packed: bytes) -> int:
    """The family of an address. Raises OSError (EINVAL): it is too short to have one."""
    if len(packed) < _FAMILY.size:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    family: int = _FAMILY.unpack_from(packed)[0]
    return family


def unpacked(packed: bytes, family: int) -> Address:
    """The address that a socket of this family was given.

    Raises OSError: EINVAL if it is too short, EAFNOSUPPORT if it is of another family; as the
    kernel would.
    """
    known = family_of(packed)
    shortest = _IP.size if family == AF_INET else _SHORTEST_IPV6
    if len(packed) < shortest:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    if known != family:
        raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
    structure = _IP if family == AF_INET else _IPV6
    _, port, host = structure.unpack_from(packed.ljust(structure.size, b"\0"))
    return Address(family, host, int.from_bytes(port, "big"))


def loopback(family: int, port: int) -> Address:
    """The usual address of the loopback network."""
    return Address(family, _LOOPBACK if family == AF_INET else _LOOPBACK_6, port)
