"""The commands. Each reads its arguments here and does its work in a module of its own.

Those modules are imported inside the functions: `asynclearn --help` needs none of them.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from asynclearn import __version__
from asynclearn.cli.arguments import globals_first
from asynclearn.cli.check_options import check
from asynclearn.cli.listing import What
from asynclearn.cli.new_options import new
from asynclearn.cli.progress_options import progress
from asynclearn.cli.quiz_options import quiz
from asynclearn.cli.schema import Schema
from asynclearn.cli.settings import Settings, must_be_plain
from asynclearn.errors import AsynclearnError, ContentError
from asynclearn.sandbox.outcome import Clock

WRONG_USE = 2
Trust = Annotated[
    bool, typer.Option("--trust", help="Run it even where programs can't be confined.")
]
Timeout = Annotated[float, typer.Option(help="Seconds after which it is stopped.")]
WhichClock = Annotated[
    Clock, typer.Option(help="Virtual: sleeping takes no time. Real: as on any clock.")
]

app = typer.Typer(
    name="asynclearn",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code.

    0 fine, 1 what was checked fell short, 2 wrong use or a broken course, 130 Ctrl-C.
    """
    try:
        app(globals_first(arguments), prog_name="asynclearn")
    except ContentError as error:
        count = len(error.problems)
        print(error, file=sys.stderr)
        problems = "1 problem" if count == 1 else f"{count} problems"
        print(f"asynclearn: {problems} in the course; mend the lines above", file=sys.stderr)
        return WRONG_USE
    except AsynclearnError as error:
        print(f"asynclearn: {error}", file=sys.stderr)
        return WRONG_USE
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0
    return 0


