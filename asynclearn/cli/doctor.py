"""`asynclearn doctor`: what this computer offers, what confines programs, and whether it holds."""

import asyncio
import json
import os
import platform
import shutil
import sys

from asynclearn.cli.settings import Settings
from asynclearn.progress.location import data_folder
from asynclearn.sandbox import warm
from asynclearn.sandbox.layers import Layer, is_confined, probe_layers
from asynclearn.sandbox.selftest import Escape, try_escapes
from asynclearn.terminal.checkup import Checkup, show_checkup


def examine(settings: Settings, *, as_json: bool) -> int:
    """Prints what was found. 0 if programs are confined and no escape succeeded, else 1."""
    layers = probe_layers()
    escapes = asyncio.run(try_escapes())
    well = is_confined(layers) and all(escape.contained for escape in escapes)
    if as_json:
        print(json.dumps(_as_json(layers, escapes), ensure_ascii=False, indent=2))
    else:
        found = Checkup(_facts(settings), layers, escapes, confined=is_confined(layers))
        show_checkup(found, settings.console(), plain=settings.plain)
    return 0 if well else 1


def _facts(settings: Settings) -> tuple[tuple[str, str], ...]:
    size = shutil.get_terminal_size()
    kind = "plain" if settings.plain else os.environ.get("TERM", "unknown")
    return (
        ("Python", f"{platform.python_version()}, {sys.executable}"),
        ("System", platform.platform()),
        ("Terminal", f"{kind}, {size.columns} columns, {sys.stdout.encoding}"),
        ("Your data", str(data_folder(os.environ))),
        ("Servers of programs", _servers()),
    )


def _servers() -> str:
    reason = warm.no_loopback()
    return f"none: {reason}" if reason else "on the loopback network"


def _as_json(layers: tuple[Layer, ...], escapes: tuple[Escape, ...]) -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "data_folder": str(data_folder(os.environ)),
        "confined": is_confined(layers),
        "loopback": not warm.no_loopback(),
        "layers": [
            {"name": each.name, "holds": each.holds, "why": each.why, "remedy": each.remedy}
            for each in layers
        ],
        "escapes": [{"name": each.name, "contained": each.contained} for each in escapes],
    }
