"""How well runs are confined: the best of three ways that works on this machine.

It is found by trying, never by asking: no sysctl, version or profile tells for sure what a kernel
will allow.
"""

import errno
import os
import select
import socket
import sys
from collections.abc import Callable, Iterable
from functools import partial

from . import channel
from .limited import Limited as Tier

__all__ = ["Tier", "best_tier", "told_layers"]

_TRIALS = 5
_PASSING = {errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EINTR, errno.EBUSY}
"""What a busy machine lacks for a moment. It says nothing about what its kernel allows."""

_Maker = Callable[[tuple[int, ...]], Tier]


def _makers() -> dict[str, _Maker]:
    if sys.platform != "linux":
        return {}
    # Not at the top, as they exist on Linux only.
    from .in_machine import InMachine  # noqa: PLC0415
    from .in_namespaces import InNamespaces  # noqa: PLC0415

    return {each.name: each for each in (InNamespaces, InMachine)}


def best_tier(names: Iterable[str], title: tuple[int, ...]) -> Tier:
    """The first of these tiers that works here."""
    for name in names:
        maker = _makers().get(name)
        if maker is not None and title and not _why_not(maker, title):
            return _with_loopback(maker, title)
    return Tier(title)


def _with_loopback(maker: _Maker, title: tuple[int, ...]) -> Tier:
    """The tier, with a broker for loopback if it has none by itself and that works."""
    tier = maker(title)
    if tier.no_loopback:
        tier.no_loopback = _why_not(partial(_brokered, maker), title)
    return tier


def _brokered(maker: _Maker, title: tuple[int, ...]) -> Tier:
    tier = maker(title)
    tier.no_loopback = ""
    return tier


def told_layers(names: list[str], title: tuple[int, ...]) -> list[dict[str, str | bool]]:
    """All layers with whether a run has them; if not why, and what helps.

    This process is of no further use then.
    """
    from asynclearn.sandbox.linux import probe  # noqa: PLC0415 - it exists on Linux only

    layers = probe.layers()
    tier = best_tier(names, title)
    # By itself a layer may hold where none is used: a tier holds with all of its layers, or not.
    unused = "" if tier.name == "namespaces" else _strongest_why_not(names, title)
    tier.enter()
    return [
        {
            "name": layer.name,
            "holds": layer.name in tier.layers,
            "why": layer.why or ("" if layer.name in tier.layers else unused),
            "remedy": layer.remedy,
        }
        for layer in layers
    ]


def _strongest_why_not(names: list[str], title: tuple[int, ...]) -> str:
    if not title:
        return "this interpreter hides the name of its file"
    reasons = (_why_not(_makers()[name], title) for name in names if name in _makers())
    return next(filter(None, reasons), "it was not asked for")


def _why_not(maker: _Maker, title: tuple[int, ...]) -> str:
    """Why a tier does not work here; "" if it does.

    A kernel that refuses a step says so. A trial that fails without a word was killed, or lacked
    memory or a process: that proves nothing, and must not weaken the confinement of all runs.
    """
    for _ in range(_TRIALS):
        reason, failed = _try(maker, title)
        if reason or not failed:
            return reason
    return "it failed without a word"


def _try(maker: _Maker, title: tuple[int, ...]) -> tuple[str, bool]:
    """What was said, and whether it failed. All steps are taken, in throw-away forks."""
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(told)
            tier = maker(title)
            tier.enter()
            _in_fork(tier.fork, telling, lambda: _try_run(tier, telling))
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 - a fork must never return into our own code
            _say(telling, error)
        finally:
            os._exit(1)
    os.close(telling)
    with os.fdopen(told, "rb") as pipe:
        reason = pipe.read().decode(errors="replace")
    return reason, os.waitpid(child, 0)[1] != 0


def _try_run(tier: Tier, telling: int) -> None:
    tier.prepare_run()
    supervisor = os.getpid()
    folder = tier.folder(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108 - it is removed at once
    ours, its = socket.socketpair()

    def try_program() -> None:
        ours.close()
        tier.confine(supervisor)
        listener = tier.confine_in(folder)
        if listener is None:
            return
        channel.send(its, b"+", [listener])
        os.close(listener)
        _use_loopback()

    def meanwhile() -> None:
        its.close()
        _, listeners = channel.receive_some(ours, 1, 1)
        if listeners:
            _make_calls(listeners[0], ours)

    try:
        _in_fork(os.fork, telling, try_program, meanwhile)
    finally:
        if not tier.private:
            os.rmdir(folder)


def _use_loopback() -> None:
    # Not at the top, as it exists on Linux only.
    from asynclearn.sandbox.linux import attempts  # noqa: PLC0415

    attempts.use_loopback()


def _make_calls(listener: int, until_closed: socket.socket) -> None:
    from .broker import Broker  # noqa: PLC0415 - it exists on Linux only

    broker = Broker(listener)
    poll = select.poll()
    poll.register(until_closed, select.POLLIN)
    poll.register(broker, select.POLLIN)
    while until_closed.fileno() not in {each for each, _ in poll.poll()}:
        broker.serve()
    broker.close()


def _in_fork(
    fork: Callable[[], int],
    telling: int,
    steps: Callable[[], None],
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    if child := fork():
        meanwhile()
        if os.waitpid(child, 0)[1] != 0:
            os._exit(1)
        return
    try:
        steps()
    except BaseException as error:  # noqa: BLE001 - a fork must never return into our own code
        _say(telling, error)
        os._exit(1)
    os._exit(0)


def _say(telling: int, error: BaseException) -> None:
    if not isinstance(error, OSError) or error.errno not in _PASSING:
        os.write(telling, str(error).encode(errors="replace"))
