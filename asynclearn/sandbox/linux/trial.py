"""A try of something that can't be undone, in a process that is thrown away."""

import errno
import os
import resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_PATIENCE = 10  # seconds of a try, at most; a try takes milliseconds


class DoesNotHoldError(Exception):
    """The kernel took the call and did nothing."""


def demand(holds: bool, complaint: str) -> None:  # noqa: FBT001 - read as an assertion
    """Raises DoesNotHoldError with the complaint, if it does not."""
    if not holds:
        raise DoesNotHoldError(complaint)


def outcome(attempt: "Callable[[], None]") -> str:
    """Why an attempt failed in a fork; "" if it did not."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_CPU, (_PATIENCE, _PATIENCE))
            attempt()
        except BaseException as error:  # noqa: BLE001 - a fork must never return into its caller
            os.write(writing, _words(error).encode()[:1000])
        else:
            os.write(writing, b"\0")
        finally:
            os._exit(0)
    os.close(writing)
    said = b""
    while chunk := os.read(reading, 1024):
        said += chunk
    os.close(reading)
    _, status = os.waitpid(child, 0)
    if said == b"\0":
        return ""
    return (
        said.decode(errors="replace") or f"the try ended with {os.waitstatus_to_exitcode(status)}"
    )


def in_child(body: "Callable[[], None]") -> None:
    """Go on in a fork, as pid 1 of a new pid namespace must, and raise here what it raises."""
    if why := outcome(body):
        raise DoesNotHoldError(why)


def _words(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    if not isinstance(error, OSError):
        return text
    if error.errno == errno.ENOSPC and str(error.strerror).startswith("unshare:"):
        # "No space left on device" is how the kernel puts it: unshare(2).
        return "unshare: more namespaces than are allowed (/proc/sys/user)"
    return error.strerror or text
