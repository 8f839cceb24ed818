"""An assembler for the programs that seccomp runs at each system call (seccomp(2))."""

import struct

# include/uapi/linux/bpf_common.h and filter.h
_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
_JUMP_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_IF_GREATER = 0x25  # BPF_JMP | BPF_JGT | BPF_K
_JUMP_IF_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_JUMP_IF_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_ANSWER = 0x06  # BPF_RET | BPF_K
_FARTHEST = 255
_MOST = 4096  # BPF_MAXINSNS

NEXT = ""
"""The label of whatever line follows."""


class Program:
    """Lines, one after the other; jumps go forward to labels.

    One value is at hand at a time: the one loaded last.
    """

    def __init__(self) -> None:
        self._lines: list[tuple[int, str, str, int]] = []
        self._labels: dict[str, int] = {}
        self._made = 0

    def new_label(self) -> str:
        """A label that nothing else uses, to be placed by `label`."""
        self._made += 1
        return f"#{self._made}"

    def label(self, name: str) -> None:
        """Name the line that follows. Raises ValueError: another has that name."""
        if name in self._labels:
            raise ValueError(f"the label {name!r} is there already")
        self._labels[name] = len(self._lines)

    def load(self, offset: int) -> None:
        """Load 32 bits of struct seccomp_data."""
        self._lines.append((_LOAD, NEXT, NEXT, offset))

    def mask(self, value: int) -> None:
        """Keep these bits of the value at hand."""
        self._lines.append((_AND, NEXT, NEXT, value))

    def if_equal(self, value: int, then: str = NEXT, otherwise: str = NEXT) -> None:
        """Go on at one of two labels."""
        self._lines.append((_JUMP_IF_EQUAL, then, otherwise, value))

    def if_greater(self, value: int, then: str = NEXT, otherwise: str = NEXT) -> None:
        """Go on at one of two labels; unsigned."""
        self._lines.append((_JUMP_IF_GREATER, then, otherwise, value))

    def if_at_least(self, value: int, then: str = NEXT, otherwise: str = NEXT) -> None:
        """Go on at one of two labels; unsigned."""
        self._lines.append((_JUMP_IF_AT_LEAST, then, otherwise, value))

    def if_any_bit(self, value: int, then: str = NEXT, otherwise: str = NEXT) -> None:
        """Go on at one of two labels."""
        self._lines.append((_JUMP_IF_ANY_BIT, then, otherwise, value))

    def answer(self, action: int) -> None:
        """End with SECCOMP_RET_*."""
        self._lines.append((_ANSWER, NEXT, NEXT, action))

    def assemble(self) -> bytes:
        """An array of struct sock_filter.

        Raises ValueError: a jump is longer than the format allows, or goes back, or the whole is
        too long. A mistake in this package; nothing of a run can cause it.
        """
        if len(self._lines) > _MOST:
            raise ValueError("the program is too long")
        return b"".join(
            struct.pack("=HBBI", code, self._distance(at, then), self._distance(at, other), value)
            for at, (code, then, other, value) in enumerate(self._lines)
        )

    def _distance(self, at: int, label: str) -> int:
        if label == NEXT:
            return 0
        distance = self._labels[label] - at - 1
        if not 0 <= distance <= _FARTHEST:
            raise ValueError(f"the jump to {label!r} is too long")
        return distance
