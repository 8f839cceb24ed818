"""The options of `asynclearn quiz`. What does the work is imported when it starts."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from asynclearn.cli.options import Trust
from asynclearn.errors import UsageError


class AskedKind(StrEnum):
    """The kinds that a quiz asks."""

    PREDICT = "predict"
    ESTIMATE = "estimate"


def quiz(  # noqa: PLR0913  (the options of a command are its arguments)
    context: typer.Context,
    *,
    lesson: Annotated[int | None, typer.Option(help="Only questions of this lesson.")] = None,
    level: Annotated[int | None, typer.Option(min=1, max=3, help="Only this level.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only questions about this.")] = None,
    kind: Annotated[AskedKind | None, typer.Option(help="Only this kind.")] = None,
    count: Annotated[int, typer.Option(min=1, max=100, help="How many questions.")] = 10,
    due: Annotated[bool, typer.Option("--due", help="Only what is due for review.")] = False,
    new: Annotated[bool, typer.Option("--new", help="Only what was never asked.")] = False,
    seed: Annotated[
        int | None, typer.Option(help="Repeats a choice: the same set in the same order.")
    ] = None,
    exam: Annotated[
        bool, typer.Option("--exam", help="One try, no hints, no verdict before the end.")
    ] = False,
    minutes: Annotated[float | None, typer.Option(help="How long the exam lasts.")] = None,
    claims: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the exam writes what you claim; a new file."),
    ] = None,
    grade: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Judge the claims in such a file by running it all."),
    ] = None,
    trust: Trust = False,
) -> None:
    """Find out what you really know, and what to read again.

    Example: asynclearn quiz --lesson 4 --level 1
    """
    from asynclearn.content.challenge import Kind  # noqa: PLC0415
    from asynclearn.teaching.quiz.choosing import Wish  # noqa: PLC0415

    _check(due=due, new=new, exam=exam, minutes=minutes, claims=claims)
    settings = context.obj
    if grade is not None:
        from asynclearn.cli.exam import grade_claims  # noqa: PLC0415

        raise typer.Exit(grade_claims(settings, grade, trust=trust))
    wish = Wish(lesson, level, topic, None if kind is None else Kind(kind), count, due, new)
    if exam:
        from asynclearn.cli.exam import hold_exam  # noqa: PLC0415

        code = hold_exam(settings, wish, seed=seed, minutes=minutes, file=claims, trust=trust)
        raise typer.Exit(code)
    from asynclearn.cli.quiz import hold_quiz  # noqa: PLC0415

    raise typer.Exit(hold_quiz(settings, wish, seed=seed, trust=trust))


def _check(*, due: bool, new: bool, exam: bool, minutes: float | None, claims: Path | None) -> None:
    if due and new:
        raise UsageError("`--due` and `--new` leave nothing to ask; give one of them")
    for name, given in (("--minutes", minutes), ("--claims", claims)):
        if given is not None and not exam:
            raise UsageError(f"`{name}` is for an exam; add `--exam`")
    if minutes is not None and not 1 <= minutes <= _LONGEST_EXAM:
        raise UsageError(f"`--minutes {minutes:g}` is no time for an exam; give 1 to 600")


_LONGEST_EXAM = 600
