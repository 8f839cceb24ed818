"""The commands of `asynclearn progress`. What does the work is imported when it starts."""

from pathlib import Path
from typing import Annotated

import typer

progress = typer.Typer(
    name="progress",
    invoke_without_command=True,
    no_args_is_help=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@progress.callback()
def show(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print each answer as CSV.")] = False,
) -> None:
    """Show what you have done, and what comes back when.

    Example: asynclearn progress --json
    """
    if context.invoked_subcommand is None:
        from asynclearn.cli.progress import tell_progress  # noqa: PLC0415

        tell_progress(context.obj, as_json=as_json, as_csv=as_csv)


@progress.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
) -> None:
    """Write all of it to a file, for another computer.

    If its name ends in .jsonl, only your answers and doubts are written, for an instructor.

    Example: asynclearn progress export progress.json
    """
    from asynclearn.cli import progress as work  # noqa: PLC0415

    work.export(context.obj, file)


@progress.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `export` wrote.")],
) -> None:
    """Add what such a file holds. What is known already is not doubled.

    Example: asynclearn progress import progress.json
    """
    from asynclearn.cli import progress as work  # noqa: PLC0415

    work.import_(context.obj, file)


@progress.command("reset")
def reset(
    context: typer.Context,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Forget everything. It asks first, and keeps a copy.

    Example: asynclearn progress reset
    """
    from asynclearn.cli import progress as work  # noqa: PLC0415

    work.reset(context.obj, yes=yes)
