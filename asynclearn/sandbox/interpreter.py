"""Running programs with another interpreter than the one that runs us."""

import platform
import subprocess
from pathlib import Path

from asynclearn.errors import SandboxError
from asynclearn.sandbox import warm

_OLDEST = (3, 11)
_PATIENCE = 20.0


def use_python(executable: Path | None) -> str:
    """Run programs with this interpreter from now on; gives its version, such as `3.13.0`.

    None means our own. Raises SandboxError if it is no interpreter that can be used.
    """
    if executable is None:
        return platform.python_version()
    try:
        told = subprocess.run(  # noqa: S603 - the user names it
            [str(executable), "-I", "-c", "import platform; print(platform.python_version())"],
            capture_output=True,
            text=True,
            check=True,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxError(
            f"`{executable}` can't be used: {error}; name a Python interpreter"
        ) from error
    version = told.stdout.strip()
    if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST:
        raise SandboxError(f"`{executable}` is Python {version}; name 3.11 or newer")
    warm.use_python(str(executable))
    return version
