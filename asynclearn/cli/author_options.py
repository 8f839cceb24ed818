"""The options of the commands for authors. What does the work is imported when it starts."""

from pathlib import Path
from typing import Annotated

import typer

from asynclearn.cli.options import Trust, format_named
from asynclearn.cli.schema import Schema


def check(  # noqa: PLR0913  (each is an option)
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Courses, folders, files; else this course."),
    ] = None,
    *,
    update: Annotated[
        bool, typer.Option("--update", help="Write what programs really print; shows it first.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Update without asking.")] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json, github.")
    ] = "text",
    python: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Run on this interpreter, too: 3.12, or a path."),
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Look for what only seems stable. Takes minutes.")
    ] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="RULE", help="Say what a rule is about; `all` for all.")
    ] = None,
    trust: Trust = False,
) -> None:
    """Check that what a course says is true.

    And that its questions are good ones. Every program is run.

    The exit code is 1 if there are errors. Advice is no error.

    Example: asynclearn check challenges/my-challenge.md
    """
    if explain is None:
        from asynclearn.sandbox.runner import warm_up  # noqa: PLC0415

        # The interpreter for the runs starts while the rest is imported.
        warm_up()
    from asynclearn.authoring.formats import Format  # noqa: PLC0415
    from asynclearn.cli.check import (  # noqa: PLC0415
        Wishes,
        check_files,
        explain_rule,
    )

    if explain is not None:
        raise typer.Exit(explain_rule(context.obj, explain))
    wishes = Wishes(format_named(form, Format), tuple(python or ()), thorough, update, yes, trust)
    raise typer.Exit(check_files(context.obj, paths or (), wishes))


def preview(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A challenge, or a lesson's page.")],
    *,
    once: Annotated[bool, typer.Option("--once", help="Show it once, and end.")] = False,
    trust: Trust = False,
) -> None:
    """Show a page as learners see it, again at each save.

    Shown once, the exit code is 1 if it has errors.

    Example: asynclearn preview challenges/my-challenge.md
    """
    from asynclearn.cli.preview import Wishes, preview_file  # noqa: PLC0415

    raise typer.Exit(preview_file(context.obj, file, Wishes(once=once, trust=trust)))


def schema(
    which: Annotated[
        Schema, typer.Argument(metavar="WHICH", help="challenge, lesson, part, course.")
    ],
) -> None:
    """Print the JSON Schema of a front matter, for editors.

    Example: asynclearn schema challenge
    """
    from asynclearn.cli.schema import show_schema  # noqa: PLC0415

    show_schema(which)
