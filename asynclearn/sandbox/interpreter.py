"""Which interpreter runs a program, and how it is set up: a value, and how to find one by name."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asynclearn.errors import SandboxError, UsageError

_OLDEST = (3, 11)
_PATIENCE = 20.0
_VERSION = re.compile(r"\d+(\.\d+){0,2}")
_ASK = "import platform, sys; print(platform.python_implementation(), platform.python_version()); "
_ASK += "print(sys.executable)"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter for programs. Each one that differs has its own warm process; see `warm`.

    All but `executable` is what a program must not depend on: to run it with another value, and to
    compare, shows whether it does.
    """

    executable: str | None = None
    """The path of its file; None for the one that runs us."""
    hash_seed: int = 0
    """What the order in a set of strings depends on (PYTHONHASHSEED)."""
    malloc: str | None = None
    """How it gets its memory (PYTHONMALLOC), such as `malloc`; None for its own way.

    Objects lie elsewhere then, and with them the order in a set of objects that are hashed by
    their address. `malloc_debug` moves them most.
    """
    dev_mode: bool = False
    """Whether it runs as with `-X dev`: asyncio's debug mode, and more warnings on stderr."""

    @property
    def path(self) -> str:
        """The path of its file."""
        return self.executable or sys.executable


OWN = Interpreter()
"""The one that runs us, as everything but `check` wants it."""


def interpreter_named(name: str) -> tuple[Interpreter, str]:
    """The interpreter that somebody calls so, and its version, such as `3.13.0`.

    A name is a path, a command such as `python3.13`, or a version such as `3.12` or `3.12.1`. That
    is looked up as `python3.12` on PATH, then among the versions of pyenv, the newest first. Raises
    UsageError if there is none, or none that can be used.
    """
    reasons = []
    for candidate in _candidates(name):
        found = _ask(candidate)
        if isinstance(found, str):
            reasons.append(found)
            continue
        interpreter, version = found
        if not _VERSION.fullmatch(name) or f"{version}.".startswith(f"{name}."):
            return interpreter, version
        reasons.append(f"`{candidate}` is Python {version}")
    if reasons:
        raise UsageError(f"{'; '.join(reasons)}; name CPython 3.11 or newer")
    if _VERSION.fullmatch(name):
        raise UsageError(
            f"there is no Python {name}: neither `python{name}` on PATH nor "
            f"`{_pyenv_versions() / name}*`; install it, or name the interpreter by its path"
        )
    raise UsageError(f"there is no interpreter `{name}`; name a version such as `3.12`, or a path")


def version_of(interpreter: Interpreter) -> str:
    """Its version, such as `3.13.0`. Raises SandboxError if it can't be started."""
    found = _ask(interpreter.path)
    if isinstance(found, str):
        raise SandboxError(f"{found}; name CPython 3.11 or newer")
    return found[1]


def _candidates(name: str) -> Iterator[str]:
    """The files that may be meant, the likeliest first."""
    if not _VERSION.fullmatch(name):
        found = shutil.which(name)
        if found is not None:
            yield found
        elif Path(name).exists():
            yield name
        return
    if found := shutil.which(f"python{name}"):
        yield found
    installed = [
        (tuple(map(int, folder.name.split("."))), folder / "bin" / "python")
        for folder in _pyenv_versions().glob("*")
        if _VERSION.fullmatch(folder.name) and f"{folder.name}.".startswith(f"{name}.")
    ]
    yield from (str(path) for _, path in sorted(installed, reverse=True) if path.exists())


def _pyenv_versions() -> Path:
    root = os.environ.get("PYENV_ROOT")
    return (Path(root) if root else Path.home() / ".pyenv") / "versions"


def _ask(executable: str) -> tuple[Interpreter, str] | str:
    """What an executable is, by its own word; or why it can't be used.

    Its own word on where it lies, too: a shim of pyenv finds its way by an environment that our
    runs do not have.
    """
    try:
        told = subprocess.run(  # noqa: S603 - the user names it
            [executable, "-I", "-c", _ASK],
            capture_output=True,
            text=True,
            check=True,
            timeout=_PATIENCE,
        )
        kind, version, path = told.stdout.replace("\n", " ", 1).rstrip("\n").split(" ", 2)
        numbers = tuple(int(part) for part in version.split(".")[:2])
    except OSError as error:
        return f"`{executable}` can't be started: {error.strerror}"
    except subprocess.CalledProcessError as error:
        return f"`{executable}` ends with code {error.returncode} when it is asked for its version"
    except (subprocess.SubprocessError, ValueError):
        return f"`{executable}` does not say its version"
    if kind != "CPython":
        return f"`{executable}` is {kind}"
    if numbers < _OLDEST:
        return f"`{executable}` is Python {version}"
    path = path or executable
    return OWN if path == sys.executable else Interpreter(path), version
