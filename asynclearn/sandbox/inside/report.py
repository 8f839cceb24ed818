"""One `atexit` callback in the learner's interpreter, which tells what only that knows.

It writes a line of JSON for each thing: the exception that nothing caught, and how much virtual
time passed. Of two lines that say the same `what`, the last counts.

What it writes is a claim of the program's own process: whoever reads it takes it for untrusted
data. It is one closure, so that no program finds names of it to change, and imports nothing later:
at the end an import can fail (no memory, no descriptors, or a json.py of the program's own).
"""

TYPE_CHECKING = False  # known to type checkers; `typing` would be an import
if TYPE_CHECKING:
    import types
    from collections.abc import Callable

REPORT = 255
"""The descriptor that is reported on.

It is the last that RLIMIT_NOFILE allows, so that the first file that a program opens is number 3
as always: numbers of sockets stand in the reprs of transports and in asyncio's debug output.
"""

TRACE = REPORT - 1
"""The descriptor that a recorder writes events to, if the program is traced."""


_RESERVE = [bytearray(1024 * 1024)]
"""Let go of at the end: a program that has used up its memory leaves the callback none else.

It is made in the zygote: to fill it in each run would take a quarter of a millisecond.
"""


def virtual_line(seconds: float) -> bytes:
    """The line that tells how much virtual time has passed."""
    return b'{"what": "virtual", "seconds": %.3f}\n' % seconds


def at_exit(callback: "Callable[[], None]") -> None:
    """Register it, as the first of all that the program registers, so that it runs last."""
    import sys  # noqa: PLC0415 - nothing may stay in the namespace of a module

    already = "atexit" in sys.modules
    import atexit  # noqa: PLC0415

    if not already:
        del sys.modules["atexit"]  # whose callbacks the interpreter keeps
    atexit.register(callback)


def leave_callback(  # noqa: C901 - see above
    report: int, program: str, last_lines: "Callable[[], bytes]"
) -> None:
    """Register it, as the first of all that the program registers, so that it runs last.

    `last_lines` gives what else there is to tell.
    """
    import os  # noqa: PLC0415 - nothing may stay in the namespace of a module
    import sys  # noqa: PLC0415

    opened = os.fstat(report)
    process = os.getpid()
    reserve = _RESERVE

    def quoted(text: str) -> str:
        units = []
        for number in map(ord, text):
            if number > 0xFFFF:  # noqa: PLR2004 - JSON writes what lies above as two surrogates
                units += [0xD800 + (number - 0x10000 >> 10), 0xDC00 + (number & 0x3FF)]
            else:
                units.append(number)
        return '"' + "".join(f"\\u{unit:04x}" for unit in units) + '"'

    def message_of(error: BaseException) -> str:
        try:
            return str(error)
        except BaseException:  # noqa: BLE001 - a learner's __str__ may do anything
            return "<exception str() failed>"  # as tracebacks have it

    def place_of(trace: "types.TracebackType | None") -> tuple[int | None, bool]:
        """The program's own last line, and whether a `raise` statement stands innermost."""
        line, explicit = None, False
        # `raise` compiles to RESUME, RAISE_VARARGS: the number of the latter changes with each
        # version, and `opcode`, which knows it, is one more import.
        by_raise = compile("raise", "", "exec").co_code[2]
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename == program and trace.tb_lineno is not None:
                line = trace.tb_lineno
            explicit = trace.tb_lasti >= 0 and code.co_code[trace.tb_lasti] == by_raise
            trace = trace.tb_next
        return line, explicit

    def tell() -> None:
        reserve.clear()
        # A fork runs the callbacks as well, and a program that closes all descriptors may own
        # another file under this number by now.
        now = os.fstat(report)
        same = (now.st_dev, now.st_ino) == (opened.st_dev, opened.st_ino)
        if os.getpid() != process or not same:
            return
        os.write(report, last_lines())
        error = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
        if not isinstance(error, BaseException):
            return
        line, explicit = place_of(error.__traceback__)
        if isinstance(error, SyntaxError) and error.filename == program:
            line = error.lineno
        fields = {
            "what": '"exception"',
            "type": quoted(type(error).__name__[:200]),
            "message": quoted(message_of(error)[:4000]),
            "line": "null" if line is None else str(int(line)),
            "explicit": "true" if explicit else "false",
        }
        text = ", ".join(f'"{name}": {value}' for name, value in fields.items())
        os.write(report, f"{{{text}}}\n".encode("ascii"))

    def tell_quietly() -> None:
        try:  # noqa: SIM105
            tell()
        # contextlib would be a module more. Nothing of ours may stand on the program's stderr.
        except BaseException:  # noqa: BLE001, S110
            pass

    at_exit(tell_quietly)
