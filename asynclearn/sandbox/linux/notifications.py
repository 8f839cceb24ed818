"""System calls that a supervisor hears of and makes in a program's place (seccomp_unotify(2)).

The thread that makes such a call waits until it is answered. What it points to, and what its
numbers mean, may be changed meanwhile by the other threads of its process: so the supervisor takes
a copy of the one and a duplicate of the other, and uses nothing else.
"""

import ctypes
import errno
import os
import struct

from .calls import call

# include/uapi/linux/seccomp.h: SECCOMP_GET_NOTIF_SIZES, and ioctls of the type '!', whose numbers
# hold the size of what they pass (include/uapi/asm-generic/ioctl.h).
_GET_SIZES = 3
_RECEIVE = 0xC050_2100  # SECCOMP_IOCTL_NOTIF_RECV
_SEND = 0xC018_2101  # SECCOMP_IOCTL_NOTIF_SEND
_IS_VALID = 0x4008_2102  # SECCOMP_IOCTL_NOTIF_ID_VALID
_SIZES = struct.Struct("=HHH")
# struct seccomp_notif: id, thread, flags; then struct seccomp_data: number, architecture,
# instruction pointer, six arguments.
_NOTIFICATION = struct.Struct("=QIIiIQ6Q")
# struct seccomp_notif_resp: id, value, negative error, flags. Never
# SECCOMP_USER_NOTIF_FLAG_CONTINUE: the program would make the call with what it has by then.
_ANSWER = struct.Struct("=QqiI")

MOST_OF_AN_ADDRESS = 128
"""The largest address of a socket, in bytes (struct sockaddr_storage)."""
_HALF_OF_MEMORY = 1 << 63
"""All above is the kernel's."""


class Notification:
    """A call that waits for its answer."""

    __slots__ = ("arguments", "id", "number", "thread")

    def __init__(self, content: bytes) -> None:
        self.id, self.thread, _, self.number, _, _, *self.arguments = _NOTIFICATION.unpack_from(
            content
        )

    def integer(self, index: int) -> int:
        """An argument that is an int of C."""
        value: int = self.arguments[index] & 0xFFFF_FFFF
        return value - (1 << 32) if value >> 31 else value


class Notifications:
    """Those of one filter.

    Raises OSError: the kernel knows none.
    """

    def __init__(self, listener: int) -> None:
        self.descriptor = listener
        sizes = ctypes.create_string_buffer(_SIZES.size)
        call("seccomp", _GET_SIZES, 0, ctypes.addressof(sizes))
        # A newer kernel may write more than is known here.
        told, answered, _ = _SIZES.unpack(sizes.raw)
        self._size = max(told, _NOTIFICATION.size)
        self._answer_size = max(answered, _ANSWER.size)

    def receive(self) -> Notification | None:
        """The next one, for which the descriptor is readable; None if its thread is gone."""
        content = ctypes.create_string_buffer(self._size)  # the kernel wants zeros: EINVAL
        try:
            call("ioctl", self.descriptor, _RECEIVE, ctypes.addressof(content))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EINTR):
                return None
            raise
        return Notification(content.raw)

    def waits(self, notification: Notification) -> bool:
        """Whether its thread still waits.

        While it does, its number is not given to another. So what was taken from it by that number
        is only sure to be its own if this holds afterwards.
        """
        try:
            call("ioctl", self.descriptor, _IS_VALID, struct.pack("=Q", notification.id))
        except OSError:
            return False
        return True

    def answer(self, notification: Notification, error: int) -> None:
        """Let its call fail with an error, or with 0 succeed."""
        answer = _ANSWER.pack(notification.id, 0, -error, 0).ljust(self._answer_size, b"\0")
        try:
            call("ioctl", self.descriptor, _SEND, answer)
        except OSError as failure:
            if failure.errno not in (errno.ENOENT, errno.EINTR):  # it is gone
                raise

    def close(self) -> None:
        """Hear of no more calls: they fail with ENOSYS."""
        os.close(self.descriptor)


def process_of(thread: int) -> int:
    """The process that a thread belongs to. Raises OSError: there is none."""
    with open(f"/proc/{thread}/status", "rb") as file:
        for line in file:
            if line.startswith(b"Tgid:"):
                return int(line.split()[1])
    raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))


def duplicate(process: int, descriptor: int) -> int:
    """A descriptor of our own for what one of another process stands for.

    It is the same open file, whatever becomes of the other one. It takes the rights of a debugger:
    ptrace(2), "ptrace access mode checking".

    Raises OSError: EBADF if there is no such descriptor, EPERM without those rights.
    """
    handle = call("pidfd_open", process, 0)
    try:
        return call("pidfd_getfd", handle, descriptor, 0)
    finally:
        os.close(handle)


def memory(thread: int, address: int, length: int) -> bytes:
    """A copy of memory of another process. Raises OSError: EFAULT if it has none there."""
    if not length:
        return b""
    if address >= _HALF_OF_MEMORY:
        raise OSError(errno.EFAULT, os.strerror(errno.EFAULT))
    descriptor = os.open(f"/proc/{thread}/mem", os.O_RDONLY)
    try:
        content = os.pread(descriptor, length, address)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        content = b""
    finally:
        os.close(descriptor)
    if len(content) < length:
        raise OSError(errno.EFAULT, os.strerror(errno.EFAULT))
    return content
