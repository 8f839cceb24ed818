"""`python -m asynclearn` and the `asynclearn` command."""

import sys

from asynclearn import __version__
from asynclearn.cli.streams import steady_streams


def main() -> None:
    """Runs the command line. `--version` is answered before anything slow is imported."""
    with steady_streams():
        if sys.argv[1:] == ["--version"]:
            print(f"asynclearn {__version__}")
            return
        from asynclearn.cli.app import run  # noqa: PLC0415  (see above)

        sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
