"""The standard streams, whatever the shell has made of them."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

_CANNOT_BE_WRITTEN = (errno.ENOSPC, errno.EIO, errno.EBADF, errno.EPIPE, errno.EDQUOT)
UNWRITABLE = 2


@contextmanager
def steady_streams() -> Iterator[None]:
    """Makes closed streams empty ones, and lets any text be printed in any encoding.

    Exits with 2 when the output can't be written, as on a full disk. A closed pipe, as that of
    `| head`, is no error: whoever reads has seen enough.
    """
    with _open_streams():
        for stream, errors in (
            (sys.stdin, "replace"),
            (sys.stdout, "backslashreplace"),
            (sys.stderr, "backslashreplace"),
        ):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors=errors)
        try:
            try:
                yield
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.errno not in _CANNOT_BE_WRITTEN:
                raise
            _forget_output()
            if error.errno == errno.EPIPE:
                raise SystemExit(0) from None
            print(f"asynclearn: the output can't be written: {error.strerror}", file=sys.stderr)
            raise SystemExit(UNWRITABLE) from None


@contextmanager
def _open_streams() -> Iterator[None]:
    """A shell's `<&-` closes a stream, and Python has None in its place: here a null device."""
    closed = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None]
    with ExitStack() as opened:
        for name in closed:
            mode = "r" if name == "stdin" else "w"
            null = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115  (ExitStack closes it)
            setattr(sys, name, opened.enter_context(null))
        try:
            yield
        finally:
            for name in closed:
                setattr(sys, name, None)


def _forget_output() -> None:
    """Leads stdout nowhere, so that Python's own flush at its end does not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
    finally:
        os.close(nowhere)
