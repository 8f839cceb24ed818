"""Starting an interpreter that lives as `zygote/entry.py` has it."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from asynclearn.errors import SandboxError
from asynclearn.sandbox.interpreter import Interpreter
from asynclearn.sandbox.zygote.title import PLACEHOLDER

_HOOK = Path(__file__).parent / "hook"


def command(
    interpreter: Interpreter, settings: Mapping[str, Any]
) -> tuple[list[str], dict[str, str]]:
    """How to start it, and its environment."""
    environment = {
        "PATH": f"{Path(interpreter.path).parent}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        # Else `site` imports pwd to look it up. A program gets its folder instead.
        "HOME": "/",
        # A set prints in the same order every time: a claim about it can be right.
        "PYTHONHASHSEED": str(interpreter.hash_seed),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        # By default each thread gets an arena of its own, up to eight for each core (mallopt(3)),
        # so that a program's memory would depend on the machine.
        "MALLOC_ARENA_MAX": "2",
        # Taken away again by the hook, as are the next two.
        "PYTHONPATH": str(_HOOK),
        "ASYNCLEARN_ZYGOTE": json.dumps(settings),
    }
    if interpreter.malloc is not None:
        environment["PYTHONMALLOC"] = interpreter.malloc
    mode = ["-X", "dev"] if interpreter.dev_mode else []
    # Not -I: with it, the interpreter would ignore PYTHONHASHSEED, and nothing else sets the seed.
    # It keeps out the user's environment, which is not here, and the user's own packages (-s), and
    # drops the program's folder from sys.path. That stays, as in a plain `python program.py`: it is
    # empty, and a program may write a module there and import it.
    return [interpreter.path, *mode, "-s", PLACEHOLDER], environment


def start_zygote(
    interpreter: Interpreter, orders: int, tiers: Sequence[str]
) -> subprocess.Popen[bytes]:
    """Start one that takes its orders from this socket. Raises SandboxError if it can't be."""
    arguments, environment = command(interpreter, {"orders": orders, "tiers": list(tiers)})
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and hook
            arguments,
            bufsize=0,
            env=environment,
            stdin=subprocess.DEVNULL,
            # A pipe, as a program's stdout will be: Python looks at it when it starts.
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[orders],
            # Else Ctrl-C at the terminal would reach it, too. It is for us to say when to stop.
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise SandboxError(
            f"The interpreter {interpreter.path} could not be started: {error.strerror}. "
            "Check that it is still there and may be executed."
        ) from error
    except OSError as error:
        raise no_process(error) from error


def no_process(error: OSError) -> SandboxError:
    """What to say when the machine has no room for a run."""
    return SandboxError(
        f"No process could be started for a run: {error}. "
        "Close other programs, or raise the limit that it names (`ulimit -a`), and try again."
    )
