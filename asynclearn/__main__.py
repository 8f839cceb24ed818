"""`python -m asynclearn` and the `asynclearn` command."""

import sys

from asynclearn import __version__


def main() -> None:
    """Runs the command line. `--version` is answered before anything else is imported."""
    if sys.argv[1:] == ["--version"]:
        print(f"asynclearn {__version__}")
        return
    from asynclearn.cli.app import run  # noqa: PLC0415  (see above)

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
