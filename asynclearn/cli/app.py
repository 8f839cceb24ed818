"""The commands. Each reads its arguments here and does its work in a module of its own.

Those modules are imported inside the functions: `asynclearn --help` needs none of them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from asynclearn import __version__
from asynclearn.cli.arguments import globals_first
from asynclearn.cli.author_options import check, preview, schema
from asynclearn.cli.class_options import grade, stats
from asynclearn.cli.exit_codes import exit_code_of
from asynclearn.cli.new_options import new
from asynclearn.cli.options import Timeout, Trust, WhichClock
from asynclearn.cli.progress_options import progress
from asynclearn.cli.quiz_options import quiz
from asynclearn.cli.saying import help_width
from asynclearn.cli.settings import Settings, must_be_plain
from asynclearn.cli.wanted import Narrowed, What
from asynclearn.content.challenge import Kind
from asynclearn.sandbox.outcome import Clock

app = typer.Typer(
    name="asynclearn",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": help_width()},
)


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code."""
    given = globals_first(arguments)
    return exit_code_of(lambda: app(given, prog_name="asynclearn", standalone_mode=False))


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
    challenge_id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="Of kind debug or design; without it, they are listed."),
    ] = None,
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
    """Write a program in your editor until it meets all demands.

    Example: asynclearn challenge merge-streams
    """
    from asynclearn.cli.challenge import Wishes, list_those_to_write, take_challenge  # noqa: PLC0415

    if challenge_id is None:
        list_those_to_write(context.obj)
        return
    wishes = Wishes(workspace, watch=watch, reset=reset, trust=trust)
    raise typer.Exit(take_challenge(context.obj, challenge_id, wishes))


app.command()(quiz)
app.command()(check)
app.command("preview")(preview)
app.command()(schema)
app.command("grade")(grade)
app.command()(stats)
app.add_typer(progress)
app.add_typer(new)


@app.command("list")
def list_(  # noqa: PLR0913 - one for each option
    context: typer.Context,
    what: Annotated[What | None, typer.Argument(help="Only these.")] = None,
    *,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only challenges of this kind.")] = None,
    level: Annotated[
        list[int] | None, typer.Option(min=1, max=3, help="Only challenges of this level.")
    ] = None,
    lesson: Annotated[
        list[int] | None, typer.Option(help="Only challenges of this lesson.")
    ] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only challenges about this.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the lessons and the challenges. What narrows it may be given several times.

    Example: asynclearn list challenges --kind debug --kind design
    """
    from asynclearn.cli.listing import show_list  # noqa: PLC0415

    narrowed = Narrowed(
        kinds=tuple(kind or ()),
        levels=tuple(level or ()),
        lessons=tuple(lesson or ()),
        topics=tuple(topic or ()),
    )
    show_list(context.obj, what, narrowed, as_json=as_json)


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


@app.command()
def doctor(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what confines programs on this computer.

    A handful of escapes are tried.

    The exit code is 1 if programs are not confined.

    Example: asynclearn doctor
    """
    from asynclearn.cli.doctor import examine  # noqa: PLC0415

    raise typer.Exit(examine(context.obj, as_json=as_json))
