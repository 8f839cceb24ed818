"""Which file CPython will run, changed after it has read its command line.

The zygote is started as `python PLACEHOLDER`, and `pymain_run_python` (Modules/main.c) runs the
file of that name once the start-up is over. The name lies in its PyConfig as C strings of wide
characters: `run_filename`, and `argv[0]` that `sys.path[0]` is taken from. Nothing in Python can
set them, so each child overwrites them where they lie. Only so is a file run under its own name, in
`__file__` and code objects as in tracebacks.

The strings are found by their content, which no other string in the process has. That depends on
nothing of CPython but that they are wide, where the layout of PyConfig changes with each version
and the functions that lead to it are private.
"""

import ctypes
import os
from collections.abc import Iterator

_LONGEST = 1000
PLACEHOLDER = "/asynclearn".ljust(_LONGEST, "_")
"""As long as a path may be that is put in its place. Nothing has this name: the interpreter looks
for the file after that only."""

_WIDE = ctypes.sizeof(ctypes.c_wchar)


def find_title() -> tuple[int, ...]:
    """Where the placeholder lies in this process; nowhere without /proc. To be called early."""
    if not os.path.exists("/proc/self/maps"):
        return ()
    wanted = ctypes.create_unicode_buffer(PLACEHOLDER)
    spans = list(_private_memory())
    memory = os.open("/proc/self/mem", os.O_RDONLY)
    try:
        found = [
            place
            for start, end in spans
            for place in _occurrences(wanted, start, os.pread(memory, end - start, start))
        ]
    finally:
        os.close(memory)
    itself = ctypes.addressof(wanted)
    return tuple(place for place in found if place != itself)


def _private_memory() -> Iterator[tuple[int, int]]:
    """The heap and what malloc(3) mapped besides: writable, private and of no file."""
    with open("/proc/self/maps", encoding="ascii") as maps:
        for line in maps:
            span, mode, _, _, inode, *name = line.split()
            if mode.startswith("rw") and inode == "0" and name in ([], ["[heap]"]):
                start, end = span.split("-")
                yield int(start, 16), int(end, 16)


def _occurrences(wanted: ctypes.Array[ctypes.c_wchar], start: int, content: bytes) -> Iterator[int]:
    at = content.find(wanted)
    while at >= 0:
        if (start + at) % _WIDE == 0:
            yield start + at
        at = content.find(wanted, at + 1)


def change_title(places: tuple[int, ...], path: str) -> None:
    """Have CPython run the file at `path`. Raises ValueError if that is too long."""
    if len(path) > _LONGEST:
        raise ValueError(f"the path of the program is too long: {len(path)} characters")
    new = ctypes.create_unicode_buffer(path)
    for place in places:
        # What was freed since it was found may belong to somebody else by now.
        if ctypes.wstring_at(place, _LONGEST) == PLACEHOLDER:
            ctypes.memmove(place, new, ctypes.sizeof(new))
