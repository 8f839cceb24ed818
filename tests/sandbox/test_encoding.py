import pytest

from asynclearn.sandbox.encoding import as_file


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("print('é')", "print('é')".encode()),
        ("# coding: latin-1\n'é'", "# coding: latin-1\n'é'".encode("latin-1")),
        ("\ufeffprint(1)", b"\xef\xbb\xbfprint(1)"),
        ("# coding: rot13\n'é'", "# coding: rot13\n'é'".encode()),
        ("# coding: nonsense\n", b"# coding: nonsense\n"),
        ("# coding: ascii\n'é'", "# coding: ascii\n'é'".encode()),
        ("'\udc80'", b"'\xed\xb2\x80'"),
        ("", b""),
    ],
)
def test_a_source_becomes_the_bytes_that_python_reads_as_it(source, data):
    assert as_file(source) == data
