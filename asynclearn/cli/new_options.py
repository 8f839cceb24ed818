"""The commands of `asynclearn new`. What does the work is imported when it starts."""

from pathlib import Path
from typing import Annotated

import typer

from asynclearn.cli.options import Trust
from asynclearn.content.challenge import Kind
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


@new.command("challenge", short_help="Begin a challenge from your program.")
def challenge(  # noqa: PLR0913 - one for each option
    context: typer.Context,
    slug: _Slug,
    *,
    kind: Annotated[Kind | None, typer.Option(help="What the learner does.")] = None,
    level: Annotated[int | None, typer.Option(min=1, max=3, help="How hard it is.")] = None,
    lesson: Annotated[int | None, typer.Option(min=1, max=999, help="Its lesson.")] = None,
    topics: Annotated[
        str | None, typer.Option(help="Words that a quiz chooses by: queues,locks.")
    ] = None,
    title: _Title = None,
    program: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="The program; a debug or design starts from it."
        ),
    ] = None,
    solution: Annotated[
        Path | None, typer.Option(metavar="FILE", help="For debug and design: one that passes.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="For estimate: of what the number is.")] = None,
    within: Annotated[
        float | None, typer.Option(help="For estimate: 2 makes half to double right.")
    ] = None,
    clock: Annotated[
        Clock | None, typer.Option(help="If not said: real for estimate, else virtual.")
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
