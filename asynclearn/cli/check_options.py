"""The options of `asynclearn check`."""

from pathlib import Path
from typing import Annotated

import typer


def check(  # noqa: PLR0913  (each is an option)
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Courses, folders or files; else the course."),
    ] = None,
    *,
    update: Annotated[
        bool, typer.Option("--update", help="Write what programs really print; shows it first.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Update without asking.")] = False,
    form: Annotated[str, typer.Option("--format", help="text, json, github.")] = "text",
    python: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Run on this interpreter, too: 3.12, or a path."),
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Look for what only seems stable. Takes minutes.")
    ] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="RULE", help="Say what a rule is about; `all` lists them.")
    ] = None,
    trust: Annotated[
        bool, typer.Option("--trust", help="Run programs even where they can't be confined.")
    ] = False,
) -> None:
    """Check that what a course claims is true, and that its questions are good ones.

    The exit code is 1 if there are errors. Advice is no error.

    Example: asynclearn check challenges/my-challenge.md
    """
    from asynclearn.cli.check import (  # noqa: PLC0415
        Wishes,
        check_files,
        explain_rule,
        format_named,
    )

    if explain is not None:
        raise typer.Exit(explain_rule(context.obj, explain))
    wishes = Wishes(format_named(form), tuple(python or ()), thorough, update, yes, trust)
    raise typer.Exit(check_files(context.obj, paths or (), wishes))
