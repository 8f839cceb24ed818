"""What confines a program on this machine: each layer, and what to do for one that is missing."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from asynclearn.errors import SandboxError
from asynclearn.sandbox import warm
from asynclearn.sandbox.interpreter import OWN
from asynclearn.sandbox.starting import command

_NAMES = (
    "user-namespace",
    "mount-namespace",
    "pid-namespace",
    "network-namespace",
    "ipc-namespace",
    "uts-namespace",
    "landlock",
    "seccomp",
    "no-new-privileges",
    "capabilities",
    "unprivileged-user",
    "limits",
    "memory-watch",
)
_PATIENCE = 20.0
_USE_LINUX = "Run only programs that you trust, or use Linux (on Windows: WSL)"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of confinement, tried for real."""

    name: str
    holds: bool
    why: str = ""
    """In words, why it does not hold."""
    remedy: str = ""
    """What the learner can do about it."""


def probe_layers() -> tuple[Layer, ...]:
    """All layers, as they hold for a run on this machine.

    They are tried in an interpreter that is started as the zygote is, which tells what its runs
    would have. It takes about half a second.
    """
    if sys.platform != "linux":
        held = () if sys.platform == "win32" else ("limits",)
        why = f"{sys.platform} has nothing of the kind that asynclearn uses"
        return tuple(
            Layer(name, holds=True) if name in held else Layer(name, False, why, _USE_LINUX)  # noqa: FBT003
            for name in _NAMES
        )
    arguments, environment = command(OWN, {"tiers": warm.TIERS})
    try:
        told = subprocess.run(  # noqa: S603 - our own interpreter and hook
            arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
        )
        return tuple(Layer(**each) for each in json.loads(told.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        why = f"it could not be tried: {error}"
        remedy = f"See whether `{sys.executable} -c pass` works"
        return tuple(Layer(name, holds=False, why=why, remedy=remedy) for name in _NAMES)


def confines_programs() -> bool:
    """Whether runs are confined, as the zygote found out when it started.

    It is started if need be; a run will need it anyway.
    """
    if sys.platform == "win32":
        return False
    try:
        return _is_confined(warm.layers())
    except SandboxError:
        return False


def is_confined(layers: Iterable[Layer]) -> bool:
    """Whether no program reaches the outside network or the learner's files."""
    return _is_confined(layer.name for layer in layers if layer.holds)


def _is_confined(names: Iterable[str]) -> bool:
    held = set(names)
    by_namespaces = {"mount-namespace", "network-namespace", "seccomp"} <= held
    by_landlock = {"landlock", "seccomp"} <= held
    return by_namespaces or by_landlock
