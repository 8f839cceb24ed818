"""Where a learner's progress lies."""

from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

FILE_NAME = "progress.sqlite3"


def data_folder(environment: Mapping[str, str]) -> Path:
    """The learner's folder: `ASYNCLEARN_HOME`, or where this system keeps such data."""
    home = environment.get("ASYNCLEARN_HOME")
    return Path(home) if home else user_data_path("asynclearn", appauthor=False)


def progress_file(environment: Mapping[str, str]) -> Path:
    """The file that `Progress.open` takes."""
    return data_folder(environment) / FILE_NAME


def cache_folder(environment: Mapping[str, str]) -> Path:
    """The folder in which what was read of courses is kept. It may be deleted at any time."""
    home = environment.get("ASYNCLEARN_HOME")
    return Path(home) / "cache" if home else user_cache_path("asynclearn", appauthor=False)
