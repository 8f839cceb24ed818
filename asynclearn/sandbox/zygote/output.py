"""How a program's stdout is written."""

import sys


def flush_by_line() -> None:
    """Have stdout written at each line's end, as a terminal's is.

    A pipe's is not: a program that is ended would lose all that it has printed.
    """
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
