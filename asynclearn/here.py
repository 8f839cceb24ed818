"""The current folder, which somebody may have removed, and paths as they are short to read there.

Its own module, as authoring, teaching and cli all ask it and may not ask each other.
"""

import os
from pathlib import Path


def current_folder() -> Path | None:
    """The current folder; None if it is gone."""
    try:
        return Path.cwd()
    except OSError:
        return None


def from_here(path: Path) -> Path:
    """The path from the current folder if it lies below, else from the root; links stay as named.

    Where there is no current folder, the path as it is.
    """
    here = current_folder()
    if here is None:
        return path
    absolute = Path(os.path.normpath(path.absolute()))
    return absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
