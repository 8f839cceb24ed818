"""A program's text as the bytes of a file."""

import io
import tokenize


def as_file(source: str) -> bytes:
    """The bytes that Python reads as this source: UTF-8, or what its coding line says (PEP 263).

    What can't be encoded so becomes bytes that CPython itself then complains about.
    """
    utf_8 = source.encode("utf-8", "surrogatepass")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(utf_8).readline)
        return source.encode(encoding)
    except (SyntaxError, UnicodeError):
        return utf_8
