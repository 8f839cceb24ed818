"""The commands of `asynclearn new`. What does the work is imported when it starts."""

from pathlib import Path
from typing import Annotated

import typer

from asynclearn.cli.options import Trust
from asynclearn.content.course import Kind
from asynclearn.sandbox.outcome import Clock

new = typer.Typer(
    name="new",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Begin a challenge, a lesson or a part.",
)

_Slug = Annotated[str, typer.Argument(metavar="SLUG", help="Its name, such as merge-streams.")]
_Title = Annotated[str | None, typer.Option(help="Its title; else made of the name.")]


@new.command("challenge")
def challenge(  # noqa: PLR0913 - one for each option
    context: typer.Context,
    slug: _Slug,
    *,
    kind: Annotated[Kind | None, typer.Option(help="What it asks for.")] = None,
    level: Annotated[int | None, typer.Option(min=1, max=3, help="How hard it is.")] = None,
    lesson: Annotated[int | None, typer.Option(min=1, max=999, help="What it is about.")] = None,
    topics: Annotated[str | None, typer.Option(help="Such as queues,cancellation.")] = None,
    title: _Title = None,
    program: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Its program; what to begin with, to write."),
    ] = None,
    solution: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Of debug and design, with --from.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Of estimate: what the number is in.")] = None,
    within: Annotated[
        float | None, typer.Option(help="Of estimate: the factor within which a guess is right.")
    ] = None,
    clock: Annotated[
        Clock | None, typer.Option(help="Real for estimate, else virtual, if not said.")
    ] = None,
    trust: Trust = False,
) -> None:
    """Begin a challenge: with the real output of your program, and gaps for what you write.

    Example: asynclearn new challenge slow-guest --kind predict --from guest.py
    """
    from asynclearn.cli.new import ChallengeWishes, begin_challenge  # noqa: PLC0415

    wishes = ChallengeWishes(
        slug=slug,
        kind=kind,
        level=level,
        lesson=lesson,
        topics=topics,
        title=title,
        program=program,
        solution=solution,
        unit=unit,
        within=within,
        clock=clock,
        trust=trust,
    )
    raise typer.Exit(begin_challenge(context.obj, wishes))


@new.command("lesson")
def lesson(context: typer.Context, slug: _Slug, *, title: _Title = None) -> None:
    """Begin the next lesson: a folder with its front page.

    Example: asynclearn new lesson task-groups
    """
    from asynclearn.cli.new import begin_lesson  # noqa: PLC0415

    raise typer.Exit(begin_lesson(context.obj, slug, title))


@new.command("part")
def part(
    context: typer.Context,
    slug: _Slug,
    *,
    lesson: Annotated[int | None, typer.Option(help="The number of its lesson.")] = None,
    title: _Title = None,
) -> None:
    """Begin the next part of a lesson.

    Example: asynclearn new part a-first-look --lesson 5
    """
    from asynclearn.cli.new import begin_part  # noqa: PLC0415

    raise typer.Exit(begin_part(context.obj, slug, lesson, title))
