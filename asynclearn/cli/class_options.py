"""The options of the commands for a class. What does the work is imported when it starts."""

from pathlib import Path
from typing import Annotated

import typer

from asynclearn.cli.options import Trust, format_named


def grade(  # noqa: PLR0913 - one for each option
    context: typer.Context,
    submissions: Annotated[
        Path | None,
        typer.Argument(metavar="SUBMISSIONS", help="A folder a student, or one student's folder."),
    ] = None,
    *,
    form: Annotated[str, typer.Option("--format", help="gradescope, classroom50, csv, json.")] = (
        "csv"
    ),
    assignment: Annotated[
        Path | None, typer.Option(help="What counts; else assignment.toml in SUBMISSIONS, or all.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write there instead of printing.")] = None,
    python: Annotated[
        str | None, typer.Option(help="The interpreter to run programs: 3.12, or a path.")
    ] = None,
    init_gradescope: Annotated[
        Path | None, typer.Option(help="Write an autograder for Gradescope into this folder.")
    ] = None,
    trust: Trust = False,
) -> None:
    """Grade what a class handed in.

    Everything is run again, and nothing believed.

    A folder has `<challenge-id>.py` files and the claims of exams.

    Example: asynclearn grade submissions --format csv
    """
    from asynclearn.cli.grade import (  # noqa: PLC0415
        Wishes,
        grade_submissions,
        start_gradescope,
    )
    from asynclearn.grading.formats import Format  # noqa: PLC0415

    if init_gradescope is not None:
        raise typer.Exit(start_gradescope(context.obj, init_gradescope))
    wishes = Wishes(format_named(form, Format), assignment, output, python, trust)
    raise typer.Exit(grade_submissions(context.obj, submissions, wishes))


def stats(
    context: typer.Context,
    exports: Annotated[
        list[Path] | None,
        typer.Argument(metavar="EXPORT…", help="What learners exported, or folders of it."),
    ] = None,
    *,
    question: Annotated[str, typer.Option(metavar="ID", help="Only this one, in full.")] = "",
    wrong: Annotated[
        int | None, typer.Option(min=0, help="How many wrong predictions to show.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what a class's answers tell about each question.

    Learners export with `asynclearn progress export answers.jsonl`.

    Example: asynclearn stats handed-in/
    """
    from asynclearn.cli.stats import Wishes, tell_statistics  # noqa: PLC0415

    tell_statistics(context.obj, exports or [], Wishes(wrong, question, as_json))
