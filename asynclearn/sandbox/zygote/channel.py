"""Messages between our processes: a length, JSON, and descriptors along with it."""

import json
import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_LENGTH = struct.Struct("!I")
_MOST_DESCRIPTORS = 4


def packed(message: Mapping[str, Any]) -> bytes:
    """A message as it travels."""
    # JSON in ASCII carries lone surrogates, which a learner's file may hold, as escapes.
    body = json.dumps(message).encode("ascii")
    return _LENGTH.pack(len(body)) + body


def send(channel: socket.socket, data: bytes, descriptors: Sequence[int] = ()) -> None:
    """Send what `packed` gave, however long it takes."""
    # Not by socket.send_fds: that imports `array`, which a program would see.
    numbers = struct.pack(f"{len(descriptors)}i", *descriptors)
    passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)] if descriptors else []
    sent = channel.sendmsg([data], passed)
    channel.sendall(data[sent:])


def receive_some(channel: socket.socket, most_bytes: int, most: int) -> tuple[bytes, list[int]]:
    """What has come, and the descriptors with it; b"" when the other end is closed."""
    width = struct.calcsize("i")
    data, passed, _, _ = channel.recvmsg(most_bytes, socket.CMSG_LEN(most * width))
    descriptors: list[int] = []
    for level, kind, numbers in passed:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            whole = len(numbers) // width
            descriptors += struct.unpack(f"{whole}i", numbers[: whole * width])
    return data, descriptors


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """One message and its descriptors; None when the other end is closed before its end."""
    # The descriptors come with the first bytes that were sent (unix(7)).
    head, descriptors = receive_some(channel, _LENGTH.size, _MOST_DESCRIPTORS)
    while head and len(head) < _LENGTH.size:
        if not (more := channel.recv(_LENGTH.size - len(head))):
            return None
        head += more
    if not head:
        return None
    left = _LENGTH.unpack(head)[0]
    parts = []
    while left:
        if not (part := channel.recv(min(left, 1 << 20))):
            return None
        parts.append(part)
        left -= len(part)
    message: dict[str, Any] = json.loads(b"".join(parts))
    return message, descriptors


def unpacked(received: bytearray) -> Iterator[dict[str, Any]]:
    """The messages that are whole so far, which are taken from what was received."""
    while len(received) >= _LENGTH.size:
        end = _LENGTH.size + _LENGTH.unpack_from(received)[0]
        if len(received) < end:
            return
        yield json.loads(received[_LENGTH.size : end])
        del received[:end]
