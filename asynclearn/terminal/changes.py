"""A change to a file, as the lines that go and the lines that come."""

from difflib import unified_diff
from pathlib import Path

from rich.console import Console
from rich.text import Text

_STYLES = {"+": "right", "-": "wrong", "@": "quiet"}


def show_change(path: Path, before: str, after: str, console: Console) -> None:
    """The usual diff of two texts, which `patch` reads, too."""
    name = str(path)
    for line in unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="", n=2):
        heading = line.startswith(("---", "+++"))
        style = "quiet" if heading else _STYLES.get(line[:1], "")
        console.print(Text(line, style=style), soft_wrap=True)


def say_written(path: Path, console: Console) -> None:
    """That a file was written."""
    console.print(Text(f"Written: `{path}`."), soft_wrap=True)
