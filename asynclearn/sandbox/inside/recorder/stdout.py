"""Each piece of stdout, and who wrote it.

What a program prints goes down three layers, each of which may hold it back: text, bytes, the file.
`write` of each is overlaid by an attribute of the object itself, so that the objects, their types
and what they hold back stay as they are. A piece is noted when it comes in at the top, and written
down when it has gone out at the bottom: what a dying process loses is not in the record either.
"""

import os
import sys
from _thread import RLock
from collections.abc import Callable
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any
from weakref import ref

from . import bounds
from .pieces import Pieces
from .places import stack
from .record import Record
from .text import number as as_number
from .text import quoted, quoted_whole

_STDOUT = 1


class Stdout:
    """The stream that `sys.stdout` is when the program starts."""

    def __init__(self, record: Record) -> None:
        self._record = record
        # Threads may print at once: what is noted first must be written first. A signal handler
        # that prints may come in between, so that it must be possible to take it twice.
        self._lock = RLock()
        self._text = Pieces(self._record.writer.next_number)
        self._bytes = Pieces(self._record.writer.next_number)

    def start(self) -> None:
        """Note what is written from now on."""
        text = sys.stdout
        if type(text) is not TextIOWrapper:
            return
        self._overlay_text(text)
        binary: Any = text.buffer
        if type(binary) is BufferedWriter:
            self._overlay_bytes(binary)
            if type(binary.raw) is FileIO:
                self._overlay_file(binary.raw, self._bytes)
        elif type(binary) is FileIO:  # PYTHONUNBUFFERED
            self._overlay_file(binary, self._text)

    def wrote(self, data: bytes) -> None:
        """Bytes that went to stdout without any of these objects."""
        pieces = Pieces(self._record.writer.next_number)
        self._note(pieces, data)
        self._emit(pieces)

    def _overlay_text(self, stream: TextIOWrapper) -> None:
        reference = ref(stream)
        write_text, close_text = TextIOWrapper.write, TextIOWrapper.close

        def write(text: str, /) -> int:
            stream: Any = reference()
            if not self._record.writer.open:
                return write_text(stream, text)
            with self._lock:
                noted = self._quietly(self._note_text, stream, text)
                try:
                    return write_text(stream, text)
                except BaseException:
                    if noted:
                        self._text.drop_newest()
                    raise

        def close() -> None:
            # What is printed after that fails, in words that must not mention us.
            stream: Any = reference()
            for name in ("write", "close"):
                stream.__dict__.pop(name, None)
            close_text(stream)

        stream.write = write  # type: ignore[method-assign]
        stream.close = close  # type: ignore[method-assign]

    def _overlay_bytes(self, stream: BufferedWriter) -> None:
        reference = ref(stream)
        write_bytes = BufferedWriter.write

        def write(data: Any, /) -> int:  # noqa: ANN401
            self._quietly(self._note_bytes, data)
            return write_bytes(reference(), data)  # type: ignore[arg-type]

        stream.write = write  # type: ignore[method-assign]

    def _overlay_file(self, stream: FileIO, above: Pieces) -> None:
        reference = ref(stream)
        write_file = FileIO.write

        def write(data: Any, /) -> Any:  # noqa: ANN401
            written = write_file(reference(), data)  # type: ignore[arg-type]
            if written:
                self._quietly(self._went_out, above, data, written)
            return written

        stream.write = write  # type: ignore[method-assign]

    def _quietly(self, look: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
        writer = self._record.writer
        if not writer.open:
            return None
        try:
            return look(*arguments)
        except Exception:  # noqa: BLE001 - the record ends, not the program
            writer.close()
            return None

    def _note_text(self, stream: TextIOWrapper, text: str) -> bool:
        if type(text) is not str or not text:
            return False
        try:
            data = text.encode(stream.encoding, stream.errors or "strict")
        except (UnicodeError, LookupError):
            return False  # so it will be for the stream itself
        self._note(self._text, data)
        return True

    def _note_bytes(self, data: Any) -> None:  # noqa: ANN401
        try:
            content = bytes(memoryview(data))
        except TypeError:
            return
        if not self._text.move(content, self._bytes):
            self._note(self._bytes, content)

    def _went_out(self, above: Pieces, data: Any, written: int) -> None:  # noqa: ANN401
        content = bytes(memoryview(data)[:written])
        pieces = Pieces(self._record.writer.next_number)
        if not above.move(content, pieces):
            self._note(pieces, content)
        self._emit(pieces)

    def _note(self, pieces: Pieces, data: bytes) -> None:
        record = self._record
        who, turn = record.scene()
        line, functions = stack(record.program)
        if line is None:
            line, _ = record.at_hand()
        key = f'{turn}, {quoted(who)}, "printed", {as_number(line)}, {{"functions": {functions}'
        if pieces.extend(record.writer.last, key, data):
            return
        record.catch_up()
        number = record.writer.next_number()
        pieces.add(number, f"{record.seconds():.6f}", key, data)

    def _emit(self, pieces: Pieces) -> None:
        for number, second, key, data in pieces.taken():
            text = data.decode("utf-8", "replace")
            cut = f', "cut": {len(text) - bounds.TEXT}' if len(text) > bounds.TEXT else ""
            text = quoted_whole(text[: bounds.TEXT])
            self._record.writer.put_piece(
                number, f'[{number}, {second}, {key}, "text": {text}{cut}}}]\n'
            )


class Overlaid:
    """Stands for a built-in function, and calls it between two looks of ours."""

    def __init__(
        self,
        function: Callable[..., Any],
        before: Callable[[], object],
        after: Callable[..., object],
    ) -> None:
        self._function = function
        self._before = before
        self._after = after
        self.__name__ = self.__qualname__ = function.__name__
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__

    def __repr__(self) -> str:
        return repr(self._function)

    def __call__(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        """What the function gives."""
        self._before()
        result = self._function(*arguments, **options)
        self._after(result, *arguments)
        return result


def overlay_os(stdout: Stdout, writer_flush: Callable[[], object], source: bytes) -> None:
    """See `os.write(1, …)` and `os._exit`, in a program whose source names them.

    They are functions of a module, so what takes their place is another object: no program that
    does without them shall find it.
    """

    def wrote(written: int, descriptor: object = None, data: Any = b"", *_: object) -> None:  # noqa: ANN401
        if descriptor == _STDOUT:
            stdout._quietly(stdout.wrote, bytes(memoryview(data)[:written]))  # noqa: SLF001

    if b"os" in source and b"write" in source:
        os.write = Overlaid(os.write, lambda: None, wrote)
    if b"_exit" in source:
        os._exit = Overlaid(os._exit, writer_flush, lambda *_: None)
