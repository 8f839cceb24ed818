"""Tracebacks as learners read them: the lines of their program, without those of the library."""

import re

from asynclearn.judging.phrases import counted

# A program is run by its bare name: what has a whole path, or is frozen into the interpreter, is
# not the learner's. An exception group draws a margin at the left.
_FRAME = re.compile(r'(?P<margin>[ |]*)File "(?P<path>[^"]*)", line \d+')


def of_the_program(stderr: str) -> str:
    """The text without the frames of the library, of which only the number is told."""
    shown: list[str] = []
    left_out, margin = 0, ""
    inside = False
    for line in stderr.split("\n"):
        if frame := _FRAME.match(line):
            margin = frame["margin"]
            inside = frame["path"].startswith(("/", "<frozen "))
            left_out += inside
        elif inside and len(_margin(line)) <= len(margin):
            inside = False
        if not inside:
            if left_out:
                shown.append(f"{margin}… {counted(left_out, 'line')} of Python's own …")
            left_out = 0
            shown.append(line)
    return "\n".join(shown)


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" |"))]
