"""Where the learner's own programs lie: a plain folder, chosen once."""

from collections.abc import Mapping
from pathlib import Path

from asynclearn.errors import UsageError
from asynclearn.progress.location import data_folder

DEFAULT = "asynclearn-work"
_FILE = "workspace.txt"


def find_workspace(named: Path | None, environment: Mapping[str, str]) -> Path:
    """The folder that is named now, else the one named before, else one in the current folder.

    Raises UsageError if it can't be, or can't be remembered.
    """
    remembered = data_folder(environment) / _FILE
    if named is not None:
        folder = _absolute(named)
        _remember(folder, remembered)
        return folder
    try:
        text = remembered.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    return Path(text) if text else _absolute(Path(DEFAULT))


def _absolute(folder: Path) -> Path:
    try:
        return folder.absolute()
    except OSError as error:
        message = "the current folder is gone; `cd` to another, or give `--workspace` a whole path"
        raise UsageError(message) from error


def _remember(folder: Path, remembered: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"`{folder}` is no folder; name one with `--workspace`")
    try:
        remembered.parent.mkdir(parents=True, exist_ok=True)
        remembered.write_text(f"{folder}\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"`{remembered}` can't be written: {reason}; `ASYNCLEARN_HOME` names another place"
        ) from error
