"""The global options may stand anywhere on the command line, as people type them."""

from collections.abc import Sequence

_FLAGS = ("--plain",)
_WITH_VALUE = ("--course",)
_JOINED = tuple(f"{name}=" for name in _WITH_VALUE)


def globals_first(arguments: Sequence[str]) -> list[str]:
    """The arguments with the global options moved before the command, up to a `--`."""
    moved: list[str] = []
    kept: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            kept += [argument, *rest]
            break
        if argument in _FLAGS or argument.startswith(_JOINED):
            moved.append(argument)
        elif argument in _WITH_VALUE and rest:
            moved += [argument, rest.pop(0)]
        else:
            kept.append(argument)
    return [*moved, *kept]
