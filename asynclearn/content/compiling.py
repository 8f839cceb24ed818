"""Whether a program compiles, told by the lines of the Markdown file that it stands in."""

import ast
import sys
import warnings

from asynclearn.content.expected import fits
from asynclearn.content.problems import Problems


def fits_this_python(specifier: str | None) -> bool:
    """Whether the running interpreter is one of those that a specifier names."""
    version = ".".join(map(str, sys.version_info[:3]))
    return fits(specifier, version)


def check_compiles(program: str, last: int, problems: Problems) -> bool:
    """Add why a program does not compile. Its lines are the file's, up to line `last`."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(program, str(problems.path), "exec", dont_inherit=True)
        except SyntaxError as error:
            line = min(error.lineno or last, last)
            message = f"the program does not compile: {error.msg}; correct it"
            problems.add(line, message, "syntax-error")
            return False
        except (ValueError, OverflowError, RecursionError, MemoryError) as error:
            message = (
                f"the program can't be compiled: {error or 'it nests too deeply'}; simplify it"
            )
            problems.add(last, message, "syntax-error")
            return False

    for line, text in sorted({(warning.lineno, str(warning.message)) for warning in caught}):
        message = f"the program compiles with a warning: {text}; correct it"
        problems.add(line, message, "syntax-warning")
    return True


def at_own_lines(source: str, first: int) -> str:
    """A source whose first line is line `first` of its program, below blank lines."""
    return "\n" * (first - 1) + source


def merged(*programs: str) -> str:
    """Programs that stand on different lines of one file, as one."""
    split = [program.split("\n") for program in programs]
    rows = [""] * max(map(len, split))
    for lines in split:
        for number, line in enumerate(lines):
            rows[number] = line or rows[number]
    return "\n".join(rows)


def parsed(program: str) -> ast.Module | None:
    """The syntax tree of a program, or None if it does not compile here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(program)
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            return None


def compiles(program: str) -> bool:
    """Whether a program compiles here; some errors are only found after it has been parsed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(program, "program", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
            return False
    return True
