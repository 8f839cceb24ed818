"""Capabilities: none, in none of the five sets (capabilities(7))."""

import ctypes
import errno
import struct

from .calls import call, prctl

# include/uapi/linux/capability.h
_VERSION_3 = 0x2008_0522
DAC_READ_SEARCH = 1 << 2
SYS_PTRACE = 1 << 19
SYS_ADMIN = 1 << 21
# include/uapi/linux/prctl.h
_PR_SET_KEEPCAPS = 8
_PR_CAPBSET_READ = 23
_PR_CAPBSET_DROP = 24
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_MOST = 64  # bits in the sets of version 3


def shrink_bounds() -> None:
    """Have no exec give anything back, not even to user 0.

    Only CAP_SETPCAP may: an ordinary user has it in a namespace of their own only, and root has it
    no more once it became another user. Without it nothing happens.

    Raises OSError: the kernel refused for another reason.
    """
    for bit in range(_MOST):
        try:
            prctl(_PR_CAPBSET_DROP, bit)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.EPERM):  # past the last one; not allowed
                break
            raise


def drop(keep: int = 0) -> None:
    """Give up all capabilities but those in the bit mask `keep`, for good.

    The bounding set too, where that is allowed; elsewhere no_new_privs is what keeps exec from
    granting any.

    What is kept goes into the ambient set, too, so that subprocesses have it.

    Raises OSError: the kernel refused.
    """
    if keep:
        make_inheritable(keep)
    shrink_bounds()
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, about="ambient")
    low, high = keep & 0xFFFF_FFFF, keep >> 32
    # Effective, permitted, inheritable: the lower 32 bits of the three, then the upper.
    call("capset", _header(), struct.pack("6I", low, low, low, high, high, high))
    for bit in range(_MOST):
        if keep >> bit & 1:
            prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, bit, about="ambient")


def make_inheritable(keep: int) -> None:
    """Have the inheritable set be the bit mask `keep`.

    Before the bounding set is emptied: afterwards nothing can be added. What is ambient needs to be
    inheritable, and no place in the bounding set.

    Raises OSError: the kernel refused.
    """
    data = ctypes.create_string_buffer(24)
    call("capget", _header(), ctypes.addressof(data))
    low_effective, low, _, high_effective, high, _ = struct.unpack("6I", data.raw)
    own = (low_effective, low, keep & 0xFFFF_FFFF, high_effective, high, keep >> 32)
    call("capset", _header(), struct.pack("6I", *own))


def held() -> int:
    """The bit mask of what this process holds or could take up: permitted and inheritable.

    Raises OSError: the kernel refused.
    """
    data = ctypes.create_string_buffer(24)
    call("capget", _header(), ctypes.addressof(data))
    _, permitted, inheritable, _, high_permitted, high_inheritable = struct.unpack("6I", data.raw)
    return int((high_permitted | high_inheritable) << 32 | permitted | inheritable)


def bounded() -> int:
    """The bit mask of what an exec could still grant.

    Raises OSError: the kernel refused.
    """
    mask = 0
    for bit in range(_MOST):
        try:
            mask |= prctl(_PR_CAPBSET_READ, bit) << bit
        except OSError as error:
            if error.errno != errno.EINVAL:  # past the last one
                raise
            break
    return mask


def keep_over_change_of_user() -> None:
    """Keep the permitted set when user 0 becomes another one; the effective set empties anyway.

    Raises OSError: the kernel refused.
    """
    prctl(_PR_SET_KEEPCAPS, 1, about="keepcaps")


def _header() -> bytes:
    return struct.pack("Ii", _VERSION_3, 0)  # struct __user_cap_header_struct; 0 is this process
