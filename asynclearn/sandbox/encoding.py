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
        return utf_8 if encoding.startswith("utf-8") else source.encode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        # LookupError: codecs such as rot13, which turn no text into bytes.
        return utf_8