def _show_version(wanted: bool) -> None:  # noqa: FBT001  (Typer calls it so)
    if wanted:
        print(f"asynclearn {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def home(
    context: typer.Context,
    *,
    course: Annotated[
        Path | None,
        typer.Option(
            envvar="ASYNCLEARN_COURSE",
            help="A folder with lessons/ or challenges/, or an installed course's name.",
        ),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="No boxes, no colors, no redraws.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Learn asyncio by predicting what programs print.

    Without a command: where you are and what is next.

    Example: asynclearn lesson 4
    """
    del version
    context.obj = Settings(course, plain or must_be_plain())
    if context.invoked_subcommand is None:
        from asynclearn.cli.home import show_home  # noqa: PLC0415

        show_home(context.obj)


@app.command()
def lesson(
    context: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(metavar="N", help="The lesson; without it, the one you are in."),
    ] = None,
    *,
    part: Annotated[int | None, typer.Option(help="Go to this part; 0 is the opening.")] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Start over. Your answers are kept.")
    ] = False,
    trust: Trust = False,
) -> None:
    """Take a lesson, from where you stopped.

    Example: asynclearn lesson 4 --part 2
    """
    from asynclearn.cli.lesson import take_lesson  # noqa: PLC0415

    raise typer.Exit(take_lesson(context.obj, number, part=part, restart=restart, trust=trust))


@app.command()
def challenge(  # noqa: PLR0913 - one for each option
    context: typer.Context,
    challenge_id: Annotated[str, typer.Argument(metavar="ID", help="Of kind debug or design.")],
    *,
    watch: Annotated[
        bool, typer.Option("--watch/--no-watch", help="Run the checks at every save.")
    ] = True,
    reset: Annotated[
        bool, typer.Option("--reset", help="Start over. A copy of your file is kept.")
    ] = False,
    workspace: Annotated[
        Path | None, typer.Option(help="The folder for your programs, from now on.")
    ] = None,
    trust: Trust = False,
) -> None:
    """Write a program in your own editor, and see which demands it meets.

    Example: asynclearn challenge merge-streams
    """
    from asynclearn.cli.challenge import Wishes, take_challenge  # noqa: PLC0415

    wishes = Wishes(workspace, watch=watch, reset=reset, trust=trust)
    raise typer.Exit(take_challenge(context.obj, challenge_id, wishes))


app.command()(quiz)
app.command()(check)
app.add_typer(progress)
app.add_typer(new)


@app.command("list")
def list_(
    context: typer.Context,
    what: Annotated[What | None, typer.Argument(help="Only these.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the lessons and the challenges.

    Example: asynclearn list challenges --json
    """
    from asynclearn.cli.listing import show_list  # noqa: PLC0415

    show_list(context.obj, what, as_json=as_json)


@app.command("run")
def run_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Python program.")],
    *,
    clock: WhichClock = Clock.VIRTUAL,
    timeout: Timeout = 5.0,
    trust: Trust = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Run a program as the lessons do, and say how it ends.

    The exit code is 0 if the program finishes and 1 if it ends in any other way.

    Example: asynclearn run program.py --timeout 2
    """
    from asynclearn.cli.program_file import Manner  # noqa: PLC0415
    from asynclearn.cli.run import run_file  # noqa: PLC0415

    raise typer.Exit(run_file(file, Manner(timeout, trust, clock), as_json=as_json))


@app.command()
def trace(  # noqa: PLR0913  (each is an option)
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Python program.")],
    *,
    clock: WhichClock = Clock.VIRTUAL,
    timeout: Timeout = 5.0,
    trust: Trust = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the events as JSON.")] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the story as one web page.")
    ] = None,
) -> None:
    """Run a program and show what happened, step by step.

    The exit code is 0 if the program finishes and 1 if it ends in any other way.

    Example: asynclearn trace program.py --html story.html
    """
    from asynclearn.cli.program_file import Manner  # noqa: PLC0415
    from asynclearn.cli.trace import Forms, trace_file  # noqa: PLC0415

    manner = Manner(timeout, trust, clock, traced=True)
    raise typer.Exit(trace_file(context.obj, file, manner, Forms(as_json=as_json, html=html)))


@app.command("grade")
def grade_(  # noqa: PLR0913 - one for each option
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
    """Grade what a class handed in: run everything again, and believe nothing.

    A folder has `<challenge-id>.py` files and the claims of exams.

    Example: asynclearn grade submissions --format csv
    """
    from asynclearn.cli.grade import (  # noqa: PLC0415
        Wishes,
        format_named,
        grade_submissions,
        start_gradescope,
    )

    if init_gradescope is not None:
        raise typer.Exit(start_gradescope(context.obj, init_gradescope))
    wishes = Wishes(format_named(form), assignment, output, python, trust)
    raise typer.Exit(grade_submissions(context.obj, submissions, wishes))


@app.command()
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


@app.command("preview")
def preview_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A challenge, or a lesson's page.")],
    *,
    once: Annotated[bool, typer.Option("--once", help="Show it once, and end.")] = False,
    trust: Trust = False,
) -> None:
    """Show a page as learners see it, with all that they find out, again at each save.

    Shown once, the exit code is 1 if it has errors.

    Example: asynclearn preview challenges/my-challenge.md
    """
    from asynclearn.cli.preview import Wishes, preview_file  # noqa: PLC0415

    raise typer.Exit(preview_file(context.obj, file, Wishes(once=once, trust=trust)))


@app.command()
def schema(
    which: Annotated[
        Schema, typer.Argument(metavar="WHICH", help="challenge, lesson, part, course.")
    ],
) -> None:
    """Print the JSON Schema of a front matter or of course.toml, for editors.

    Example: asynclearn schema challenge
    """
    from asynclearn.cli.schema import show_schema  # noqa: PLC0415

    show_schema(which)


@app.command()
def doctor(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what confines programs on this computer, and try a handful of escapes.

    The exit code is 1 if programs are not confined.

    Example: asynclearn doctor
    """
    from asynclearn.cli.doctor import examine  # noqa: PLC0415

    raise typer.Exit(examine(context.obj, as_json=as_json))
